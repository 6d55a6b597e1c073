// Which executor computes, and how: the one place where it is chosen.
// Neighbours: `CommonOptions` asks; `Engine` is the choice, `Reference` the plain one that shows what it should give.

import ArgumentParser
import CKernels
import Engine
import Glibc
import Reference
import TensorIR

enum ExecutorChoice: String, ExpressibleByArgument, CaseIterable {
  case engine, reference

  /// `ADVNB_NATIVE=off`: no machine code is made while the program runs. Bits are the same.
  ///
  /// - Parameter threads: nil: as many as the machine has cores.
  func make(threads: Int?, stopFlag: StopFlag) -> any Executor {
    switch self {
    case .engine:
      Self.limitVectors()
      let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
      let engine = Engine(threads: threads ?? cores, stopFlag: stopFlag)
      if Environment["ADVNB_NATIVE"] == "off" { engine.compilesInRun = nil }
      return engine
    case .reference: return ReferenceExecutor(stopFlag: stopFlag)
    }
  }

  /// `ADVNB_VECTORS=plain` or `avx2`: kernels use no wider vectors than these. Bits are the same; tests see that they are.
  private static func limitVectors() {
    switch Environment["ADVNB_VECTORS"] {
    case "plain": ck_limit_level(0)
    case "avx2": ck_limit_level(1)
    default: break
    }
  }

  /// `ADVNB_REPLAY=off`: each call is run, and none recorded again from the one before. Values are the same.
  static var replays: Bool { Environment["ADVNB_REPLAY"] != "off" }
}
