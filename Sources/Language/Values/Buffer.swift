// Tensors of a model that are not trained: running statistics, modes, frozen weights.
// Neighbours: `Differentiation` puts the model that is being differentiated into training mode and collects what its
// layers remember; the tree functions of the optimisers pass buffers by.

import TensorIR

/// A leaf that optimisers, decay and `grad` pass by.
public final class Buffer {
  enum Mode: Int {
    /// Training where the model is itself what is being differentiated, evaluating elsewhere.
    case automatic
    case training
    case evaluating
    /// A weight that stays: it never trains and remembers nothing.
    case frozen
  }
  public let tensor: Tensor
  let mode: Mode
  /// Where a layer of the model that is being differentiated leaves its new value.
  let collector: Collector?

  init(_ tensor: Tensor, mode: Mode = .automatic, collector: Collector? = nil) {
    self.tensor = tensor
    self.mode = mode
    self.collector = collector
  }

  var isTraining: Bool {
    switch mode {
    case .training: true
    case .automatic: collector != nil
    case .evaluating, .frozen: false
    }
  }

  /// The value: what was remembered last in this pass, else the stored one.
  var current: Tensor { collector?.value ?? tensor }
}

/// The new value of one buffer during one differentiation.
final class Collector {
  var value: Tensor?
}

extension Value {
  var isBuffer: Bool { if case .buffer = self { true } else { false } }

  /// A buffer read as what it holds.
  var unwrapped: Value {
    if case .buffer(let buffer) = self { return .tensor(buffer.current) }
    return self
  }
}
