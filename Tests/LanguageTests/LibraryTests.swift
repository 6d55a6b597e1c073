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

  init?(_ line: String, place: String) {
    guard let mark = line.utf8.split(separator: UInt8(ascii: "#")).last, line.utf8.contains(UInt8(ascii: "#"))
    else { return nil }
    let program = line.utf8.dropLast(mark.count + 1)
    self.program = String(decoding: Array(program), as: UTF8.self)
    value = String(decoding: Array(mark.drop { $0 == UInt8(ascii: " ") }), as: UTF8.self)
    self.place = place
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

  @Test(arguments: DocumentedExample.ofLibrary + DocumentedExample.ofBuiltins)
  func documentedExampleGivesWhatItSays(_ example: DocumentedExample) throws {
    let session = ExecutorKind.reference.session(files: MemoryFiles())
    let value = try session.run(example.program)
    #expect(session.text(value) == example.value)
  }

  @Test func theLibraryHasExamples() { #expect(DocumentedExample.ofLibrary.count >= 10) }

  @Test func everyBuiltinHasHelp() {
    for builtin in Registry().all { #expect(!builtin.documentation.isEmpty, "\(builtin.name)") }
  }
}
