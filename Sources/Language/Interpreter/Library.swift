// The shipped library, written in the language: a file is read when one of its names is first needed.
// Neighbours: `StandardLibrary` brings the sources; `Interpreter.meaning(of:)` asks.

import SourceText
import Syntax

/// One file of the library.
public struct LibrarySource: Sendable {
  public let name: String
  public let text: [UInt8]
  public init(name: String, text: [UInt8]) {
    self.name = name
    self.text = text
  }
}

/// Definitions of the library's files, in one module that the user's names cannot disturb.
final class Library {
  private let sources: [LibrarySource]
  private let registry: Registry
  private var fileOfName: [String: Int] = [:]
  private var loaded: Set<Int> = []
  private var sourceIDs: Set<SourceID> = []
  private var module = Module(name: "library", isLibrary: true) { _ in nil }
  /// Owns this library.
  unowned(unsafe) var interpreter: Interpreter?

  init(sources: [LibrarySource], registry: Registry) {
    self.sources = sources
    self.registry = registry
    for (file, source) in sources.enumerated() {
      for name in Library.definedNames(source.text) { fileOfName[name] = file }
    }
    module = Module(name: "library", isLibrary: true) { [unowned self] name in
      // Inside a file being loaded its own definitions bind the cell; others are loaded here.
      if let file = fileOfName[name], !loaded.contains(file) { load(file) }
      return registry[name].map { .function(Function($0)) } ?? Constants.value(name)
    }
  }

  /// Lets go of what was loaded.
  func forget() { module.forget() }

  var names: [String] { Array(fileOfName.keys) }

  func owns(_ source: SourceID) -> Bool { sourceIDs.contains(source) }

  /// The file that defines a name.
  func file(of name: String) -> String? { fileOfName[name].map { sources[$0].name } }

  /// The first paragraph of a definition's documentation, read from the text without running it; nil if it has none.
  func firstParagraph(of name: String) -> String? {
    guard let file = fileOfName[name] else { return nil }
    var lines: [ArraySlice<UInt8>] = []
    for line in sources[file].text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.starts(with: [0x23, 0x23]) {
        lines.append(line.dropFirst(2).drop { $0 == 0x20 })
      } else if Library.definedNames(Array(line)).first == name {
        let paragraph = lines.prefix { !$0.isEmpty }
        return paragraph.isEmpty ? nil : String(decoding: Array(paragraph.joined(separator: [0x20])), as: UTF8.self)
      } else {
        lines = []
      }
    }
    return nil
  }

  /// The library's meaning of a name; nil if it defines none.
  func definition(_ name: String) -> Value? {
    guard let file = fileOfName[name] else { return nil }
    if !loaded.contains(file) { load(file) }
    return module.cell(name).value
  }

  /// Files that could not be loaded, with the reason: none, unless we shipped a broken one.
  private(set) var failures: [(file: String, error: any Error)] = []

  private func load(_ file: Int) {
    loaded.insert(file)
    guard let interpreter else { return }
    let source = Source(name: sources[file].name, text: sources[file].text)
    let id = interpreter.sources.add(source)
    sourceIDs.insert(id)
    let parsed = Parser.parse(source, id: id)
    if let error = parsed.diagnostics.first { failures.append((source.name, error)) }
    let origin = interpreter.arena.origin
    defer { interpreter.arena.origin = origin }
    let kept = interpreter.changes
    defer { interpreter.changes = kept }
    do { _ = try interpreter.execute(parsed.block, in: module) } catch {
      failures.append((source.name, error))
    }
  }

  /// Loads every file, for tests.
  func loadAll() { for file in sources.indices where !loaded.contains(file) { load(file) } }

  /// Names defined at the left edge: `fn f(`, `f(x) = …`, `name = …`; without parsing the file.
  static func definedNames(_ text: [UInt8]) -> [String] {
    var names: [String] = []
    for line in text.split(separator: 0x0A) {
      guard let first = line.first, isNameByte(first) else { continue }
      var rest = line
      let keyword = Array("fn ".utf8)
      let isFunction = rest.starts(with: keyword)
      if isFunction { rest = rest.dropFirst(keyword.count) }
      let name = rest.prefix(while: isNameByte)
      let after = rest.dropFirst(name.count)
      guard !name.isEmpty, isFunction || isDefinition(after) else { continue }
      names.append(String(decoding: name, as: UTF8.self))
    }
    return names
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  /// `(…) =` or `=`, but not `==`.
  private static func isDefinition(_ rest: ArraySlice<UInt8>) -> Bool {
    var depth = 0
    for byte in rest {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "=") where depth == 0: return true
      case UInt8(ascii: " ") where depth == 0: break
      default:
        if depth == 0 { return false }
      }
    }
    return false
  }
}
