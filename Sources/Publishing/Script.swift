// A notebook as a program: its cells, and its prose as comments.
// Neighbours: `HTMLPage` and `IPYNB` are the other forms.

import Notebook

public enum ScriptExport {
  /// The program. Cells that must fail, or are not run, stand in comments.
  public static func text(_ document: Document) -> [UInt8] {
    var result: [UInt8] = []
    for part in document.parts {
      switch part {
      case .frontMatter: continue
      case .prose(let prose): result += commented(document.source[prose.range])
      case .cell(let cell):
        let isInactive = cell.has(.skip) || cell.attributes.expectedError != nil || cell.includedPath != nil
        result += isInactive ? commented(cell.body[...]) : cell.body
        if result.last != 0x0A { result.append(0x0A) }
      }
    }
    while result.first == 0x0A { result.removeFirst() }
    return result
  }

  /// Lines with a mark before each that is not blank.
  private static func commented(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast(text.last == 0x0A ? 1 : 0) {
      let mark = "# "
      if !line.isEmpty { result += Array(mark.utf8) + line }
      result.append(0x0A)
    }
    return result
  }
}
