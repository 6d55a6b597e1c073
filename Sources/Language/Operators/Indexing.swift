// `x[…]`: reading a part.
// Neighbours: `Updating` makes changed copies with the same places; `Tensor.knownBounds` spares reading indices.

import TensorIR

extension Interpreter {
  func indexed(_ value: Value, _ places: [Place]) throws -> Value {
    switch value {
    case .tensor(let tensor): return .tensor(try indexed(tensor, places))
    case .list, .range, .sequence, .string: return try indexedItems(value, places)
    case .record(let record):
      guard places.count == 1, case .at(.string(let key)) = places[0] else {
        throw Failure.badIndex("a record is indexed by the name of a field", hint: "write p[\"w\"] or p.w.")
      }
      guard let field = record[key] else { throw missingField(key, of: record) }
      return field
    default: throw Failure.notIndexable(value)
    }
  }

  private func indexedItems(_ value: Value, _ places: [Place]) throws -> Value {
    guard places.count == 1, let place = places.first else {
      throw Failure.badIndex("\(value.phrase) has one axis, so it takes one index", hint: "write xs[i][j].")
    }
    let items = try iteration(over: value)
    switch place {
    case .at(let index):
      guard let number = try wholeNumber(index) else {
        throw Failure.badIndex("\(value.phrase) is indexed by a whole number, not by \(index.phrase)", hint: nil)
      }
      return try items.element(try normalised(number, size: items.count, axis: nil))
    case .slice(let start, let stop, let step):
      let slice = try Slice(start, stop, step, size: items.count, self)
      try checkItems(slice.count)
      if case .string = value {
        return .string(try slice.indices.map { index in
          if case .string(let letter) = try items.element(index) { letter } else { "" }
        }.joined())
      }
      return .list(try List(try slice.indices.map(items.element)))
    case .ellipsis, .new:
      throw Failure.badIndex("`..` and `new` are for tensors", hint: nil)
    }
  }

  /// A host integer, or a 0-d tensor holding one; nil for anything else.
  func wholeNumber(_ value: Value) throws -> Int? {
    switch value {
    case .int(let number): return number
    case .float(let number): return Int(exactly: number)
    case .tensor(let tensor) where tensor.rank == 0 && tensor.dtype != .bool:
      return Int(exactly: try read(tensor).double(at: 0))
    default: return nil
    }
  }

  func normalised(_ index: Int, size: Int, axis: Int?) throws -> Int {
    let place = index < 0 ? index + size : index
    guard (0..<size).contains(place) else {
      throw Failure.indexOutOfRange(index: index, size: size, axis: axis)
    }
    return place
  }

  // MARK: Tensors

  private func indexed(_ tensor: Tensor, _ places: [Place]) throws -> Tensor {
    let expanded = try expandEllipsis(places, rank: tensor.rank)
    if goTogether(expanded) { return try indexedTogether(tensor, expanded) }
    var result = tensor
    var axis = 0
    for place in expanded { result = try indexed(result, place, &axis) }
    return result
  }

  /// One place; moves `axis` past what it made.
  func indexed(_ x: Tensor, _ place: Place, _ axis: inout Int) throws -> Tensor {
    switch place {
    case .new:
      guard x.rank < Dims.maximumCount else { throw Failure.shape(.rankTooLarge(x.rank + 1), names: []) }
      defer { axis += 1 }
      return try emit(.reshape, [x], .shape(x.shape.inserting(1, at: axis)), isWeak: false)
    case .slice(let start, let stop, let step):
      defer { axis += 1 }
      return try sliced(x, axis: axis, try Slice(start, stop, step, size: x.shape[axis], self))
    case .at(let index): return try picked(x, &axis, index)
    case .ellipsis: return x
    }
  }

  /// `..` becomes as many `:` as it stands for; missing places at the end are `:` too.
  private func expandEllipsis(_ places: [Place], rank: Int) throws -> [Place] {
    var consumed = 0
    var ellipses = 0
    for place in places {
      switch place {
      case .new: break
      case .ellipsis: ellipses += 1
      case .at(.tensor(let mask)) where mask.dtype == .bool: consumed += max(1, mask.rank)
      default: consumed += 1
      }
    }
    if ellipses > 1 { throw Failure.badIndex("`..` can stand only once in an index", hint: nil) }
    guard consumed <= rank else {
      throw Failure.badIndex(
        "\(counted(consumed, "index")) for a tensor of rank \(rank)",
        hint: rank == 0 ? "a 0-d tensor is a number; item(x) gives it to the host." : "the shape is given by x.shape.")
    }
    let colon = Place.slice(nil, nil, nil)
    var result: [Place] = []
    for place in places {
      if case .ellipsis = place {
        result += Array(repeating: colon, count: rank - consumed)
      } else {
        result.append(place)
      }
    }
    return result
  }

