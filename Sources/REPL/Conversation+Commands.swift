// Commands: entries that begin with a colon and speak to the conversation, not to the language.
// Neighbours: `Conversation` sends them here; any unique beginning of a name will do.

import Language

enum ReplCommand: String, CaseIterable {
  case help, vars, undo, seed, digits, time, save, quit

  var summary: String {
    switch self {
    case .help: ":help             this list"
    case .vars: ":vars             names with their values"
    case .undo: ":undo             take back what the last entry bound"
    case .seed: ":seed 4           seed of random numbers from here on"
    case .digits: ":digits 6         significant digits of numbers"
    case .time: ":time expr        run an entry and say how long it took"
    case .save: ":save f.advnb     write the entries that worked as a notebook"
    case .quit: ":quit             leave (Ctrl-D does, too)"
    }
  }
}

extension Conversation {
  /// Carries out `:name argument`.
  func obey(_ line: String) {
    let words = line.dropFirst().utf8
    let name = String(Substring(words.prefix { $0 != 0x20 }))
    let argument = String(Substring(words.drop { $0 != 0x20 }.drop { $0 == 0x20 }))
    let exact = ReplCommand(rawValue: name).map { [$0] }
    let matches = exact ?? ReplCommand.allCases.filter { !name.isEmpty && $0.rawValue.hasPrefix(name) }
    guard let command = matches.first, matches.count == 1 else {
      let known = (matches.isEmpty ? ReplCommand.allCases : matches).map { ":" + $0.rawValue }.joined(
        separator: " ")
      port.error(
        matches.isEmpty ? "there is no command :\(name); there are \(known)" : "which one: \(known)?")
      return
    }
    obey(command, argument)
  }

  private func obey(_ command: ReplCommand, _ argument: String) {
    switch command {
    case .help: help()
    case .vars: listNames()
    case .undo: takeBack()
    case .seed: changeSeed(argument)
    case .digits: changeDigits(argument)
    case .time: time(argument)
    case .save: save(argument)
    case .quit: isOver = true
    }
  }

  private func help() {
    let commands = ReplCommand.allCases.map(\.summary).joined(separator: "\n")
    say(
      """
      \(commands)
      name?             help on a name; name?? shows its source
      _ _7              the last value; the value of in-7
      \\alpha Tab        α
      Ctrl-C            stops what runs; all values stay

      """)
  }

  private func listNames() {
    let variables = session.variables.filter { !$0.name.hasPrefix("_") }
    let width = variables.map(\.name.count).max() ?? 0
    for (name, value) in variables {
      say("\(name)\(String(repeating: " ", count: width - name.count))  \(value.description)\n")
    }
  }

  private func takeBack() {
    let names = session.undo().filter { !$0.hasPrefix("_") }
    guard !names.isEmpty else {
      port.error("the last entry bound nothing")
      return
    }
    record.dropLast()
    say("taken back: \(names.joined(separator: ", "))\n")
  }

  private func changeSeed(_ argument: String) {
    guard !argument.isEmpty else { return say("\(settings.seed)\n") }
    guard let seed = UInt64(argument) else { return port.error(":seed wants a whole number of 0 or more") }
    settings.seed = seed
  }

  private func changeDigits(_ argument: String) {
    guard !argument.isEmpty else { return say("\(session.interpreter.digits)\n") }
    guard let digits = Int(argument), (1...17).contains(digits) else {
      return port.error(":digits wants a whole number from 1 to 17")
    }
    session.interpreter.digits = digits
  }

  private func time(_ argument: String) {
    guard !argument.isEmpty else { return port.error(":time wants an entry: :time mean(randn(1000, 1000))") }
    let start = port.clock()
    run(argument)
    let seconds = port.clock() - start
    let (amount, unit) =
      seconds < 1e-3 ? (seconds * 1e6, "µs") : seconds < 1 ? (seconds * 1e3, "ms") : (seconds, "s")
    port.error("\((amount * 10).rounded() / 10) \(unit)")
  }

  private func save(_ path: String) {
    guard !path.isEmpty else { return port.error(":save wants a file name: :save session.advnb") }
    let page = record.notebook(seed: settings.seed, digits: session.interpreter.digits)
    do {
      try port.save(path, Array(page.utf8))
      port.error("\(record.entries.count) entries written to \(path)")
    } catch let error as FileAccessError {
      port.error(error.message)
    } catch { port.error("cannot write \(path)") }
  }
}
