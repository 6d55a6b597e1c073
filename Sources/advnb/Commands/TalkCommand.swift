// `advnb` without a command: a conversation, a program file, a program in the arguments, or standard input.
// Neighbours: `REPL/Conversation` talks, `Script` runs programs.

import ArgumentParser
import Glibc
import Language
import REPL
import SourceText

struct TalkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "talk", abstract: "Talk to it, or run a program.",
    usage: """
      advnb [options]
      advnb [options] FILE.adv
      advnb [options] -e 'program'
      """,
    shouldDisplay: false)

  @Option(
    name: [.customShort("e"), .customLong("eval")], parsing: .unconditional,
    help: ArgumentHelp("Run this program and show its value.", valueName: "program"))
  var program: String?

  @Argument(help: "A program; - for standard input.", completion: .programs)
  var file: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if program != nil, file != nil { throw ValidationError("give either -e or a file") }
    if let file, file.hasSuffix(".advnb") || file.hasSuffix(".md") {
      throw ValidationError("\(file) is a notebook: advnb run \(file)")
    }
    if let file, !file.hasSuffix(".adv"), file != "-", Disk.kind(file) == .missing, !file.utf8.contains(0x2F),
      let near = suggestion(for: file, among: Program.configuration.subcommands.map { $0._commandName })
    {
      throw ValidationError("there is no command or file \(file); did you mean \(near)?")
    }
  }

  func run() throws {
    if let program {
      try Script(common, folder: ".").run(Array(program.utf8), name: "program")
    } else if let file, file != "-" {
      let text: [UInt8]
      do { text = try Disk.read(file) } catch { throw ProgramProblem("cannot read \(file): \(error.words)") }
      let (folder, name) = Disk.split(file)
      try Script(common, folder: folder).run(text, name: name)
    } else if file == "-" || !Console.isTerminal(STDIN_FILENO) {
      let text: [UInt8]
      do { text = try Disk.readStandardInput() } catch {
        throw ProgramProblem("cannot read standard input: \(error.words)")
      }
      try Script(common, folder: ".").run(text, name: "standard input")
    } else {
      try talk()
    }
  }

  private func talk() throws {
    let session = common.session(folder: ".")
    var settings = ConversationSettings()
    settings.seed = common.seed ?? 0
    settings.timeout = common.timeout
    settings.historyFile = Environment.historyFile
    settings.coloursOutput = common.isColoured(STDOUT_FILENO)
    settings.coloursErrors = common.isColoured(STDERR_FILENO)
    settings.movesCursor = Environment["TERM"] != "dumb"
    settings.greeting = "\(Program.configuration.version). :tour shows around, :help lists the commands, Ctrl-D leaves."
    let host = TerminalHost(session, isColoured: settings.coloursOutput)
    try Conversation(session, stopFlag: Interrupt.stopFlag, settings: settings, host: host).run()
  }
}
