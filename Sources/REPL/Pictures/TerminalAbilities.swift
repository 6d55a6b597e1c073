// What pictures a terminal can show: it is asked once, and its environment is looked at.
// Neighbours: `TerminalPicture` draws in the way that is found here.

import CReadline

public struct TerminalAbilities {
  public let mode: PictureMode
  /// Pixels of a cell.
  public let cell: (width: Int, height: Int)
  public let hasTrueColour: Bool

  private static let usualCell = (width: 10, height: 20)

  /// - Parameters:
  ///   - wanted: `auto` asks the terminal.
  ///   - environment: variables that are set and not empty.
  ///   - ask: writes a question, gives the terminal's answer.
  public init(
    wanted: PictureMode, environment: (String) -> String?, ask: (String) -> String = TerminalAbilities.ask
  ) {
    let term = environment("TERM") ?? "dumb"
    let colour = environment("COLORTERM") ?? ""
    hasTrueColour = colour == "truecolor" || colour == "24bit" || term.hasSuffix("-direct")
    guard wanted == .auto || [.kitty, .iterm, .sixel].contains(wanted) else {
      (mode, cell) = (wanted, Self.usualCell)
      return
    }
    if wanted == .auto, term == "dumb" || environment("NO_COLOR") != nil {
      (mode, cell) = (.ascii, Self.usualCell)
      return
    }
    // Is there kitty's protocol; how many pixels has a cell; which attributes has the terminal.
    let answer = ask("\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[16t\u{1B}[c")
    cell = Self.cell(in: answer) ?? Self.usualCell
    if wanted != .auto {
      mode = wanted
    } else if answer.contains("_Gi=31;OK") {
      mode = .kitty
    } else if environment("TERM_PROGRAM") == "iTerm.app" || environment("LC_TERMINAL") == "iTerm2" {
      mode = .iterm
    } else if Self.attributes(in: answer).contains("4") {
      mode = .sixel
    } else {
      mode = term.hasPrefix("vt") ? .ascii : .halfblocks
    }
  }

  /// A question to the terminal of this process; it has 150 ms.
  public static func ask(_ question: String) -> String {
    var answer = [CChar](repeating: 0, count: 512)
    let count = advnb_terminal_ask(question, &answer, Int32(answer.count), 150)
    return String(decoding: answer.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Of `ESC [ 6 ; height ; width t`.
  private static func cell(in answer: String) -> (width: Int, height: Int)? {
    for part in answer.split(separator: "\u{1B}") where part.hasPrefix("[6;") && part.hasSuffix("t") {
      let numbers = part.dropFirst(3).dropLast().split(separator: ";").compactMap { Int($0) }
      if numbers.count == 2, numbers.allSatisfy({ $0 > 0 }) { return (numbers[1], numbers[0]) }
    }
    return nil
  }

  /// Of `ESC [ ? 62 ; 4 c`: 4 stands for sixels.
  private static func attributes(in answer: String) -> [Substring] {
    for part in answer.split(separator: "\u{1B}") where part.hasPrefix("[?") && part.hasSuffix("c") {
      return part.dropFirst(2).dropLast().split(separator: ";")
    }
    return []
  }
}
