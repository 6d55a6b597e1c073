// Commands about the conversation itself: its settings, its beginning and its end.
// Neighbours: `Tour` is what `:tour` tells.

import Display
import Language

extension Command {
  static let ruling: [Command] = [
    Command(
      "seed", "[4]", "the seed of random numbers from here on",
      "An entry's numbers hang on the seed and its name (in-7): the same session draws the same numbers."
    ) { $0.changeSeed($1) },
    Command("digits", "[6]", "significant digits of numbers", "") { $0.changeDigits($1) },
    Command(
      "set", "[name value]", "shows or changes a setting",
      """
      seed     whole number: the seed of random numbers
      digits   1 to 17: significant digits
      timeout  seconds an entry may take; none
      images   kitty, iterm, sixel, halfblocks, ascii or none: how pictures are drawn; auto asks the terminal
      """
    ) { $0.change($1) },
    Command("tour", "", "ten steps through everything: type what it says, or press Enter", "") { conversation, _ in
      conversation.beginTour()
    },
    Command("clear", "", "clears the screen; nothing is forgotten (Ctrl-L does, too)", "") { conversation, _ in
      if conversation.settings.movesCursor { conversation.say("\u{1B}[H\u{1B}[2J") }
    },
    Command("reset", "", "forgets all names and entries of the session", "The history stays.") { conversation, _ in
      conversation.session.forgetNames()
      conversation.record.forget()
      conversation.note("all names are forgotten")
    },
    Command("quit", "", "leaves (Ctrl-D does, too)", "") { conversation, _ in conversation.isOver = true },
  ]
}

extension Conversation {
  fileprivate func changeSeed(_ argument: String) {
    guard !argument.isEmpty else { return say("\(settings.seed)\n") }
    guard let seed = UInt64(argument) else { return note(":seed wants a whole number of 0 or more") }
    settings.seed = seed
  }

  fileprivate func changeDigits(_ argument: String) {
    guard !argument.isEmpty else { return say("\(session.interpreter.digits)\n") }
    guard let digits = Int(argument), (1...17).contains(digits) else {
      return note(":digits wants a whole number from 1 to 17")
    }
    session.interpreter.digits = digits
  }

  fileprivate func change(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard let name = words.first else {
      return say(
        """
        seed     \(settings.seed)
        digits   \(session.interpreter.digits)
        timeout  \(settings.timeout.map { "\(NumberFormat.text($0)) s" } ?? "none")
        images   \(host.pictureMode)

        """)
    }
    let value = words.count > 1 ? words[1] : ""
    switch name {
    case "seed": changeSeed(value)
    case "digits": changeDigits(value)
    case "timeout": changeTimeout(value)
    case "images":
      guard !value.isEmpty else { return say(host.pictureMode + "\n") }
      guard host.pictureModes.contains(value) else {
        return note("images is one of \(host.pictureModes.joined(separator: ", "))")
      }
      host.pictureMode = value
    default: note("there is no setting \(name); there are seed, digits, timeout, images")
    }
  }

  private func changeTimeout(_ value: String) {
    if value.isEmpty { return say((settings.timeout.map { "\(NumberFormat.text($0)) s" } ?? "none") + "\n") }
    if value == "none" {
      settings.timeout = nil
    } else if let seconds = Double(value), seconds > 0, seconds.isFinite {
      settings.timeout = seconds
    } else {
      note("timeout wants a number of seconds above 0, or none")
    }
  }
}
