// The world of a conversation: this process's terminal, files, clock, engine and editor.
// Neighbours: `TalkCommand` makes one; `REPL/ConversationHost` says what each thing is for.

import Display
import Engine
import Glibc
import Language
import Notebook
import REPL
import SourceText

final class TerminalHost: ConversationHost {
  private let session: Session
  private let isColoured: Bool
  private let bar: ProgressBar?
  private var mode: PictureMode
  private var abilities: TerminalAbilities?

  init(_ session: Session, isColoured: Bool) {
    self.session = session
    self.isColoured = isColoured
    bar = ProgressBar.attached(to: session, summarises: true)
    mode = Environment["ADVNB_IMAGES"].flatMap(PictureMode.init) ?? .auto
  }

  func output(_ text: String) throws { try Console.output(text) }
  func error(_ line: String) { Console.error(line) }

  // MARK: Pictures

  var pictureModes: [String] { PictureMode.allCases.map(\.rawValue) }

  var pictureMode: String {
    get { mode == .auto ? abilities.map { "auto (\($0.mode.rawValue))" } ?? "auto" : mode.rawValue }
    set {
      mode = PictureMode(rawValue: newValue) ?? mode
      abilities = nil
    }
  }

  func picture(_ figure: Figure, columns: Int, rows: Int) -> String? {
    guard Console.isTerminal(STDOUT_FILENO) else { return nil }
    let abilities = abilities ?? TerminalAbilities(wanted: mode, environment: { Environment[$0] })
    self.abilities = abilities
    let picture = TerminalPicture(
      mode: abilities.mode, cell: abilities.cell, isColoured: isColoured, hasTrueColour: abilities.hasTrueColour)
    return picture.text(figure, columns: columns, rows: rows)
  }

  // MARK: Files

  /// Errors of the system as those of files.
  private func withErrors<T>(_ words: String, _ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as SystemError {
      throw FileAccessError("cannot \(words): \(error.words)")
    } catch let problem as ProgramProblem { throw FileAccessError(problem.message, hint: problem.hint) }
  }

  func save(_ path: String, _ bytes: [UInt8]) throws {
    try withErrors("write \(path)") { try Disk.write(bytes, to: path) }
  }

  func load(_ path: String) throws -> [UInt8] { try withErrors("read \(path)") { try Disk.read(path) } }

  func cells(of notebook: [UInt8], named path: String) throws -> [String] {
    try document(notebook, named: path).cells.map { String(decoding: $0.source.text, as: UTF8.self) }
  }

  func writeTranscript(_ path: String, notebook: [UInt8], outputs: [String: [Output]]) throws {
    let name = Disk.stem(Disk.split(path).name)
    let document = try document(notebook, named: name + ".advnb")
    let page = Page(document, outputs: outputs, values: [:], name: name, sourceName: name + ".advnb")
    try withErrors("write \(path)") { try PageFiles.write(page, to: path) }
  }

  private func document(_ bytes: [UInt8], named path: String) throws -> Document {
    let text = Document.sourceText(of: bytes)
    let id = session.sources.add(Source(name: Disk.split(path).name, text: text))
    let document = Document(source: text, id: id)
    if let problem = document.problems.first(where: { $0.severity == .error }) {
      throw FileAccessError("\(path) is no notebook that can run: \(problem.title)", hint: problem.hint)
    }
    return document
  }

  func edit(_ text: String) throws -> String {
    try withErrors("start the editor") { try Editor.edit(text) }
  }

  // MARK: Time and work

  var clock: Double { Clock.seconds() }
  func beginProgress() { bar?.begin() }
  func pauseProgress(lineIsOpen: Bool) { bar?.pause(lineIsOpen: lineIsOpen) }
  func endProgress() { bar?.end() }

  private var engine: Engine? { session.interpreter.arena.executor as? Engine }

  var engineCounts: EngineCounts? {
    engine.map { engine in
      let counts = engine.statistics
      return EngineCounts(
        flushes: counts.flushes, kernels: counts.kernels, bytes: counts.bytes, keptBytes: engine.keptBytes,
        peakBytes: counts.peakBytes)
    }
  }

  func watchPlans(_ see: ((String) -> Void)?) {
    engine?.observer = see.map { see in { see($0.text) } }
  }
}
