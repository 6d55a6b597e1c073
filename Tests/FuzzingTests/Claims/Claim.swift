// What holds for any bytes whatever: the list of claims that the fuzzer attacks and `CorpusTests` repeats.
// Neighbours: the other files here make the claims; `Driver/main.swift` is the fuzzer.

/// A claim about all inputs.
struct Claim: Sendable {
  /// Names the claim on the command line, and the folders of its inputs.
  let name: String
  /// Nil where the claim holds; otherwise what was seen instead. A trap is a finding, too.
  let violation: @Sendable ([UInt8]) -> String?

  init(_ name: String, _ violation: @escaping @Sendable ([UInt8]) -> String?) {
    self.name = name
    self.violation = violation
  }

  static let all: [Claim] = PageClaims.all + FormatClaims.all + ProgramClaims.all + ConversationClaims.all + GraphClaims.all

  static func named(_ name: String) -> Claim? { all.first { $0.name == name } }
}

/// Bytes as an endless supply of small choices: what the fuzzer changes is then the choice, not the spelling.
struct Choices {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place >= bytes.count }

  /// 0..<bound; 0 when nothing is left.
  mutating func below(_ bound: Int) -> Int {
    guard place < bytes.count else { return 0 }
    place += 1
    return Int(bytes[place - 1]) % max(1, bound)
  }

  mutating func of<T>(_ items: [T], or other: T) -> T {
    let place = below(items.count)
    return place < items.count ? items[place] : other
  }
}
