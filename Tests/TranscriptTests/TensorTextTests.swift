// Tensors as text, small and large.
// Neighbours: `Display/TensorText`.

import Display
import Testing

@Suite struct TensorTextTests {
  static func text(_ dtype: String, _ shape: [Int], _ values: [Double]) -> String {
    let kind: TensorSnapshot.Kind = dtype == "bool" ? .bool : dtype.hasPrefix("f") ? .real : .integer
    return TensorText.text(of: TensorSnapshot(dtype: dtype, shape: shape, kind: kind, values: values))
  }

  static func counting(_ shape: [Int]) -> [Double] { (0..<shape.reduce(1, *)).map(Double.init) }

  @Test(
    arguments: [
      ([], [0.017986], "0.01799"),
      (
        [6], [0.01799, 0.05396, -0.01799, 0.03597, 1, 3], "f32[6] [0.01799, 0.05396, -0.01799, 0.03597, 1, 3]"
      ),
      ([0], [], "f32[0] []"), ([0, 3], [], "f32[0, 3] []"),
      ([2, 2], [1, -2.5, 10, 0.25], "f32[2, 2]\n   1  -2.5\n  10   0.25"),
      ([2, 1, 2], [1, 2, 3, 4], "f32[2, 1, 2]\n[0, :, :]\n  1  2\n[1, :, :]\n  3  4"),
    ] as [([Int], [Double], String)])
  func smallTensorsShowWhole(shape: [Int], values: [Double], expected: String) {
    #expect(Self.text("f32", shape, values) == expected)
  }

  @Test func integersAreExactAndBoolsAreWords() {
    #expect(Self.text("i32", [2], [1_234_567, -3]) == "i32[2] [1234567, -3]")
    #expect(Self.text("bool", [2], [1, 0]) == "bool[2] [true, false]")
  }

  @Test func longVectorsShowEndsAndSummary() {
    let expected = "f32[100] [0, 1, 2, …, 97, 98, 99]  min 0  mean 49.5  max 99"
    #expect(Self.text("f32", [100], Self.counting([100])) == expected)
    #expect(Self.text("f32", [12], Self.counting([12])).contains("…") == false)
    #expect(Self.text("f32", [13], Self.counting([13])).contains("…"))
  }

  @Test func largeMatricesShowTheirCorners() {
    let lines = Self.text("i32", [20, 30], Self.counting([20, 30])).split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines.first == "i32[20, 30]  min 0  mean 299.5  max 599")
    #expect(lines.dropFirst().first == "    0    1    2  …   27   28   29")
    #expect(lines.last == "  570  571  572  …  597  598  599")
  }

  @Test func deepTensorsShowAFewBlocks() {
    let text = Self.text("f32", [10, 2, 2], Self.counting([10, 2, 2]))
    #expect(text.hasSuffix("[5, :, :]\n  20  21\n  22  23\n… 4 more"))
  }

  @Test func nansAreCountedAndLeftOutOfTheSummary() {
    let values = [Double.nan] + Self.counting([19])
    #expect(Self.text("f32", [20], values).hasSuffix("min 0  mean 9  max 18  nan 1"))
    #expect(Self.text("f32", [20], Array(repeating: .nan, count: 20)).hasSuffix("all nan"))
  }
}
