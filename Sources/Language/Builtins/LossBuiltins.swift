// Softmax and the losses whose gradients must not cancel; the other losses are library code.
// Neighbours: `Op.softmaxXent` has the rule; `losses.adv` builds on these.

import TensorIR

extension Registry {
  static func losses() -> [Builtin] {
    [
      Builtin("softmax", "x, axis = -1", .activations,
        """
        exp(x) / sum(exp(x)) along an axis, without overflow.

            softmax([0, 0])    # f32[2] [0.5, 0.5]
            sum(softmax([[1, 2], [3, 5]]), axis = -1)    # f32[2] [1, 1]
        """) {
        .tensor(try alongAxis($0, .softmax))
      },
      Builtin("log_softmax", "x, axis = -1", .activations,
        """
        log(softmax(x)), exact in the tails.

            log_softmax([0, 0])    # f32[2] [-0.6931, -0.6931]
        """) {
        .tensor(try alongAxis($0, .logSoftmax))
      },
      Builtin("cross_entropies", "logits, labels", .losses,
        """
        Softmax cross-entropy of each example, in nats: -log softmax(logits)[label].

        logits [.., k]; labels: class numbers [..] or probabilities [.., k]. The gradient's entry of the label \
        is minus the sum of the other probabilities, so that it never cancels.

        Labels out of 0 to k - 1 are an IndexError, other shapes a ShapeError.

            cross_entropies([[0, 0], [9, 0]], [0, 0])    # f32[2] [0.6931, 0.0001234]
        """) { .tensor(try crossEntropies($0)) },
    ]
  }

  private static func alongAxis(_ call: Call, _ op: Op) throws -> Tensor {
    let x = try call.floating(0)
    let axis = try call.axis(1, rank: x.rank, or: -1)
    if axis == x.rank - 1 { return try call.emit(op, [x]) }
    var order = Array(0..<x.rank)
    order.swapAt(axis, x.rank - 1)
    let permutation = Attributes.permutation(Axes(clamping: order))
    let moved = try call.emit(.transpose, [x], permutation)
    return try call.emit(.transpose, [try call.emit(op, [moved])], permutation)
  }

  private static func crossEntropies(_ call: Call) throws -> Tensor {
    let logits = try call.floating(0)
    guard logits.rank >= 1, let classes = logits.shape.last, classes > 0 else {
      throw Failure.wrongShape("\(call.name): the logits need an axis of classes, but have the shape \(logits.shape)")
    }
    let given = try call.numeric(1)
    let labelShape = call.interpreter.shape(of: given)
    let rows = Shape(clamping: Array(logits.shape.dropLast()))
    if labelShape == rows {
      let labels = try call.labels(1, classes: classes)
      return try call.emit(.softmaxXent, [logits, labels])
    }
    guard labelShape == logits.shape else {
      throw Failure.wrongShape(
        "the labels \(labelShape) do not fit the logits \(logits.shape)",
        hint: labelShape == rows.inserting(1, at: rows.count)
          ? "labels are class numbers \(rows): write labels[.., 0], without the last axis."
          : "labels are class numbers \(rows), or probabilities \(logits.shape).")
    }
    let target = try call.interpreter.lifted(given, logits.dtype)
    let weighted = try call.emit(.mul, [target, try call.emit(.logSoftmax, [logits])])
    return try call.emit(.neg, [try call.emit(.reduceSum, [weighted], .axes([logits.rank - 1]))])
  }
}

extension Call {
  /// Class numbers 0 to classes - 1 as i32; a wrong one is named with its row.
  func labels(_ index: Int, classes: Int) throws -> Tensor {
    let labels = try tensor(index)
    if labels.dtype == .bool { return try emit(.convert, [labels], .dtype(.i32)) }
    if let bounds = try interpreter.wholeBounds(of: labels, allowed: 0..<classes), bounds.lowerBound < 0 || bounds.upperBound >= classes {
      throw try labelOutOfRange(labels, classes)
    }
    return labels.dtype == .i32 ? labels : try emit(.convert, [labels], .dtype(.i32))
  }

  private func labelOutOfRange(_ labels: Tensor, _ classes: Int) throws -> Failure {
    let storage = try interpreter.read(labels)
    for place in 0..<storage.count {
      let label = Int(saturating: storage.double(at: place))
      if label < 0 || label >= classes {
        return .labelOutOfRange(label: label, place: labels.shape.index(of: place), classes: classes)
      }
    }
    return .indexOutOfRange(index: classes, size: classes, axis: nil)
  }
}

extension Shape {
  /// The index along each axis of an element counted in row order.
  fileprivate func index(of element: Int) -> [Int] {
    var left = element
    return reversed().map { size in
      defer { left /= Swift.max(size, 1) }
      return left % Swift.max(size, 1)
    }.reversed()
  }
}
