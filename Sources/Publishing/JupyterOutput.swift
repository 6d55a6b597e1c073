// What a cell put out, as the Jupyter protocol and ipynb files spell it.
// Neighbours: `IPYNB` stores it, the kernel sends it: the same outputs in both.

import Display
import Formats
import SourceText
import Transcript

public struct JupyterOutput: Sendable {
  /// `stream`, `display_data`, `execute_result` or `error`: a kind of message, and an `output_type`.
  public let kind: String
  public let content: JSON

  private static let everything = TextLimits(lines: 1_000_000, columns: 1_000_000, bytes: 1 << 30)

  /// The outputs of a cell; printed pieces that follow each other are one.
  ///
  /// - Parameters:
  ///   - count: the number of the execution, for results.
  ///   - caption, alt: of the cell, for its first figure.
  public static func all(
    _ outputs: [Output], count: Int, digits: Int, caption: String? = nil, alt: String? = nil
  ) -> [JupyterOutput] {
    var result: [JupyterOutput] = []
    var printed = ""
    var (caption, alt) = (caption, alt)
    func endStream() {
      if !printed.isEmpty {
        result.append(JupyterOutput(kind: "stream", content: .fields(["name": "stdout", "text": .string(printed)])))
      }
      printed = ""
    }
    for output in outputs {
      switch output {
      case .text(let text): printed += TextCleaner.clean(text)
      case .check(let line): printed += line + "\n"
      default:
        endStream()
        var output = output
        if case .figure(var figure) = output {
          if figure.caption == nil { figure.caption = caption.take() }
          if figure.alt == nil { figure.alt = alt.take() }
          output = .figure(figure)
        }
        if let one = one(output, count: count, digits: digits) { result.append(one) }
      }
    }
    endStream()
    return result
  }

  private static func one(_ output: Output, count: Int, digits: Int) -> JupyterOutput? {
    switch output {
    case .text, .check: return nil
    case .value(let text):
      let content = JSON.fields([
        "execution_count": .int(count), "data": .fields(["text/plain": .string(text)]), "metadata": .object(JSONObject()),
      ])
      return JupyterOutput(kind: "execute_result", content: content)
    case .error(let error, let rendered): return JupyterOutput(kind: "error", content: failure(error, rendered))
    case .table, .claims:
      guard let text = markdown(output, digits)?.text else { return nil }
      return display(["text/markdown": .string(text), "text/plain": .string(text)])
    case .figure(let figure):
      guard let file = markdown(output, digits)?.files.first else { return nil }
      let words = JSON.string([figure.alternativeText, figure.caption].compactMap { $0 }.joined(separator: "\n"))
      return file.name.hasSuffix(".svg")
        ? display(["image/svg+xml": .string(String(decoding: file.bytes, as: UTF8.self)), "text/plain": words])
        : display(["image/png": .string(Base64.encode(file.bytes)), "text/plain": words])
    }
  }

  private static func markdown(_ output: Output, _ digits: Int) -> Region? {
    MarkdownWriter(page: "page", limits: everything, digits: digits).region(cell: "cell", outputs: [output])
  }

  private static func display(_ data: KeyValuePairs<String, JSON>) -> JupyterOutput {
    JupyterOutput(
      kind: "display_data", content: .fields(["data": .fields(data), "metadata": .object(JSONObject())]))
  }

  /// The fields of an error.
  public static func failure(_ error: Diagnostic, _ rendered: String) -> JSON {
    let lines = rendered.split(separator: "\n", omittingEmptySubsequences: false).map { JSON.string(String($0)) }
    return .fields([
      "ename": .string(error.kind.rawValue), "evalue": .string(error.title), "traceback": .array(lines),
    ])
  }

  /// An entry of a cell's `outputs`.
  var stored: JSON {
    guard case .object(var object) = content else { return content }
    object["output_type"] = .string(kind)
    return .object(object)
  }
}
