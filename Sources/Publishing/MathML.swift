// TeX formulas as MathML, which browsers show without any script: the part of TeX that notebooks use.
// Neighbours: `MathReader` reads TeX, `MathSymbols` has the names; `HTMLPage` puts formulas into pages.

public enum MathML {
  /// The `math` element of a formula; what is not known shows as it was written.
  ///
  /// - Parameter isDisplay: on a line of its own.
  public static func element(_ tex: String, isDisplay: Bool) -> String {
    var reader = MathReader(tex, isDisplay: isDisplay)
    let body = reader.formula()
    let display = isDisplay ? " display=\"block\"" : ""
    return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"\(display)><semantics><mrow>\(body)</mrow>"
      + "<annotation encoding=\"application/x-tex\">\(HTMLText.escaped(tex))</annotation></semantics></math>"
  }
}

/// Text in HTML.
enum HTMLText {
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
