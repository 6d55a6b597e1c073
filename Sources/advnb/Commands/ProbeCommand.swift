// `advnb probe`: stands behind the walls of a notebook's run and tries what a bug of the language might try.
// Neighbours: `Confinement` makes the walls; `Tests/ProgramTests/ConfinementTests.swift` runs this.

import ArgumentParser
import CConfine

struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Try to break out of the walls around a notebook.",
    discussion: "Prints a line for each attempt: its name, and 0 if it worked or the number of the error.",
    shouldDisplay: false)

  @ArgumentParser.Argument(help: "The folder that may be used.")
  var folder: String

  @ArgumentParser.Argument(help: "A file outside of it, which exists.")
  var outside: String

  @Flag(help: "Put no walls up, to see that the attempts work without them.")
  var open = false

  private static let attempts: [(String, advnb_attempt)] = [
    ("tcp socket", ADVNB_TCP_SOCKET), ("udp socket", ADVNB_UDP_SOCKET), ("local socket", ADVNB_LOCAL_SOCKET),
    ("fork", ADVNB_FORK), ("look into others", ADVNB_LOOK_INTO), ("read", ADVNB_READ_FILE), ("write", ADVNB_WRITE_FILE),
    ("make folder", ADVNB_MAKE_FOLDER), ("link", ADVNB_LINK_OUT), ("rename", ADVNB_RENAME_OUT),
    ("remove", ADVNB_REMOVE_FILE), ("execute", ADVNB_EXECUTE),
  ]

  func run() throws {
    if !open { Confinement.enter(reading: [folder], writing: [folder]) }
    for (name, attempt) in Self.attempts {
      let target = attempt == ADVNB_MAKE_FOLDER || attempt == ADVNB_RENAME_OUT ? outside + ".new" : outside
      try Console.say("\(name) \(advnb_attempt(attempt, target))\n")
    }
    // What is allowed goes on as before.
    let inside = folder + "/allowed"
    try Console.output("inside \(advnb_attempt(ADVNB_WRITE_FILE, inside))\n")
  }
}
