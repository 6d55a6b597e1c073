// Commands: entries that begin with a colon and speak to the conversation, not to the language.
// Neighbours: the files beside this one define them by area; any unique beginning of a name will do.

import Language

/// A command with its help.
struct Command: Sendable {
  let name: String
  /// What may follow the name: `[name]`.
  let usage: String
  /// One line for the list.
  let summary: String
  /// What `:help NAME` says below the summary.
  let details: String
  let run: @Sendable (Conversation, String) -> Void

  init(
    _ name: String, _ usage: String = "", _ summary: String, _ details: String,
    _ run: @escaping @Sendable (Conversation, String) -> Void
  ) {
    (self.name, self.usage, self.summary, self.details, self.run) = (name, usage, summary, details, run)
  }

  /// In the order of `:help`.
  static let all = looking + measuring + recording + keeping + ruling

  static func named(_ beginning: String) -> [Command] {
    if let exact = all.first(where: { $0.name == beginning }) { return [exact] }
    return beginning.isEmpty ? [] : all.filter { $0.name.hasPrefix(beginning) }
  }

  var head: String { usage.isEmpty ? ":\(name)" : ":\(name) \(usage)" }

  /// `:help NAME`
  var helpText: String { "\(head)\n\n\(summary)\n\(details)\n" }
}

extension Conversation {
  /// Carries out `:name argument`.
  func obey(_ line: String) {
    let words = line.dropFirst().utf8
    let name = String(Substring(words.prefix { $0 != 0x20 && $0 != 0x0A }))
    let argument = String(Substring(words.drop { $0 != 0x20 && $0 != 0x0A }.drop { $0 == 0x20 || $0 == 0x0A }))
    let matches = Command.named(name)
    guard let command = matches.first, matches.count == 1 else {
      let known = (matches.isEmpty ? Command.all : matches).map { ":" + $0.name }.joined(separator: " ")
      note(
        matches.isEmpty ? "there is no command :\(name); there are \(known)" : "which one: \(known)?")
      return
    }
    stopFlag.lower()
    command.run(self, argument)
    stopFlag.lower()
  }

  /// Does something with files; what keeps it from that is said.
  ///
  /// - Returns: nil if it could not be done.
  func withFiles<T>(_ path: String, _ body: () throws -> T) -> T? {
    do { return try body() } catch let error as FileAccessError {
      note(error.message)
      if let hint = error.hint { note("hint: \(hint)") }
    } catch { note("\(path): \(error)") }
    return nil
  }

  /// The value of a text that is no entry: it gets no number, and what it binds is taken back.
  func value(of text: String) -> Value? {
    let kept = session.watch
    session.watch = { _ in }
    defer { session.watch = kept }
    let result = execute(text, named: "in-\(record.count + 1)")
    session.takeBack(session.lastBindings)
    if let error = result.diagnostic { complain(error) }
    return result.diagnostic == nil ? result.value ?? Value.none : nil
  }
}
