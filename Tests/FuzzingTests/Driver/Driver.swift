// What libFuzzer calls with each input: what a claim does not hold for ends the process, and libFuzzer keeps the input.
// Neighbours: `Claims/Claim.swift`; `README.md` has the commands. libFuzzer brings its own `main`.

import Glibc

// The environment names the claim: libFuzzer starts itself anew for `-fork` and `-merge`, with its own options only.
private let attacked: Claim = {
  let wanted = getenv("ADVNB_CLAIM").map { String(cString: $0) } ?? ""
  if let claim = Claim.named(wanted) { return claim }
  print("ADVNB_CLAIM is one of: \(Claim.all.map(\.name).joined(separator: " "))")
  exit(2)
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  if let words = attacked.violation(Array(UnsafeBufferPointer(start: bytes, count: count))) {
    print("\(attacked.name) does not hold: \(words)")
    fflush(nil)
    abort()
  }
  return 0
}