  /// One place that is a number, an index tensor or a mask; moves `axis` past what it made.
  private func picked(_ x: Tensor, _ axis: inout Int, _ index: Value) throws -> Tensor {
    if case .tensor(let mask) = index, mask.dtype == .bool {
      let (flat, positions) = try selected(x, axis: axis, mask)
      axis += 1
      return try emit(.gather, [flat, positions], .gather(axis: axis - 1, batch: 0))
    }
    let positions: Tensor
    if let number = hostIndex(index) {
      positions = recorder.scalar(Double(try normalised(number, size: x.shape[axis], axis: axis)), .i32)
    } else {
      positions = try indexTensor(index, size: x.shape[axis], axis: axis)
    }
    let result = try emit(.gather, [x, positions], .gather(axis: axis, batch: 0))
    result.knownBounds = boundsOfParts(of: x)
    axis += positions.rank
    return result
  }

  private func hostIndex(_ value: Value) -> Int? {
    switch value {
    case .int(let number): number
    case .float(let number): Int(exactly: number)
    default: nil
    }
  }

  /// An i32 tensor of valid places: whole numbers are checked, negative ones count from the end.
  func indexTensor(_ value: Value, size: Int, axis: Int?) throws -> Tensor {
    var indices: Tensor
    switch value {
    case .tensor(let tensor): indices = tensor
    case .list, .range, .sequence:
      guard case .tensor(let tensor) = try stacked(try parts(of: value)) else { throw Failure.notIndexable(value) }
      indices = tensor
    case .int: indices = try lifted(value, .i32)
    case .float(let number):
      guard let whole = Int(exactly: number) else {
        throw Failure.badIndex(
          "an index must be a whole number, but this is \(text(value))",
          hint: "`//` divides whole numbers to a whole number; round(x) gives the nearest one.")
      }
      indices = try lifted(.int(whole), .i32)
    default:
      throw Failure.badIndex("\(value.phrase) is not an index", hint: "an index is a whole number, a slice, or a tensor of those.")
    }
    if indices.dtype == .bool {
      throw Failure.badIndex("a bool tensor selects only in x[mask]", hint: nil)
    }
    let bounds = try wholeBounds(of: indices, allowed: -size..<size)
    if let bounds, bounds.lowerBound < -size || bounds.upperBound >= size {
      let bad = bounds.upperBound >= size ? bounds.upperBound : bounds.lowerBound
      throw Failure.indexOutOfRange(index: bad, size: size, axis: axis)
    }
    if indices.dtype != .i32 { indices = try emit(.convert, [indices], .dtype(.i32)) }
    guard let bounds, bounds.lowerBound < 0 else { return indices }
    let zero = recorder.scalar(0, .i32)
    let isNegative = try emit(.compare, [indices, zero], .comparison(.lt))
    let wrapped = try emit(.add, [indices, recorder.scalar(Double(size), .i32)])
    return try emit(.select, [isNegative, wrapped, indices])
  }

  /// Bounds for every part of an integer tensor, so that loops over batches of labels need not read each batch.
  func boundsOfParts(of tensor: Tensor) -> ClosedRange<Int>? {
    if tensor.dtype.isFloating || tensor.knownBounds != nil { return tensor.knownBounds }
    if tensor.dtype == .u8 { return 0...255 }
    // Orders of a whole training run are tables of a row a batch; images of numbers are larger, and are no indices.
    guard case .ready = tensor.body, tensor.elementCount <= (tensor.rank == 1 ? 1 << 22 : 1 << 18) else { return nil }
    return try? exactBounds(of: tensor)
  }

  /// Numbers that the values of a tensor of whole numbers lie between; nil if it is empty.
  ///
  /// Known bounds may be those of a larger tensor that this is a part of; outside of `allowed` they are exact.
  func wholeBounds(of tensor: Tensor, allowed: Range<Int>) throws -> ClosedRange<Int>? {
    if let known = tensor.knownBounds, allowed.contains(known.lowerBound), allowed.contains(known.upperBound) {
      return known
    }
    return try exactBounds(of: tensor)
  }

