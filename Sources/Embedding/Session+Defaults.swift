// The language as a Swift library, ready to use: a session with the engine and the shipped library.
// Neighbours: `Language.Session` has the interface; `advnb` composes the same parts with files and a terminal.

import Engine
import Glibc
@_exported import Language
import StandardLibrary
import TensorIR

extension Session {
  /// A session that computes with the engine and knows the whole library.
  ///
  ///     let session = Session()
  ///     session.define("double", "x") { .float(2 * (try session.number($0[0]))) }
  ///     let value = try session.run("grad(x -> double(3) * x^2)(1)")
  ///     print(session.text(value))   // 12
  ///
  /// - Parameters:
  ///   - threads: of the engine; nil: as many as the machine has cores.
  ///   - seed: of its random numbers.
  ///   - limits: of memory, depth and the like.
  ///   - files: how programs reach files; by default only the data sets of the program.
  public convenience init(
    threads: Int? = nil, seed: UInt64 = 0, limits: Limits = Limits(), files: any FileAccess = BundledData()
  ) {
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    self.init(
      executor: Engine(threads: threads ?? cores), library: StandardLibrary.sources, files: files,
      limits: limits, seed: seed)
  }
}

/// Reaches no file, but the data sets that are part of the program.
public final class BundledData: FileAccess {
  private let nothing = NoFiles()
  public init() {}
  public func read(_ path: String) throws -> [UInt8] { try nothing.read(path) }
  public func write(_ path: String, _ bytes: [UInt8]) throws { try nothing.write(path, bytes) }
  public func dataset(_ relativePath: String) -> [UInt8]? { StandardLibrary.data(relativePath) }
}
