// Every file of the suite on both executors: what is displayed, and which errors are raised.
// Neighbours: `SuiteFile` reads the expectations, `Tests/LanguageSuite` holds the programs.

import Language
import Testing

@Suite struct SuiteTests {
  @Test(arguments: SuiteFile.all, ExecutorKind.allCases)
  func programsPutOutWhatTheySay(_ file: SuiteFile, on kind: ExecutorKind) {
    let session = kind.session()
    for piece in file.pieces {
      let result = session.outcome(of: piece.program)
      #expect(
        SuiteFile.outcome(of: result) == piece.expected, "\(file.name), from line \(piece.firstLine)")
    }
  }

  @Test func theSuiteIsThere() {
    #expect(SuiteFile.all.count >= 35)
    #expect(SuiteFile.all.reduce(0) { $0 + $1.pieces.count } >= 700)
  }
}
