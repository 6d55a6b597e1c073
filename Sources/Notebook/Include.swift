// `include other.advnb` in a cell of its own: the cells of another notebook run here.
// Neighbours: `Runner` runs them; the session's sandbox decides which files may be read.

import Display
import Language
import SourceText

extension CodeCell {
  /// The path of the notebook that this cell brings in; nil for cells of code.
  public var includedPath: String? {
    var path: String?
    for line in body.split(separator: 0x0A) {
      let content = line.trimmed
      if content.isEmpty || content.first == 0x23 { continue }
      guard path == nil, content.hasPrefix("include ") else { return nil }
      let word = content.dropFirst("include ".utf8.count).trimmed
      guard word.text.hasSuffix(".advnb") || word.text.hasSuffix(".md"), !word.contains(0x22) else { return nil }
      path = word.text
    }
    return path
  }
}

/// What a cell that includes a notebook gives.
struct Included {
  var outputs: [Output] = []
  var error: Diagnostic?
  var hasFailedClaim = false
}

extension Runner {
  /// How deep notebooks may include each other.
  static let deepestInclude = 16

  /// Runs the cells of another notebook: they keep their names, and with them their random numbers, and only failures
  /// are shown. Its prose, and cells of the classes `.skip` and `.test`, are left out.
  ///
  /// - Parameters:
  ///   - path: from the folder of the notebook that is run.
  ///   - outer: paths of the notebooks that are being included.
  func include(_ path: String, outer: [String], until end: Double) -> Included {
    var result = Included()
    if outer.contains(path) || outer.count >= Self.deepestInclude {
      result.error = RunProblem.circularInclude(outer + [path]).diagnostic
      return result
    }
    let bytes: [UInt8]
    do { bytes = try session.interpreter.files.read(path) } catch {
      result.error = session.diagnostic(of: error) ?? RunProblem.unreadableInclude(path).diagnostic
      return result
    }
    let source = Document.sourceText(of: bytes)
    let included = Document(source: source, id: session.sources.add(Source(name: path, text: source)))
    if let problem = included.problems.first(where: { $0.severity == .error }) {
      result.error = problem
      return result
    }
    for cell in included.cells where !cell.has(.skip) && !cell.has(.test) {
      let part = run(cell, of: included, path: path, outer: outer, until: end)
      result.outputs += part.outputs
      result.hasFailedClaim = result.hasFailedClaim || part.hasFailedClaim
      result.error = part.error
      if part.error != nil { break }
    }
    return result
  }

  private func run(
    _ cell: CodeCell, of included: Document, path: String, outer: [String], until end: Double
  ) -> Included {
    if let inner = cell.includedPath {
      return include(Self.joined(path, inner), outer: outer + [path], until: end)
    }
    let left = end - clock()
    guard left > 0 else { return Included(error: RunProblem.totalTime(limits.total ?? 0).diagnostic) }
    var entry = Session.Entry(text: cell.body, name: "cell \(cell.label) of \(path)")
    entry.randomKey = cell.label
    entry.seed = cell.attributes.seed ?? limits.seed ?? included.settings.seed ?? 0
    entry.timeout = limits.seconds(for: cell, in: included.settings, left: left)
    let result = session.execute(entry)
    var part = Included(outputs: result.outputs.filter(\.isFailure))
    let expected = cell.attributes.expectedError
    part.hasFailedClaim = result.hasFailedClaim && expected != .claim
    if let error = result.diagnostic {
      if error.kind != expected { part.error = error }
    } else if let expected, !(expected == .claim && result.hasFailedClaim) {
      part.error = RunProblem.missingError(expected).diagnostic
    }
    return part
  }

  /// A path relative to the folder of another one.
  static func joined(_ base: String, _ path: String) -> String {
    guard !path.hasPrefix("/"), let slash = base.utf8.lastIndex(of: 0x2F) else { return path }
    return String(base[...slash]) + path
  }
}
