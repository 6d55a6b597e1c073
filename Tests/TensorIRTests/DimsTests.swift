// Shapes and element types: the small arithmetic everything stands on.
// Neighbours: `ShapeErrorTests`, `ArenaTests`.

import TensorIR
import Testing

@Test func dimsRefuseWhatDoesNotFit() {
  #expect(Dims(exactly: Array(repeating: 1, count: 9)) == nil)
  #expect(Dims(exactly: [1 << 40]) == nil)
  #expect(Dims(exactly: [2, 3]) == [2, 3])
}

@Test func productSaturatesInsteadOfOverflowing() {
  #expect(Dims(repeating: 1 << 30, count: 8).product == Int.max)
  #expect(([1 << 30, 1 << 30] as Dims).product == 1 << 60)
  #expect(Dims().product == 1)
}

@Test func dimsWithDifferentLengthsDiffer() {
  #expect(([2] as Dims) != ([2, 0] as Dims))
  #expect(([2, 3] as Dims) == ([2, 3] as Dims))
}

@Test func insertingAndRemovingAreInverse() {
  let shape: Dims = [2, 3, 4]
  for place in 0...3 { #expect(shape.inserting(7, at: place).removing([place]) == shape) }
  #expect(shape.removing([0, 2]) == [3])
}

@Test func stridesCountTheElementsBehindAnAxis() {
  #expect(([2, 3, 4] as Shape).contiguousStrides == [12, 4, 1])
  #expect(([2, 0, 4] as Shape).contiguousStrides == [4, 4, 1])
  #expect(Shape().contiguousStrides == [])
}

@Test func stretchedAxesAreThoseToSumOver() {
  let (missing, ones) = ([5, 2, 3] as Shape).stretchedAxes(from: [1, 3])
  #expect(missing == [0])
  #expect(ones == [1])
  #expect(([1, 3] as Shape).stretchedAxes(from: [1, 3]).ones == [])
}

@Test func aShapeIsWrittenAsTheLanguageWritesIt() {
  #expect(([2, 3] as Shape).description == "[2, 3]")
  #expect(Shape().description == "[]")
}

@Test func promotionFollowsTheOrder() {
  let order: [DType] = [.bool, .u8, .i32, .f32, .f64]
  for (low, a) in order.enumerated() {
    for (high, b) in order.enumerated() { #expect(DType.promoted(a, b) == order[Swift.max(low, high)]) }
    #expect(DType.promoted(a, .u32) == nil)
    #expect(DType.promoted(.u32, a) == nil)
  }
  #expect(DType.promoted(.u32, .u32) == .u32)
}

@Test(arguments: DType.allCases)
func namesOfTypesAreReadBack(dtype: DType) {
  #expect(DType(name: dtype.name) == dtype)
}

@Test func unknownTypesHaveNoName() {
  #expect(DType(name: "f16") == nil)
}

@Test func storedNumbersSaturate() throws {
  let bytes = try #require(Storage(dtype: .u8, count: 4))
  for (index, value) in [-1, 300, 2.9, .nan].enumerated() { bytes.store(value, at: index) }
  #expect((0..<4).map { bytes.double(at: $0) } == [0, 255, 2, 0])
  let words = try #require(Storage(dtype: .i32, count: 2))
  words.store(1e20, at: 0)
  words.store(-1e20, at: 1)
  #expect(words.double(at: 0) == 2_147_483_647 && words.double(at: 1) == -2_147_483_648)
  #expect(words.double(at: 2).isNaN)
}

@Test func aStorageTooLargeForTheMachineIsNil() {
  #expect(Storage(dtype: .f64, count: Int.max) == nil)
  #expect(Storage(dtype: .f64, count: -1) == nil)
}