  /// Smallest and largest value of a tensor of whole numbers, of all examples of a batch; nil if it is empty.
  private func exactBounds(of tensor: Tensor) throws -> ClosedRange<Int>? {
    guard tensor.elementCount > 0 else { return nil }
    if case .traced(_, let primal, _) = tensor.body {
      tensor.knownBounds = try exactBounds(of: primal)
      return tensor.knownBounds
    }
    let storage = try read(tensor)
    var low = Int.max
    var high = Int.min
    for place in 0..<storage.count {
      let value = storage.double(at: place)
      guard let whole = Int(exactly: value) else {
        throw Failure.badIndex(
          "indices and labels must be whole numbers, but element \(place) is \(text(.float(value)))",
          hint: "round them, or use an integer tensor.")
      }
      low = min(low, whole)
      high = max(high, whole)
    }
    tensor.knownBounds = low...high
    return low...high
  }

  /// The flattened axes of a mask and the places where it is true.
  func selected(_ x: Tensor, axis: Int, _ mask: Tensor) throws -> (Tensor, Tensor) {
    let covered = Shape(clamping: Array(x.shape.dropFirst(axis).prefix(mask.rank)))
    guard mask.rank > 0, covered == mask.shape else {
      throw Failure.wrongShape(
        "a mask of shape \(mask.shape) does not fit the axes \(covered) of \(x.shape)",
        hint: "a mask has the shape of what it selects from, as in x[x > 0].")
    }
    let storage = try read(mask)
    let positions = (0..<storage.count).filter { storage.double(at: $0) != 0 }
    let sizes = Array(x.shape.prefix(axis)) + [covered.product] + Array(x.shape.dropFirst(axis + mask.rank))
    let flat = try emit(.reshape, [x], .shape(Shape(clamping: sizes)))
    return (flat, try tensor(positions.map(Double.init), shape: [positions.count], dtype: .i32))
  }

  /// A slice along one axis; its start is a run-time operand, so that loops over batches share a plan.
  func sliced(_ x: Tensor, axis: Int, _ slice: Slice) throws -> Tensor {
    if slice.isWhole(of: x.shape[axis]) { return x }
    var result = x
    if slice.step == 1, slice.count > 0 {
      var sizes = x.shape
      sizes[axis] = slice.count
      let starts = x.shape.indices.map { recorder.scalar($0 == axis ? Double(slice.first) : 0, .i32) }
      result = try emit(.dynamicSlice, [x] + starts, .sizes(sizes))
    } else {
      let ascending = slice.ascending
      var starts = Dims(repeating: 0, count: x.rank)
      var limits = x.shape
      var steps = Dims(repeating: 1, count: x.rank)
      starts[axis] = ascending.first
      limits[axis] = ascending.limit
      steps[axis] = ascending.step
      result = try emit(.slice, [x], .slice(starts: starts, limits: limits, steps: steps))
      if slice.step < 0 { result = try emit(.reverse, [result], .reverse([axis])) }
    }
    result.knownBounds = boundsOfParts(of: x)
    return result
  }
}

/// `start:stop:step` on an axis of known size, clamped as NumPy does.
struct Slice {
  let first: Int
  let step: Int
  let count: Int

  init(_ start: Value?, _ stop: Value?, _ step: Value?, size: Int, _ interpreter: Interpreter) throws {
    func whole(_ value: Value?, _ what: String) throws -> Int? {
      guard let value else { return nil }
      if case .none = value { return nil }
      guard let number = try interpreter.wholeNumber(value) else {
        throw Failure.badIndex("the \(what) of a slice must be a whole number, not \(value.phrase)", hint: nil)
      }
      return number
    }
    let stride = try whole(step, "step") ?? 1
    guard stride != 0, stride > Int.min else { throw Failure.badIndex("the step of a slice cannot be 0", hint: nil) }
    self.step = stride
    func clamped(_ place: Int, _ low: Int, _ high: Int) -> Int {
      let absolute = place < 0 ? max(place, -size - 1) + size : place
      return min(max(absolute, low), high)
    }
    if stride > 0 {
      first = clamped(try whole(start, "start") ?? 0, 0, size)
      let end = try whole(stop, "end").map { clamped($0, 0, size) } ?? size
      count = end > first ? (end - first - 1) / stride + 1 : 0
    } else {
      first = clamped(try whole(start, "start") ?? size - 1, -1, size - 1)
      let end = try whole(stop, "end").map { clamped($0, -1, size - 1) } ?? -1
      count = first > end ? (first - end - 1) / -stride + 1 : 0
    }
  }

  var indices: [Int] { (0..<count).map { first + $0 * step } }

  func isWhole(of size: Int) -> Bool { step == 1 && first == 0 && count == size }

  /// The same places in ascending order, as `Op.slice` wants them.
  var ascending: (first: Int, limit: Int, step: Int) {
    guard count > 0 else { return (0, 0, 1) }
    let last = first + (count - 1) * step
    return (min(first, last), max(first, last) + 1, min(abs(step), Int(Int32.max)))
  }
}
