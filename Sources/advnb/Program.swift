// All commands under one name, and what each kind of end means to the shell.
// Neighbours: the files in `Commands` hold one command each.

import ArgumentParser
import Glibc

/// The root of the command line.
struct Program: ParsableCommand {
  static let versionNumber = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "advnb",
    abstract: "Notebooks of adversarial examples and networks, run into Markdown.",
    usage: """
      advnb [options]                      talk to it; runs standard input if that is no terminal
      advnb [options] FILE.adv             run a program
      advnb [options] -e 'program'         run a short one and show its value
      advnb <subcommand> …
      """,
    discussion: """
      Exit status: 0 good; 1 a cell, check, claim or comparison failed; 2 wrong usage; 3 something cannot be \
      read, parsed or written; 4 a limit on time or memory ended the run; 130 interrupted; 70 a bug of the \
      program.
      """,
    version: "advnb \(versionNumber)",
    subcommands: [
      TalkCommand.self, RunCommand.self, CheckCommand.self, StripCommand.self, FormatCommand.self,
      ClaimsCommand.self, LintCommand.self, WatchCommand.self, NewCommand.self, StudentCommand.self,
      GradeCommand.self, ExportCommand.self, ImportCommand.self, KernelCommand.self, DataCommand.self,
      ExplainCommand.self, CompletionCommand.self, BenchCommand.self, ProbeCommand.self,
    ],
    defaultSubcommand: TalkCommand.self)

  /// Parses and runs; gives the exit status.
  static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      return ExitStatus.good.rawValue
    } catch let status as ExitStatus {
      return status.rawValue
    } catch let problem as ProgramProblem {
      Console.error("advnb: \(problem.message)")
      if let hint = problem.hint { Console.error("hint: \(hint)") }
      return problem.status.rawValue
    } catch {
      return report(error)
    }
  }

  /// Help goes to standard output, complaints about usage to standard error.
  private static func report(_ error: any Error) -> Int32 {
    let message = fullMessage(for: error)
    guard exitCode(for: error) != .success else {
      // Written as results are, so that a closed pipe is no crash.
      try? Console.output(message + "\n")
      return ExitStatus.good.rawValue
    }
    Console.error(message)
    return ExitStatus.usage.rawValue
  }
}

/// Exit statuses; thrown to end a command whose messages have been printed.
enum ExitStatus: Int32, Error {
  case good = 0
  case failed = 1
  case usage = 2
  case unreadable = 3
  case limit = 4
  case bug = 70
  case interrupted = 130
}

/// What keeps a command from doing its work.
struct ProgramProblem: Error {
  let message: String
  let hint: String?
  let status: ExitStatus

  init(_ message: String, hint: String? = nil, status: ExitStatus = .unreadable) {
    self.message = message
    self.hint = hint
    self.status = status
  }
}
