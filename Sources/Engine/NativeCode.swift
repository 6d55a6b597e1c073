// Machine code of a plan's loops, made once the plan has come back some times.
// Neighbours: `CKernels/native.c` writes it, `Plan` keeps it as long as its steps.

import CKernels

final class NativeCode {
  private let handle: OpaquePointer

  /// nil if there is no arithmetic to be compiled, or the system allows no code.
  init?(_ steps: [any Step]) {
    guard let handle = ck_native_new() else { return nil }
    self.handle = handle
    let loops = steps.compactMap { $0 as? LoopStep }.filter { $0.compile(into: handle) }
    guard !loops.isEmpty, let start = ck_native_seal(handle) else { return nil }
    for loop in loops { loop.adopt(code: start) }
  }

  deinit { ck_native_free(handle) }
}
