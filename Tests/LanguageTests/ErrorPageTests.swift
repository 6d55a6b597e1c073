// Every error code has its page, every page a code; the programs on the pages are wrong and right as they say.
// Neighbours: `Sources/Language/Help/ErrorPages*`, which these tests hold to the sources.

import Language
import StandardLibrary
import Testing

@testable import Language

extension ErrorPage: CustomTestStringConvertible {
  public var testDescription: String { code }
}

@Suite struct ErrorPageTests {
  /// Codes in quotation marks anywhere in the sources, the pages left out.
  private static let used: Set<String> = {
    var codes: Set<String> = []
    for target in ["Language", "Syntax", "Notebook"] {
      for path in Folder.files(below: Folder.root + "/Sources/" + target, ending: ".swift")
      where !path.contains("/Help/ErrorPages") {
        codes.formUnion(quotedCodes(Folder.bytes(path) ?? []))
      }
    }
    return codes
  }()

  /// `"E0204"`, wherever it stands.
  private static func quotedCodes(_ text: [UInt8]) -> [String] {
    let quote = UInt8(ascii: "\"")
    guard text.count >= 7 else { return [] }
    return (0...text.count - 7).compactMap { start in
      let piece = text[start..<start + 7]
      guard piece.first == quote, piece.last == quote, piece[start + 1] == UInt8(ascii: "E"),
        piece[start + 2] == UInt8(ascii: "0"),
        piece[(start + 3)..<(start + 6)].allSatisfy({ (0x30...0x39).contains($0) })
      else { return nil }
      return String(decoding: piece.dropFirst().dropLast(), as: UTF8.self)
    }
  }

  @Test func everyCodeHasAPageAndEveryPageACode() {
    #expect(Self.used.count > 60)
    #expect(Self.used.subtracting(ErrorPages.codes).sorted() == [])
    #expect(Set(ErrorPages.codes).subtracting(Self.used).sorted() == [])
    #expect(Set(ErrorPages.codes).count == ErrorPages.codes.count)
  }

  @Test(arguments: ErrorPages.all.filter { $0.wrong != nil }, ExecutorKind.allCases)
  func theWrongProgramDrawsTheError(_ page: ErrorPage, on executor: ExecutorKind) {
    let session = executor.session(files: MemoryFiles())
    #expect(session.outcome(of: page.wrong ?? "").diagnostic?.code == page.code)
  }

  @Test(arguments: ErrorPages.all.filter { $0.right != nil }, ExecutorKind.allCases)
  func theRightProgramRuns(_ page: ErrorPage, on executor: ExecutorKind) {
    let session = executor.session(files: MemoryFiles())
    #expect(session.outcome(of: page.right ?? "").diagnostic == nil)
  }
}
