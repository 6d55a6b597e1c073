// The tiles of products themselves: every layout, sizes on both sides of each tile and block, to the last bit.
// Neighbours: `ProductTests` has whole products; `CKernels/gemm.inc`, `gemmpack.inc`.

import CKernels
import Testing

@Suite(.serialized) struct TileTests {
  /// Rows, columns, depth: around tiles (6 or 12 by 16 or 32), squares of 8 and 4, blocks (144, 256, 256).
  static let sizes: [(m: Int, n: Int, k: Int)] = [
    (1, 1, 1), (2, 3, 1), (5, 7, 2), (6, 16, 8), (7, 17, 9), (11, 15, 7), (12, 32, 16), (13, 33, 15), (25, 31, 33),
    (49, 65, 70), (60, 9, 40), (96, 256, 64), (97, 257, 65), (145, 263, 257), (3, 40, 270), (289, 128, 66),
  ]

  /// What one chain of fused multiply-adds per element gives.
  private func chain<T: BinaryFloatingPoint>(_ a: [T], _ b: [T], _ c: [T], _ size: (m: Int, n: Int, k: Int)) -> [T] {
    var result = c
    for i in 0..<size.m {
      for j in 0..<size.n {
        var sum = c[i * size.n + j]
        for p in 0..<size.k { sum.addProduct(a[i * size.k + p], b[p * size.n + j]) }
        result[i * size.n + j] = sum
      }
    }
    return result
  }

  private func values<T: BinaryFloatingPoint>(_ count: Int, seed: Int) -> [T] {
    var dice = Dice(seed)
    return (0..<count).map { _ in T(Float(dice.real(-1...1))) }
  }

  private func stored<T>(_ x: [T], _ rows: Int, _ columns: Int, turned: Bool) -> (values: [T], row: Int, column: Int) {
    guard turned else { return (x, columns, 1) }
    return ((0..<columns).flatMap { j in (0..<rows).map { x[$0 * columns + j] } }, 1, rows)
  }

  /// Checks one size in all layouts; rows of the result stand apart, and what is between them must stay.
  private func check<T: BinaryFloatingPoint>(
    _ size: (m: Int, n: Int, k: Int), _ multiply: (
      UnsafeMutablePointer<T>, Int64, UnsafePointer<T>, Int64, Int64, UnsafePointer<T>, Int64, Int64, Int64, Int64, Int64,
      Bool
    ) -> Void
  ) {
    let (a, b, c) = (
      values(size.m * size.k, seed: 1) as [T], values(size.k * size.n, seed: 2) as [T],
      values(size.m * size.n, seed: 3) as [T]
    )
    for adds in [false, true] {
      let wanted = chain(a, b, adds ? c : c.map { _ in 0 }, size)
      for trial in 0..<12 {
        let (layout, level) = (trial % 4, trial / 4)
        ck_limit_level(Int32(level))
        let left = stored(a, size.m, size.k, turned: layout & 1 != 0)
        let right = stored(b, size.k, size.n, turned: layout & 2 != 0)
        let apart = size.n + 3
        var result = [T](repeating: 77, count: size.m * apart)
        for i in 0..<size.m { for j in 0..<size.n { result[i * apart + j] = c[i * size.n + j] } }
        multiply(
          &result, Int64(apart), left.values, Int64(left.row), Int64(left.column), right.values, Int64(right.row),
          Int64(right.column), Int64(size.m), Int64(size.n), Int64(size.k), adds)
        var found: [T] = []
        for i in 0..<size.m {
          found += result[i * apart..<i * apart + size.n]
          #expect(result[i * apart + size.n..<(i + 1) * apart].allSatisfy { $0 == 77 }, "\(size) row \(i)")
        }
        #expect(found == wanted, "\(size) layout \(layout) level \(level) adds \(adds)")
      }
    }
  }

  @Test func everyElementIsOneChain() {
    defer { ck_limit_level(3) }
    for size in TileTests.sizes {
      check(size) { ck_gemm_f32($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) }
      check(size) { ck_gemm_f64($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) }
    }
  }
}
