// The conversation: read an entry, run it, show what it put out, keep its value.
// Neighbours: `LineEditor` reads, `Session` runs, `Commands` obeys what begins with a colon.

import Display
import Language
import SourceText
import TensorIR
import Transcript

/// A session at a terminal.
public final class Conversation {
  let session: Session
  let host: any ConversationHost
  var settings: ConversationSettings
  var record = EntryRecord()
  /// Step of the tour that comes next; nil outside it.
  var tourStep: Int?
  var isOver = false
  let stopFlag: StopFlag
  private let editor: LineEditor
  let history: History?
  /// Why nothing can be shown any more; ends the conversation.
  private var outputFailure: (any Error)?
  private var lineIsOpen = false

  public init(
    _ session: Session, stopFlag: StopFlag, settings: ConversationSettings, host: any ConversationHost
  ) {
    self.session = session
    self.settings = settings
    self.host = host
    self.stopFlag = stopFlag
    history = settings.historyFile.map { History(path: $0) }
    let completion = Completion(session: session)
    let completeness = Completeness(session: session)
    editor = LineEditor(
      stopFlag: stopFlag,
      questions: LineEditorQuestions(
        candidates: { completion.candidates($0, $1) },
        list: { completion.list($1, in: $0, columns: $2, isColoured: settings.coloursOutput) },
        indentation: { completeness.indentation(after: $0) }),
      isColoured: settings.coloursOutput, movesCursor: settings.movesCursor)
  }

  /// Talks until Ctrl-D or `:quit`.
  public func run() throws {
    if let greeting = settings.greeting { host.error(TextFit.wrapped(greeting, LineEditor.window.columns)) }
    for entry in history?.load() ?? [] { editor.remember(entry) }
    session.watch = { [unowned self] output in show(output) }
    session.present = { [unowned self] value in view.text(value) }
    session.onNote = { [unowned self] note in
      host.pauseProgress(lineIsOpen: lineIsOpen)
      complain(note)
    }
    defer {
      session.onNote = { _ in }
      session.watch = { _ in }
      session.present = { _ in nil }
    }
    while !isOver {
      switch editor.read(prompt: "advnb> ") {
      case .text(let text): take(text)
      case .interrupted: continue
      case .closed: isOver = true
      }
      if let outputFailure { throw outputFailure }
    }
  }

  // MARK: Entries

  private func take(_ text: String) {
    let text = PastedText.withoutPrompts(text)
    if Completeness.isBlank(text) {
      nextTourStep()
      return
    }
    remember(text)
    if text.hasPrefix(":") {
      obey(text)
    } else if let question = Question(text) {
      answer(question)
    } else {
      run(Completeness.program(text))
    }
  }

  func remember(_ text: String) {
    editor.remember(text)
    history?.append(text)
  }

  /// Runs an entry and keeps its value as `_` and, of in-7, `_7`.
  func run(_ text: String) {
    record.count += 1
    let number = record.count
    let name = "in-\(number)"
    let result = execute(text, named: name)
    var bindings = session.lastBindings
    if let error = result.diagnostic {
      complain(error)
      let isInterrupted = error.kind == .interrupted
      // What failed without a trace leaves none in a notebook.
      guard !bindings.names.isEmpty else { return }
      record.keep(
        .init(
          number: number, text: text, seed: settings.seed,
          outputs: result.outputs + [.error(error, rendered: EntryRecord.asOnPage(session.render(error)))],
          bindings: bindings,
          failure: isInterrupted ? .interrupted : .error(error.kind.rawValue),
          readings: session.readings(of: "_", in: Array(text.utf8)), lastValue: record.lastValue))
      return
    }
    var outputs = result.outputs
    var hasValue = false
    if let value = result.value, !value.isNone {
      hasValue = true
      if case .value? = outputs.last, !result.isSilenced { outputs[outputs.count - 1] = .value(plainText(value)) }
      session.bind("_", value)
      session.bind("_\(number)", value)
      bindings = session.lastBindings
    }
    record.keep(
      .init(
        number: number, text: text, seed: settings.seed, outputs: outputs, bindings: bindings, hasValue: hasValue,
        isSilenced: result.isSilenced, readings: session.readings(of: "_", in: Array(text.utf8)),
        lastValue: record.lastValue))
  }

