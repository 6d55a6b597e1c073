// libFuzzer around one claim: what it does not hold for ends the process, and libFuzzer keeps the input.
// Neighbours: `Claims/Claim.swift`; `README.md` has the commands.

import Glibc

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

// The environment names the claim: libFuzzer starts itself anew for `-fork` and `-merge`, with its own options only.
let wanted = getenv("ADVNB_CLAIM").map { String(cString: $0) } ?? ""
guard let claim = Claim.named(wanted) else {
  print("ADVNB_CLAIM is one of: \(Claim.all.map(\.name).joined(separator: " "))")
  exit(2)
}
nonisolated(unsafe) let attacked = claim

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = withUnsafeMutablePointer(to: &arguments) { pointer in
  runDriver(&count, pointer) { bytes, size in
    let input = Array(UnsafeBufferPointer(start: bytes, count: size))
    if let words = attacked.violation(input) {
      print("\(attacked.name) does not hold: \(words)")
      fflush(stdout)
      abort()
    }
    return 0
  }
}
exit(status)
