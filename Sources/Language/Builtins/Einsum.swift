// Index formulas, as in einsum("bij,bjk->bik", a, b): read, checked, and computed pair by pair.
// Neighbours: `LinearBuiltins`; products are `dotGeneral`, so that gradients and batches are at hand.

import TensorIR

struct Einsum {
  /// A letter, or below zero an axis that `...` stands for, counted from the back.
  private typealias Label = Int

  private struct Term {
    var tensor: Tensor
    var labels: [Label]
  }

  private let call: Call
  private let formula: String
  private let inputs: [[UInt8]]
  private let output: [UInt8]?

  init(_ call: Call, formula: String) throws {
    self.call = call
    self.formula = formula
    let bytes = formula.utf8.filter { $0 != UInt8(ascii: " ") }
    var sides: [[UInt8]] = [[]]
    var place = 0
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "-"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: ">") {
        sides.append([])
        place += 2
      } else {
        sides[sides.count - 1].append(bytes[place])
        place += 1
      }
    }
    inputs = sides[0].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { Array($0) }
    output = sides.count > 1 ? sides[1] : nil
    if sides.count > 2 { throw wrong("has more than one `->`") }
  }

  private func wrong(_ reason: String) -> Failure {
    .value("einsum: the formula \"\(formula)\" \(reason)", hint: "write it as \"ij,jk->ik\", one letter for each axis.")
  }

  func result(_ tensors: [Tensor]) throws -> Tensor {
    guard tensors.count == inputs.count else {
      throw wrong("is for \(counted(inputs.count, "tensor")), but got \(tensors.count)")
    }
    var terms: [Term] = []
    for (text, tensor) in zip(inputs, try met(tensors)) {
      terms.append(try plain(Term(tensor: tensor, labels: try labels(text, rank: tensor.rank))))
    }
    try checkSizes(terms)
    let wanted = try wantedLabels(terms)
    guard var total = terms.first else { throw wrong("names no tensor") }
    for place in 1..<Swift.max(1, terms.count) {
      let later = Set(terms[(place + 1)...].flatMap(\.labels) + wanted)
      total = try product(total, terms[place], keeping: later)
    }
    total = try summed(total, keeping: Set(wanted))
    let order = wanted.compactMap { total.labels.firstIndex(of: $0) }
    return try call.emit(.transpose, [total.tensor], .permutation(Axes(clamping: order)))
  }

  /// All in one element type in which products are computed.
  private func met(_ tensors: [Tensor]) throws -> [Tensor] {
    guard var common = tensors.first?.dtype else { throw wrong("names no tensor") }
    for tensor in tensors {
      guard let next = DType.promoted(common, tensor.dtype) else {
        throw Failure.type("einsum: \(common.name) and \(tensor.dtype.name) do not meet")
      }
      common = next
    }
    let dtype: DType = common.isFloating ? common : .i32
    return try tensors.map { try call.interpreter.lifted(.tensor($0), dtype) }
  }

  // MARK: Reading

  private func labels(_ text: [UInt8], rank: Int) throws -> [Label] {
    var result: [Label] = []
    let letters = text.filter { $0 != UInt8(ascii: ".") }
    var place = 0
    while place < text.count {
      if text[place] == UInt8(ascii: ".") {
        guard text.count >= place + 3, text[place..<place + 3].allSatisfy({ $0 == UInt8(ascii: ".") }), letters.count + 3 == text.count else {
          throw wrong("has dots that are not one `...`")
        }
        let hidden = rank - letters.count
        guard hidden >= 0 else { throw wrong("has more letters than a tensor has axes") }
        result += (0..<hidden).map { $0 - hidden }
        place += 3
      } else {
        guard isLetter(text[place]) else {
          throw wrong("holds `\(String(decoding: [text[place]], as: UTF8.self))`, which is no letter")
        }
        result.append(Int(text[place]))
        place += 1
      }
    }
    guard result.count == rank else {
      throw wrong("names \(counted(result.count, "axis")) of a tensor that has \(rank)")
    }
    return result
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private func wantedLabels(_ terms: [Term]) throws -> [Label] {
    let known = terms.flatMap(\.labels)
    let hidden = Set(known.filter { $0 < 0 }).sorted()
    guard let output else {
      // As NumPy: what occurs once, in the order of the alphabet.
      let written = inputs.flatMap { $0 }
      let single = Set(known.filter { $0 > 0 }).filter { label in written.count { Int($0) == label } == 1 }
      return hidden + single.sorted()
    }
    let letters = output.filter { $0 != UInt8(ascii: ".") }
    let result = try labels(output, rank: letters.count == output.count ? letters.count : letters.count + hidden.count)
    for (place, label) in result.enumerated() {
      guard known.contains(label), !result.prefix(place).contains(label) else {
        throw wrong("has in its result a letter twice, or one that no tensor has")
      }
    }
    return result
  }

  private func checkSizes(_ terms: [Term]) throws {
    var sizes: [Label: Int] = [:]
    for term in terms {
      for (axis, label) in term.labels.enumerated() {
        let size = term.tensor.shape[axis]
        if let known = sizes[label], known != size {
          let name = label > 0 ? "`\(String(decoding: [UInt8(truncatingIfNeeded: label)], as: UTF8.self))`" : "`...`"
          throw Failure.wrongShape("einsum: the index \(name) has the sizes \(known) and \(size)")
        }
        sizes[label] = size
      }
    }
  }

  // MARK: Computing

  /// A letter twice in one tensor: its diagonal.
  private func plain(_ term: Term) throws -> Term {
    var term = term
    var axis = 0
    while axis < term.labels.count {
      guard let first = term.labels.prefix(axis).firstIndex(of: term.labels[axis]) else {
        axis += 1
        continue
      }
      let shape = term.tensor.shape
      guard shape[first] == shape[axis] else { throw wrong("takes a diagonal of axes of different sizes") }
      let rows = try call.emit(.iota, [], .iota(shape, axis: first))
      let columns = try call.emit(.iota, [], .iota(shape, axis: axis))
      let isDiagonal = try call.emit(.compare, [rows, columns], .comparison(.eq))
      let zero = call.interpreter.recorder.scalar(0, term.tensor.dtype)
      let kept = try call.emit(.select, [isDiagonal, term.tensor, zero])
      term.tensor = try call.emit(.reduceSum, [kept], .axes([axis]))
      term.labels.remove(at: axis)
    }
    return term
  }

  private func summed(_ term: Term, keeping: Set<Label>) throws -> Term {
    let axes = term.labels.indices.filter { !keeping.contains(term.labels[$0]) }
    if axes.isEmpty { return term }
    return Term(
      tensor: try call.emit(.reduceSum, [term.tensor], .axes(Axes(clamping: axes))),
      labels: term.labels.filter { keeping.contains($0) })
  }

  private func product(_ a: Term, _ b: Term, keeping: Set<Label>) throws -> Term {
    let left = try summed(a, keeping: keeping.union(b.labels))
    let right = try summed(b, keeping: keeping.union(a.labels))
    let shared = left.labels.filter { right.labels.contains($0) }
    let (batch, inner) = (shared.filter { keeping.contains($0) }, shared.filter { !keeping.contains($0) })
    func axes(_ wanted: [Label], in term: Term) -> Axes {
      Axes(clamping: wanted.compactMap { term.labels.firstIndex(of: $0) })
    }
    let dims = DotDimensions(
      leftContracting: axes(inner, in: left), rightContracting: axes(inner, in: right),
      leftBatch: axes(batch, in: left), rightBatch: axes(batch, in: right))
    let free = (left.labels + right.labels).filter { !shared.contains($0) }
    guard batch.count + free.count <= Dims.maximumCount else {
      throw Failure.shape(.rankTooLarge(batch.count + free.count), names: [])
    }
    return Term(
      tensor: try call.emit(.dotGeneral, [left.tensor, right.tensor], .dot(dims)), labels: batch + free)
  }
}
