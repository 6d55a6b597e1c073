// Steps of the operations that are not fused: which operands they want in a row, and which as views.
// Neighbours: `Kernels/` has the steps.

import Matrices
import TensorIR

extension Planner {
  /// Makes sure that a kernel finds its operands in buffers.
  mutating func storeKernelOperands(_ node: Int) {
    let op = graph.nodes[node].op
    // Reductions decide later, when it is known what runs in which loop.
    if Planner.reductions.contains(op) { return }
    for place in 0..<facts.operandCount(node) {
      let source = facts.operand(node, place)
      if op == .scatterAdd || op == .scatterSet, place == 0, let filling = filling(source) {
        store(filling.slot)
      } else if readsView(op, operand: place), facts.role[facts.view[source].base] != .iota {
        store(facts.view[source].base)
      } else {
        storeContiguous(source)
      }
    }
  }

  private func readsView(_ op: Op, operand: Int) -> Bool {
    switch op {
    case .pad, .concat, .dotGeneral, .convolution: true
    case .dynamicSlice: operand == 0
    case .dynamicUpdateSlice: operand <= 1
    default: false
    }
  }

  /// A copied or plain operand, read through strides.
  func source(_ node: Int) -> Source {
    let dtype = graph.nodes[node].dtype
    let shape = facts.shape(node)
    if copies[node] != nil {
      return Source(view: View(contiguous: node, shape: shape), shape: shape, dtype: dtype)
    }
    return Source(view: facts.view[node], shape: shape, dtype: dtype)
  }

  /// The one element that all elements of an operand are.
  private func filling(_ source: Int) -> Row? {
    let (view, shape) = (facts.view[source], facts.shape(source))
    guard facts.role[view.base] != .iota, copies[source] == nil, shape.product > 1,
      shape.indices.allSatisfy({ shape[$0] == 1 || view.strides[$0] == 0 })
    else { return nil }
    return Row(slot: view.base, offset: view.offset, dtype: graph.nodes[source].dtype)
  }

  /// An operand whose elements follow each other.
  func row(_ node: Int, _ place: Int) -> Row {
    let source = facts.operand(node, place)
    let (slot, offset) = contiguous(source)
    return Row(slot: slot, offset: offset, dtype: graph.nodes[source].dtype)
  }

  mutating func buildKernel(_ node: Int) {
    let record = graph.nodes[node]
    let attributes = graph.attributes(of: node)
    let operands = (0..<facts.operandCount(node)).map { facts.operand(node, $0) }
    switch (record.op, attributes) {
    case (.reduceSum, _), (.reduceProd, _), (.reduceMax, _), (.reduceMin, _), (.reduceAnd, _), (.reduceOr, _):
      buildReduction(node)
    case (.dotGeneral, .dot(let dims)):
      buildProduct(node, source(operands[0]), source(operands[1]), dims)
    case (.convolution, .convolution(let windows, let groups)):
      buildConvolution(node, source(operands[0]), source(operands[1]), windows, groups)
    case (.windowArgMax, .window(let windows, let taps)):
      let axes = windowAxes(facts.shape(operands[0]), windows, taps: taps, places: record.shape, strides: nil)
      let step = WindowPlacesStep(row(node, 0), axes: axes, shape: record.shape, to: node)
      windowPlaces[node] = step
      steps.append(step)
    case (.pad, .pad(let low, _, let interior)):
      steps.append(PadStep(source(operands[0]), low: low, interior: interior, to: node, shape: record.shape))
    case (.concat, .concat(let axis)):
      steps.append(ConcatStep(operands.map { source($0) }, axis: axis, to: node, shape: record.shape))
    case (.dynamicSlice, _):
      let starts = (1..<operands.count).map { row(node, $0) }
      steps.append(DynamicSliceStep(source(operands[0]), starts: starts, to: node, shape: record.shape))
    case (.dynamicUpdateSlice, _):
      let starts = (2..<operands.count).map { row(node, $0) }
      steps.append(
        DynamicUpdateStep(source(operands[0]), update: source(operands[1]), starts: starts, to: node))
    case (.gather, .gather(let axis, let batch)), (.scatterAdd, .gather(let axis, let batch)),
      (.scatterSet, .gather(let axis, let batch)):
      buildIndexing(node, operands, axis: axis, batch: batch)
    case (.argMax, .axes(let axes)), (.argMin, .axes(let axes)), (.cumsum, .axes(let axes)):
      let layout = AxisLayout(facts.shape(operands[0]), axis: axes.first ?? 0)
      steps.append(ScanStep(record.op, row(node, 0), layout: layout, to: node))
    case (.argsort, _):
      let layout = AxisLayout(facts.shape(operands[0]), axis: facts.shape(operands[0]).count - 1)
      let scratch = temporary(bytes: layout.axis * 4)
      steps.append(SortStep(row(node, 0), layout: layout, scratch: scratch, to: node))
    case (.cholesky, _), (.solve, _), (.triangularSolve, _), (.eigh, _), (.svd, _), (.det, _), (.slogdet, _):
      let task = MatrixTask(record.op, operands.map { facts.shape($0) }, attributes)
      steps.append(MatrixStep(task, operands.indices.map { row(node, $0) }, to: node))
    case (.threefry, _):
      steps.append(ThreefryStep(row(node, 0), row(node, 1), count: record.shape.product, to: node))
    case (.softmax, _), (.logSoftmax, _):
      steps.append(SoftmaxStep(record.op, [row(node, 0)], shape: facts.shape(operands[0]), to: node))
    case (.softmaxXent, _):
      steps.append(
        SoftmaxStep(record.op, [row(node, 0), row(node, 1)], shape: facts.shape(operands[0]), to: node))
    default:
      // Recorded without the attribute it needs: by convention the operand itself.
      if let first = operands.first, facts.role[facts.view[first].base] != .iota {
        store(facts.view[first].base)
        buildCopy(to: node, facts.view[first], record.shape, dtype: record.dtype)
      }
    }
  }

  private mutating func buildIndexing(_ node: Int, _ operands: [Int], axis: Int, batch: Int) {
    let layout = GatherLayout(facts.shape(operands[0]), facts.shape(operands[1]), axis: axis, batch: batch)
    if graph.nodes[node].op == .gather {
      let (source, indices) = (row(node, 0), row(node, 1))
      if windowPlaces[indices.slot]?.takesOver(indices, source, layout, to: node) == true { return }
      steps.append(GatherStep(source, indices, layout: layout, to: node))
    } else {
      let filling = filling(operands[0])
      steps.append(
        ScatterStep(
          graph.nodes[node].op, filling ?? row(node, 0), isFilled: filling != nil, row(node, 1), row(node, 2),
          layout: layout, to: node))
    }
  }
}
