// The shipped library loads, and the examples of its documentation are true.
// Neighbours: `Sources/CBundle/adv`; `StandardLibrary` brings the sources.

import StandardLibrary
import Testing

@testable import Language

/// An indented `expr    # value` line of the documentation.
struct DocumentedExample: CustomTestStringConvertible, Sendable {
  let program: String
  let value: String
  let place: String

  var testDescription: String { "\(place): \(program)" }

  /// Examples in `##` lines of the library's files.
  static let ofLibrary: [DocumentedExample] = StandardLibrary.sources.flatMap { source in
    String(decoding: source.text, as: UTF8.self).lines.compactMap { line in
      line.hasPrefix("##     ") ? DocumentedExample(String(line.dropFirst(7)), place: source.name) : nil
    }
  }

  /// Examples in the help of built-ins.
  static let ofBuiltins: [DocumentedExample] = Registry().all.flatMap { builtin in
    builtin.documentation.lines.compactMap { line in
      line.hasPrefix("    ") ? DocumentedExample(String(line.dropFirst(4)), place: builtin.name) : nil
    }
  }

  init?(_ line: String, place name: String) {
    let bytes = Array(line.utf8)
    let mark = Array("  # ".utf8)
    guard let place = bytes.indices.last(where: { bytes[$0...].starts(with: mark) }) else { return nil }
    program = String(decoding: bytes[..<place], as: UTF8.self)
    value = String(decoding: bytes[(place + mark.count)...], as: UTF8.self)
    self.place = name
  }
}

@Suite struct LibraryTests {
  @Test func everyFileLoadsWithoutFailure() {
    let session = ExecutorKind.reference.session()
    session.interpreter.measureStack()
    session.interpreter.library.loadAll()
    let failures = session.interpreter.library.failures.map { "\($0.file): \($0.error)" }
    #expect(failures == [])
    #expect(!session.interpreter.library.names.isEmpty)
  }

  @Test func libraryNamesDoNotHideBuiltins() {
    let session = ExecutorKind.reference.session()
    let doubled = Set(session.interpreter.library.names).intersection(session.interpreter.registry.names)
    #expect(doubled == [])
  }

  @Test(arguments: DocumentedExample.ofLibrary + DocumentedExample.ofBuiltins, ExecutorKind.allCases)
  func documentedExampleGivesWhatItSays(_ example: DocumentedExample, on executor: ExecutorKind) throws {
    let session = executor.session(files: MemoryFiles())
    let result = session.outcome(of: example.program)
    #expect(result.diagnostic == nil)
    #expect(session.shown(result) == example.value)
  }

  @Test func theLibraryHasExamples() { #expect(DocumentedExample.ofLibrary.count >= 10) }

  @Test func everyBuiltinHasHelpWithAnExample() {
    let explained = Set(DocumentedExample.ofBuiltins.map(\.place))
    let silent = Registry().all.map(\.name).filter { !explained.contains($0) }
    #expect(silent == [])
    #expect(Registry().all.allSatisfy { !$0.documentation.hasPrefix("    ") })
  }

  @Test func everyLibraryFunctionWithHelpHasAnExample() {
    let session = ExecutorKind.reference.session()
    session.interpreter.measureStack()
    session.interpreter.library.loadAll()
    let silent = session.interpreter.library.names.filter { name in
      session.interpreter.library.firstParagraph(of: name) != nil
        && !(session.help(name)?.utf8.split(separator: 0x0A).contains { $0.starts(with: "    ".utf8) } ?? false)
    }
    #expect(silent.sorted() == [])
  }

  /// Library files share one scope: a name that two of them bind would mean either.
  @Test func noNameIsBoundByTwoFiles() {
    var owner: [Substring: String] = [:]
    for source in StandardLibrary.sources {
      for line in String(decoding: source.text, as: UTF8.self).split(separator: "\n") {
        let rest = line.hasPrefix("fn ") ? line.dropFirst(3) : line
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let follows = rest.dropFirst(name.count)
        guard !name.isEmpty, follows.hasPrefix("(") || follows.hasPrefix(" = ") else { continue }
        if let other = owner[name], other != source.name { Issue.record("\(name) is bound by \(other) and \(source.name)") }
        owner[name] = source.name
      }
    }
    #expect(owner.count > 300)
  }
}

extension Session {
  /// The value of an entry as text, or the first line that it printed where it has no value.
  fileprivate func shown(_ result: EntryResult) -> String {
    if let value = result.value {
      if case .none = value {} else { return text(value) }
    }
    for output in result.outputs {
      if case .text(let words) = output { return words.lines.first ?? "" }
    }
    return "none"
  }
}
