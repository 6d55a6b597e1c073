// Commands about the session as a text: loading, saving, taking back, editing, looking back.
// Neighbours: `EntryRecord` is what is kept; the host reads and writes files.

import Language
import SourceText

extension Command {
  static let keeping: [Command] = [
    Command(
      "load", "file", "runs a program (.adv) as one entry, a notebook cell by cell", ""
    ) { $0.load($1) },
    Command(
      "save", "file.advnb", "writes the entries that worked as a notebook",
      """
      Cells are named after their entries, so that they draw the same random numbers; _ is spelled out. Entries that
      failed are left out, unless they had bound something before: those are cells that must fail. `advnb run` makes
      the page.
      """
    ) { $0.save($1) },
    Command(
      "transcript", "file.md", "writes the page of the session: entries, results, pictures",
      "`advnb check` runs it afresh and says whether each result still holds."
    ) { $0.writeTranscript($1) },
    Command(
      "edit", "[in-7]", "the last entry, or another, in $EDITOR; what you save is run",
      "VISUAL and EDITOR say which editor. An unchanged text is not run again."
    ) { $0.edit($1) },
    Command(
      "undo", "", "takes back what the last entry bound; again: the one before",
      "Names get back what they stood for, and :save leaves the entry out."
    ) { conversation, _ in conversation.takeBack() },
    Command("history", "[text]", "entries of this session, or those that hold a text", "") { $0.showHistory($1) },
  ]
}

extension Conversation {
  fileprivate func load(_ path: String) {
    guard !path.isEmpty else { return note(":load wants a file: :load helpers.adv") }
    guard let bytes = withFiles(path, { try host.load(path) }) else { return }
    if path.hasSuffix(".advnb") || path.hasSuffix(".md") {
      guard let cells = withFiles(path, { try host.cells(of: bytes, named: path) }) else { return }
      for cell in cells {
        run(cell)
        if record.entries.last?.failure != nil || stopFlag.isRaised { return }
      }
    } else {
      run(String(decoding: bytes, as: UTF8.self))
    }
  }

  private var page: String { record.notebook(digits: session.interpreter.digits) }

  fileprivate func save(_ path: String) {
    guard !path.isEmpty else { return note(":save wants a file name: :save session.advnb") }
    guard withFiles(path, { try host.save(path, Array(page.utf8)) }) != nil else { return }
    report("\(Amount.count(record.outputs.count, "cell")) written to \(path)")
  }

  fileprivate func writeTranscript(_ path: String) {
    guard path.hasSuffix(".md") else {
      return note(":transcript wants a file name that ends in .md: :transcript session.md")
    }
    let done: Void? = withFiles(path) {
      try host.writeTranscript(path, notebook: Array(page.utf8), outputs: record.outputs)
    }
    if done != nil { report("\(Amount.count(record.outputs.count, "cell")) and their results written to \(path)") }
  }

  /// Says what was done, and what no notebook can repeat.
  private func report(_ words: String) {
    note(words)
    for entry in record.entries where entry.wasInterrupted {
      note("\(entry.name) was interrupted and is left out: \(entry.bindings.names.joined(separator: ", ")) may differ")
    }
  }

  fileprivate func edit(_ name: String) {
    let entry = name.isEmpty ? record.entries.last : record.entries.first { $0.name == name || "\($0.number)" == name }
    if entry == nil, !name.isEmpty { return note("there is no entry \(name)") }
    let text = entry?.text ?? ""
    guard let edited = withFiles("the editor", { try host.edit(text) }) else { return }
    let program = edited.droppingLast { $0.isWhitespace }
    guard program != text, !Completeness.isBlank(program) else { return note("nothing has changed") }
    say(HelpPaint.text(program, isSource: true, width: 80, isColoured: settings.coloursOutput) + "\n")
    remember(program)
    run(Completeness.program(program))
  }

  fileprivate func takeBack() {
    guard let entry = record.dropLast() else { return note("there is nothing to take back") }
    session.takeBack(entry.bindings)
    let names = entry.bindings.names.filter { !$0.hasPrefix("_") }
    note("\(entry.name) is taken back" + (names.isEmpty ? "" : ": " + names.joined(separator: ", ")))
  }

  fileprivate func showHistory(_ text: String) {
    let found = record.entries.filter { text.isEmpty || $0.text.contains(text) }
    for entry in found {
      let lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false)
      let head = "\(entry.name)  "
      for (index, line) in lines.enumerated() {
        let mark = index == 0 ? head : String(repeating: " ", count: head.count)
        say(mark + (settings.coloursOutput ? HelpPaint.code(String(line)) : String(line)) + "\n")
      }
    }
    if found.isEmpty { note(text.isEmpty ? "there are no entries yet" : "no entry holds \(text)") }
  }
}
