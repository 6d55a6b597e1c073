// Training and evaluating: buffers and the modes of a model.
// Neighbours: `Buffer`; batch_norm and dropout in the library are built on these.

import TensorIR

extension Registry {
  static func modes() -> [Builtin] {
    [
      Builtin("buffer", "x", .layers,
        """
        A tensor of a model that is not trained: optimisers, decay and grad pass it by. Reading the field gives x.

            {mean: buffer([1, 2])}.mean    # f32[2] [1, 2]
        """) { call in
        if case .buffer = call.value(0) { return call.value(0) }
        return .buffer(Buffer(try call.tensor(0)))
      },
      Builtin("in_training", "layer", .layers,
        """
        Whether a layer is in training mode: where its model is itself what is being differentiated, or as training(m) \
        and evaluating(m) set it. The layer needs a buffer among its fields.

            in_training(training({mean: buffer([0])}))    # true
        """) { call in
        let values = try call.record(0).values
        return .bool(values.contains { if case .buffer(let buffer) = $0 { buffer.isTraining } else { false } })
      },
      Builtin("remember", "layer, name, x", .layers,
        """
        In training, the new value of a layer's buffer; the optimiser's step stores it. Elsewhere nothing happens.

        In a layer of its own: {mean: buffer(zeros(3)), call: (self, x) -> { remember(self, "mean", mean(x, axis = 0)); x }}.

            remember({mean: buffer([0])}, "mean", [3])    # none
        """) { call in
        let (layer, name) = (try call.record(0), try call.string(1))
        guard case .buffer(let buffer)? = layer[name] else {
          throw Failure.value("the layer has no buffer named \"\(name)\"", hint: "make one with buffer(x).")
        }
        let value = try call.interpreter.lifted(try call.numeric(2), buffer.tensor.dtype)
        guard value.shape == buffer.tensor.shape else {
          throw Failure.wrongShape("remember: the buffer \"\(name)\" is \(buffer.tensor.shape), the new value \(value.shape)")
        }
        if buffer.isTraining { buffer.collector?.value = try call.emit(.stopGrad, [value]) }
        return .none
      },
      mode("training",
        """
        The model in training mode, whatever is being differentiated.

            in_training(training({mean: buffer([0])}))    # true
        """) { leaf, _ in
        guard case .buffer(let buffer) = leaf, buffer.mode != .frozen else { return leaf }
        return .buffer(Buffer(buffer.tensor, mode: .training, collector: buffer.collector))
      },
      mode("evaluating",
        """
        The model in evaluation mode, whatever is being differentiated.

            in_training(evaluating({mean: buffer([0])}))    # false
        """) { leaf, _ in
        guard case .buffer(let buffer) = leaf, buffer.mode != .frozen else { return leaf }
        return .buffer(Buffer(buffer.current, mode: .evaluating))
      },
      mode("frozen",
        """
        The model with all its tensors as buffers that stay: nothing of it is trained.

            frozen({w: [1, 2]}).w    # f32[2] [1, 2]
        """) { leaf, call in
        switch leaf {
        case .buffer(let buffer): .buffer(Buffer(buffer.current, mode: .frozen))
        case .tensor, .int, .float: .buffer(Buffer(try call.tensor(leaf, at: 0), mode: .frozen))
        default: leaf
        }
      },
    ]
  }

  private static func mode(
    _ name: String, _ documentation: String, _ change: @escaping (Value, Call) throws -> Value
  ) -> Builtin {
    Builtin(name, "model", .layers, documentation) { call in
      try call.interpreter.mapLeaves(call.value(0)) { try change($0, call) }
    }
  }
}
