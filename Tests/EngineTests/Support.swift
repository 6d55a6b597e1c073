// Runs the same recording on the engine and on the plain executor, and compares.
// Neighbours: every test file here.

import Engine
import Reference
import TensorIR
import Testing

/// Numbers that repeat from run to run.
struct Dice: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let x = (state >> 33) ^ state
    return x &* 0xff51_afd7_ed55_8ccd ^ (x >> 29)
  }

  /// 0..<bound.
  mutating func below(_ bound: Int) -> Int { Int(next() >> 11) % Swift.max(1, bound) }

  mutating func real(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + Double(next() >> 11) / Double(1 << 53) * (range.upperBound - range.lowerBound)
  }
}

struct MissingValue: Error {}

/// A tensor of random values in a range, rounded for integers.
func random(
  _ arena: Arena, _ shape: Shape, _ dtype: DType = .f32, seed: Int, in range: ClosedRange<Double> = -2...2
) throws -> Tensor {
  var dice = Dice(seed)
  return try tensor(arena, shape, dtype, (0..<shape.product).map { _ in dice.real(range) })
}

func tensor(_ arena: Arena, _ shape: Shape, _ dtype: DType, _ values: [Double]) throws -> Tensor {
  guard let storage = Storage(dtype: dtype, count: shape.product) else { throw MissingValue() }
  for (index, value) in values.enumerated() { storage.store(value, at: index) }
  return arena.tensor(storage, shape: shape)
}

func read(_ arena: Arena, _ tensor: Tensor) throws -> [Double] {
  guard let storage = try arena.read(tensor) else { throw MissingValue() }
  return (0..<storage.count).map { storage.double(at: $0) }
}

/// The bytes of a computed tensor.
func bits(_ arena: Arena, _ tensor: Tensor) throws -> [UInt8] {
  guard let storage = try arena.read(tensor) else { throw MissingValue() }
  return Array(UnsafeRawBufferPointer(start: storage.pointer, count: storage.byteCount))
}

typealias Recording = (Arena) throws -> [Tensor]

func engineArena(threads: Int = 1, memoryLimit: Int = 1 << 32, compilesInRun: Int? = nil) -> Arena {
  let engine = Engine(threads: threads)
  engine.compilesInRun = compilesInRun
  return Arena(executor: engine, memoryLimit: memoryLimit)
}

func referenceArena() -> Arena { Arena(executor: ReferenceExecutor(), memoryLimit: 1 << 40) }

/// Equal to the oracle, with and without machine code: integers exactly, floats to `tolerance`, relative to the larger of
/// value and `scale`.
func expectEqual(
  _ recording: Recording, tolerance: Double = 1e-5, scale: Double = 1, threads: Int = 1, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let (engine, reference) = (engineArena(threads: threads), referenceArena())
  let native = engineArena(threads: threads, compilesInRun: 1)
  let (found, wanted, compiled) = (try recording(engine), try recording(reference), try recording(native))
  for (place, pair) in zip(found, wanted).enumerated() {
    let a = try read(engine, pair.0)
    #expect(
      try bits(native, compiled[place]) == bits(engine, pair.0), "\(comment) result \(place), machine code",
      sourceLocation: sourceLocation)
    let b = try read(reference, pair.1)
    #expect(a.count == b.count, "\(comment) result \(place)", sourceLocation: sourceLocation)
    let isFloat = pair.0.dtype.isFloating
    let bad = zip(a, b).enumerated().first { !close($1.0, $1.1, isFloat ? tolerance : 0, scale) }
    if let bad {
      Issue.record(
        """
        \(comment) result \(place) \(pair.0.dtype) \(pair.0.shape) element \(bad.offset): \
        \(bad.element.0), oracle \(bad.element.1)
        """,
        sourceLocation: sourceLocation)
    }
  }
}

func close(_ a: Double, _ b: Double, _ tolerance: Double, _ scale: Double) -> Bool {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
  if a == b { return true }
  if a.isInfinite || b.isInfinite { return false }
  return (a - b).magnitude <= tolerance * Swift.max(b.magnitude, scale)
}

/// Shapes around the sizes where kernels change their ways.
let oddShapes: [Shape] = [
  [], [0], [1], [7], [8], [9], [15], [17], [511], [512], [513], [1023], [3, 5], [1, 7], [7, 1], [0, 4],
  [33, 65],
  [2, 3, 4], [4, 1, 5], [5, 129, 3],
]
