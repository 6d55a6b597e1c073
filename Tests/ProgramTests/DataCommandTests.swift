// `data get` against a server on loopback: what is missing, broken off or wrong, and what is right.
// Neighbours: `SmallServer`; a real MNIST file is fetched only where `ADVNB_TEST_DATA` says that there is one.

import Glibc
import Testing

@Suite(.serialized) struct DataCommandTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func get(_ server: SmallServer) throws -> Ending {
    try BuiltProgram.run(["data", "get", "mnist", "--from", "http://127.0.0.1:\(server.port)/sets"], in: folder)
  }

  private static let first = "sets/train-images-idx3-ubyte.gz"
  private var part: String { ".cache/advnb/mnist/train-images-idx3-ubyte.gz.part" }

  @Test func whatThereIsIsListed() throws {
    let ending = try BuiltProgram.run(["data", "list"], in: folder)
    #expect(ending.output.contains("digits: part of the program\n") && ending.output.contains("mnist: advnb data get mnist\n"))
    #expect(try BuiltProgram.run(["data", "get", "digits"], in: folder).status == 0)
    #expect(try BuiltProgram.run(["data", "get", "nosuch"], in: folder).status == 2)
  }

  @Test func missingFilesAndWrongContentAreRefused() throws {
    let empty = try #require(SmallServer([:]))
    let missing = try get(empty)
    #expect(missing.status == 3 && missing.error.contains("the server answers 404"))
    let garbage = try #require(SmallServer([Self.first: Array("not a digit".utf8)]))
    let wrong = try get(garbage)
    #expect(wrong.status == 3 && wrong.error.contains("SHA-256 differs"))
    #expect(!folder.exists(part) && !folder.exists(String(part.dropLast(5))))
  }

  @Test func aDownloadGoesOnWhereItBrokeOff() throws {
    let body = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let rude = try #require(SmallServer([Self.first: body], .init(breaksOffAfter: 2000)))
    let broken = try get(rude)
    #expect(broken.status == 3 && broken.error.contains("broke off after 2000 bytes"))
    #expect(folder.bytes(part) == Array(body.prefix(2000)))
    let polite = try #require(SmallServer([Self.first: body]))
    #expect(try get(polite).error.contains("SHA-256 differs"))
    let ranges = polite.seen.map { $0.lowercased().contains("range: bytes=2000-") }
    // The rest first; as the whole is no digit, once more from the beginning.
    #expect(ranges == [true, false])
  }

  @Test func aServerWithoutRangesBeginsAnew() throws {
    let body = (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
    let rude = try #require(SmallServer([Self.first: body], .init(breaksOffAfter: 1000)))
    _ = try get(rude)
    let plain = try #require(SmallServer([Self.first: body], .init(breaksOffAfter: 3000, knowsRanges: false)))
    #expect(try get(plain).error.contains("broke off after 3000 bytes"))
    #expect(folder.bytes(part) == Array(body.prefix(3000)))
  }

  @Test func withoutANetworkItSaysSo() throws {
    let ending = try BuiltProgram.run(["data", "get", "mnist", "--from", "http://127.0.0.1:9/"], in: folder)
    #expect(ending.status == 3 && ending.error.contains("there is no network"))
  }

  @Test(.enabled(if: getenv("ADVNB_TEST_DATA") != nil))
  func aDataSetIsFetchedAndUsed() throws {
    let root = try #require(getenv("ADVNB_TEST_DATA").map { String(cString: $0) })
    var files: [String: [UInt8]] = [:]
    for name in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
      files["sets/\(name)-ubyte.gz"] = Folder.bytes(ofFile: "\(root)/mnist/\(name)-ubyte.gz")
    }
    let rude = try #require(SmallServer(files, .init(breaksOffAfter: 3_000_000)))
    #expect(try get(rude).status == 3)
    let server = try #require(SmallServer(files))
    #expect(try get(server).status == 0)
    #expect(server.seen.first?.lowercased().contains("range: bytes=3000000-") == true)
    let ending = try BuiltProgram.run(["-e", "dataset(\"mnist\").x.shape"], in: folder)
    #expect(ending.output == "(60000, 784)\n")
    #expect(try get(server).status == 0 && server.seen.count == 4)
  }
}
