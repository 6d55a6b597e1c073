// Messages there and back, signed; cells that are no programs.
// Neighbours: `Message`, `HMAC`, `CellCommand`. `Tests/JupyterTests/README.md` says how the whole kernel is tested.

import Formats
import Testing

@testable import Jupyter

@Suite struct MessageTests {
  /// RFC 4231, test cases 1, 2 and 6.
  @Test(arguments: [
    ([UInt8](repeating: 0x0B, count: 20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (Array("Jefe".utf8), "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    (
      [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func signaturesAreThoseOfTheStandard(_ key: [UInt8], _ text: String, _ hex: String) {
    #expect(HMAC.hex([Array(text.utf8)], key: key) == hex)
    #expect(HMAC.hex([Array(text.utf8.prefix(3)), Array(text.utf8.dropFirst(3))], key: key) == hex)
  }

  private static let key = Array("secret".utf8)

  @Test func aMessageIsReadAsItWasWritten() throws {
    var message = Message("execute_request", .fields(["code": "1 + 1"]), answering: nil, session: "s")
    message.identities = [[1, 2, 3]]
    let read = try #require(Message(message.frames(key: Self.key), key: Self.key))
    #expect(read.kind == "execute_request" && read.content == message.content && read.identities == [[1, 2, 3]])
    let reply = Message("execute_reply", [], answering: read, session: "s")
    #expect(reply.parent == read.header && reply.identities == [[1, 2, 3]])
    #expect(reply.header["msg_id"] != read.header["msg_id"])
  }

  @Test func otherSignaturesAndBrokenMessagesAreRefused() {
    let frames = Message("execute_request", [], answering: nil, session: "s").frames(key: Self.key)
    #expect(Message(frames, key: Array("other".utf8)) == nil)
    for place in frames.indices {
      var broken = frames
      broken[place] = Array("x".utf8)
      #expect(Message(broken, key: Self.key) == nil)
    }
    #expect(Message(Array(frames.dropLast()), key: Self.key) == nil && Message([], key: Self.key) == nil)
  }

  @Test func someCellsAreNoPrograms() {
    #expect(CellCommand(" sigmoid? \n") == .help("sigmoid", source: false))
    #expect(CellCommand("pgd??") == .help("pgd", source: true))
    #expect(CellCommand(":time 1 + 1") == .time("1 + 1") && CellCommand(":clear") == .clear)
    for program in ["x = 1", "?", "a b?", "", "print(\"what?\")"] { #expect(CellCommand(program) == nil) }
  }
}
