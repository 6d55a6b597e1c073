// The conversation: read an entry, run it, show what it put out, keep its value; errors change nothing.
// Neighbours: `LineEditor` reads, `Session` runs, `Conversation+Commands` obeys what begins with a colon.

import Display
import Language
import SourceText
import TensorIR

/// What the outermost program decides for a conversation.
public struct ConversationSettings {
  public var seed: UInt64 = 0
  /// Seconds an entry may take; nil: as long as it likes.
  public var timeout: Double?
  /// nil keeps no history.
  public var historyFile: String?
  public var coloursErrors = false
  public var greeting: String?
  public init() {}
}

/// How a conversation reaches the world.
public struct ConversationPort {
  /// Takes results; throws when nobody reads them any more.
  public var output: (String) throws -> Void
  /// Takes a line of an error or remark.
  public var error: (String) -> Void
  /// Writes a file that the person at the keyboard named.
  public var save: (_ path: String, _ bytes: [UInt8]) throws -> Void
  public var clock: () -> Double
  /// Takes away what progress has drawn.
  public var clearProgress: () -> Void

  public init(
    output: @escaping (String) throws -> Void, error: @escaping (String) -> Void,
    save: @escaping (_ path: String, _ bytes: [UInt8]) throws -> Void, clock: @escaping () -> Double,
    clearProgress: @escaping () -> Void
  ) {
    self.output = output
    self.error = error
    self.save = save
    self.clock = clock
    self.clearProgress = clearProgress
  }
}

/// A session at a terminal.
public final class Conversation {
  let session: Session
  let port: ConversationPort
  var settings: ConversationSettings
  var record = EntryRecord()
  var isOver = false
  private let editor: LineEditor
  private let history: History?
  /// Why nothing can be shown any more; ends the conversation.
  private var outputFailure: (any Error)?
  private var lineIsOpen = false

  public init(_ session: Session, stopFlag: StopFlag, settings: ConversationSettings, port: ConversationPort)
  {
    self.session = session
    self.settings = settings
    self.port = port
    history = settings.historyFile.map { History(path: $0) }
    let completion = Completion(session: session)
    editor = LineEditor(stopFlag: stopFlag) { completion.candidates($0, $1) }
    self.stopFlag = stopFlag
    session.onNote = { [weak self] in self?.complain($0) }
  }

  private let stopFlag: StopFlag

  /// Talks until Ctrl-D or `:quit`.
  public func run() throws {
    if let greeting = settings.greeting { port.error(greeting) }
    for entry in history?.load() ?? [] { editor.remember(entry) }
    session.watch = { [unowned self] output in show(output) }
    defer { session.watch = { _ in } }
    while !isOver {
      switch readEntry() {
      case .text(let text): take(text)
      case .interrupted: continue
      case .closed:
        port.error("")
        isOver = true
      }
      if let outputFailure { throw outputFailure }
    }
  }

  // MARK: Reading

  /// Lines up to a complete entry.
  private func readEntry() -> LineEditor.Line {
    var entry = ""
    while true {
      switch editor.read(prompt: entry.isEmpty ? "advnb> " : "  ...> ") {
      case .text(let line):
        entry += (entry.isEmpty ? "" : "\n") + PastedText.withoutPrompts(line)
        if isComplete(entry) { return .text(entry) }
      case .interrupted: return .interrupted
      case .closed:
        // Ctrl-D in the middle gives up the entry, not the conversation.
        if entry.isEmpty { return .closed }
        port.error("")
        return .interrupted
      }
    }
  }

  private func isComplete(_ entry: String) -> Bool {
    if Self.isBlank(entry) || entry.hasPrefix(":") || Question(entry) != nil { return true }
    return !session.isIncomplete(Array(program(entry).utf8))
  }

  private static func isBlank(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }
  }

  /// An entry that begins with a pipe goes on with the last value.
  private func program(_ entry: String) -> String {
    let start = entry.utf8.drop { $0 == 0x20 || $0 == 0x09 }
    return start.starts(with: "|>".utf8) ? "_ " + entry : entry
  }

  private func take(_ text: String) {
    if Self.isBlank(text) { return }
    editor.remember(text)
    history?.append(text)
    if text.hasPrefix(":") {
      obey(text)
    } else if let question = Question(text) {
      answer(question)
    } else {
      run(program(text))
    }
  }

  // MARK: Running

  /// Runs an entry and keeps its value as `_` and, of in-7, `_7`.
  func run(_ text: String) {
    stopFlag.lower()
    record.count += 1
    let name = "in-\(record.count)"
    var entry = Session.Entry(text: Array(text.utf8), name: name)
    entry.randomKey = name
    entry.seed = settings.seed
    entry.timeout = settings.timeout
    lineIsOpen = false
    let result = session.execute(entry)
    endLine()
    port.clearProgress()
    stopFlag.lower()
    if let error = result.diagnostic {
      complain(error)
      return
    }
    var hasValue = false
    if let value = result.value, !value.isNone {
      hasValue = true
      session.bind("_", value)
      session.bind("_\(record.count)", value)
    }
    record.keep(
      .init(
        name: name, text: text, number: record.count, hasValue: hasValue, isSilenced: result.isSilenced,
        readings: session.readings(of: "_", in: entry.text), lastValue: record.lastValue))
  }

  func complain(_ error: Diagnostic) {
    port.error(ErrorPaint.text(session.render(error), coloured: settings.coloursErrors))
  }

  func say(_ text: String) {
    guard outputFailure == nil else { return }
    do { try port.output(text) } catch {
      outputFailure = error
      stopFlag.raise()
    }
  }

  private func show(_ output: Output) {
    port.clearProgress()
    let text = OutputText(digits: session.interpreter.digits, isForTerminal: true).text(output)
    if case .text = output {
      lineIsOpen = text.utf8.last.map { $0 != 0x0A } ?? lineIsOpen
    } else {
      endLine()
    }
    say(text)
  }

  private func endLine() {
    if lineIsOpen { say("\n") }
    lineIsOpen = false
  }

  // MARK: Questions

  private func answer(_ question: Question) {
    let text = question.wantsSource ? session.source(of: question.name) : session.help(question.name)
    guard let text else {
      port.error(
        session[question.name] == nil
          ? "there is no \(question.name) here"
          : "\(question.name) has no \(question.wantsSource ? "source" : "help")")
      return
    }
    say(text.utf8.last == 0x0A ? text : text + "\n")
  }
}

/// `name?` asks for help, `name??` for the source.
struct Question {
  let name: String
  let wantsSource: Bool

  init?(_ entry: String) {
    var bytes = Array(entry.utf8)
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    guard bytes.last == 0x3F else { return nil }
    bytes.removeLast()
    wantsSource = bytes.last == 0x3F
    if wantsSource { bytes.removeLast() }
    name = String(decoding: bytes.drop { $0 == 0x20 }, as: UTF8.self)
    guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0.properties.isXIDContinue || $0 == "∇" }) else {
      return nil
    }
  }
}

extension Value {
  fileprivate var isNone: Bool {
    if case .none = self { return true }
    return false
  }
}