  /// Runs a text, shows what it puts out, and how far it is.
  func execute(_ text: String, named name: String) -> Session.EntryResult {
    // The flag is not lowered first: Ctrl-C right behind Enter is meant for this entry.
    var entry = Session.Entry(text: Array(text.utf8), name: name)
    entry.randomKey = name
    entry.seed = settings.seed
    entry.timeout = settings.timeout
    lineIsOpen = false
    session.interpreter.displayWidth = LineEditor.window.columns
    defer { session.interpreter.displayWidth = nil }
    host.beginProgress()
    let result = session.execute(entry)
    let isCut = stopFlag.isRaised && result.diagnostic == nil && outputFailure == nil
    // What was stopped has its line ended all the same.
    stopFlag.lower()
    endLine()
    if isCut { note("interrupted while the result was shown: it is there all the same") }
    host.endProgress()
    return result
  }

  /// A value's text as a page has it, whatever the window's width.
  private func plainText(_ value: Value) -> String {
    session.interpreter.displayWidth = nil
    return session.text(value)
  }

  // MARK: Showing

  var view: ValueView {
    ValueView(session: session, width: LineEditor.window.columns, isColoured: settings.coloursOutput)
  }

  func complain(_ error: Diagnostic) {
    host.error(ErrorPaint.text(session.render(error), coloured: settings.coloursErrors))
  }

  /// A line about the conversation, on the error output; a control character in it is written out.
  func note(_ words: String) { host.error(TextCleaner.clean(words)) }

  func say(_ text: String) {
    guard outputFailure == nil else { return }
    do { try host.output(text) } catch {
      outputFailure = error
      stopFlag.raise()
    }
  }

  func show(_ output: Output) {
    if case .text(let words) = output, words.utf8.count > Self.largePiece { return showInPieces(words) }
    let window = LineEditor.window
    let writer = OutputText(width: window.columns, digits: session.interpreter.digits, isForTerminal: true)
    var text = writer.text(output)
    if case .figure(let figure) = output,
      let picture = host.picture(figure, columns: window.columns, rows: max(window.rows - 2, 1))
    {
      text = picture + (figure.caption.map { TextCleaner.clean($0) + "\n" } ?? "")
    }
    if case .text = output {
      lineIsOpen = text.utf8.last.map { $0 != 0x0A } ?? lineIsOpen
    } else {
      endLine()
    }
    host.pauseProgress(lineIsOpen: lineIsOpen)
    say(text)
  }

  /// Bytes of printed text that are shown in one go.
  private static let largePiece = 1 << 16

  /// Piece by piece, so that Ctrl-C need not wait for the end.
  private func showInPieces(_ words: String) {
    // Not copied: a text may be so large that copying it takes longer than Ctrl-C may.
    let bytes = words.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex, !stopFlag.isRaised {
      var end = bytes.index(start, offsetBy: Self.largePiece, limitedBy: bytes.endIndex) ?? bytes.endIndex
      if end < bytes.endIndex {
        // Between lines if there are any, so that no line is cut where it goes back to its beginning; else between
        // characters.
        if let line = bytes[start..<end].lastIndex(of: 0x0A) { end = bytes.index(after: line) }
        while end > bytes.index(after: start), bytes[end] & 0xC0 == 0x80 { end = bytes.index(before: end) }
      }
      show(.text(String(decoding: bytes[start..<end], as: UTF8.self)))
      start = end
    }
  }

  private func endLine() {
    if lineIsOpen { say("\n") }
    lineIsOpen = false
  }

  // MARK: Questions

  private func answer(_ question: Question) {
    explain(question.name, source: question.wantsSource)
  }

  /// Shows the help or the source of a name.
  func explain(_ name: String, source: Bool) {
    let text = source ? session.source(of: name) : session.help(name)
    guard let text else {
      note(
        session[name] == nil ? "there is no \(name) here" : "\(name) has no \(source ? "source" : "help")")
      return
    }
    let words = HelpPaint.text(text, isSource: source, width: LineEditor.window.columns, isColoured: settings.coloursOutput)
    say(words.utf8.last == 0x0A ? words : words + "\n")
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
  var isNone: Bool {
    if case .none = self { return true }
    return false
  }
}
