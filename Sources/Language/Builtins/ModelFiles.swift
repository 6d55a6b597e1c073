// load_model: the tensors of a file into a tree of the form of a given model.
// Neighbours: `DataBuiltins` writes such files, `Trees` walks models.

import TensorIR

extension Registry {
  static func loadModel() -> Builtin {
    Builtin("load_model", "path, like", .data,
      """
      The model that save(path, model) wrote, into the form of `like`, a model of the same layers: each tensor, number \
      and buffer is looked up by its name (layers.0.w), functions are those of `like`. Names, shapes and element types \
      must agree.

          save("m.npz", {w: [1, 2], f: relu}); load_model("m.npz", like = {w: [0, 0], f: relu}).w    # f32[2] [1, 2]
      """) { call in
      let path = try call.string(0)
      let loaded = try decoded(try read(path, call), name: path, call.interpreter)
      guard case .record(let file) = loaded else {
        throw Failure.file("\(path) holds \(loaded.phrase), but a model is an .npz or .safetensors file of several tensors")
      }
      var fitting = Fitting(file)
      let model = try fitting.fill(call.value(1), call)
      if let misfit = fitting.misfit {
        throw Failure.value(
          "\(path) does not fit the model: \(misfit)",
          hint: "the model must have the layers and sizes of the one that was saved; keys(load(\"\(path)\")) shows its names.")
      }
      return model
    }
  }
}

/// Putting named tensors into the places of a tree, and what does not fit.
private struct Fitting {
  private let file: [String: Value]
  private let names: [String]
  private var used: Set<String> = []
  private var missing: [String] = []
  private var different: [String] = []

  init(_ file: Record) {
    self.file = Dictionary(file.fields, uniquingKeysWith: { first, _ in first })
    names = file.keys
  }

  /// What is wrong, in words; nil if everything fits.
  var misfit: String? {
    let unknown = names.filter { !used.contains($0) }
    var parts: [String] = []
    if !missing.isEmpty { parts.append("it lacks \(Self.shortened(missing))") }
    if !unknown.isEmpty { parts.append("the model has no \(Self.shortened(unknown))") }
    if !different.isEmpty { parts.append(Self.shortened(different)) }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private static func shortened(_ items: [String]) -> String {
    let shown = items.prefix(6).joined(separator: ", ")
    return items.count > 6 ? "\(shown) and \(items.count - 6) more" : shown
  }

  /// The tree with the file's values; leaves that do not fit stay as they are, and are noted.
  mutating func fill(_ like: Value, path: String = "", _ call: Call) throws -> Value {
    func inner(_ step: String) -> String { path.isEmpty ? step : "\(path).\(step)" }
    switch like {
    case .list(let list):
      var items: [Value] = []
      for (place, item) in list.items.enumerated() { items.append(try fill(item, path: inner("\(place)"), call)) }
      return .list(try List(items))
    case .record(let record):
      var values: [Value] = []
      for (key, item) in record.fields { values.append(try fill(item, path: inner(key), call)) }
      return .record(try Record(keys: record.keys, values: values))
    default:
      try call.interpreter.step()
      guard like.isNumeric || like.isBuffer else { return like }
      return try leaf(like, name: path.isEmpty ? "arr_0" : path, call)
    }
  }

  private mutating func leaf(_ like: Value, name: String, _ call: Call) throws -> Value {
    guard case .tensor(let found)? = file[name] else {
      missing.append(name)
      return like
    }
    used.insert(name)
    let wanted = try call.tensor(like.unwrapped, at: 1)
    guard found.shape == wanted.shape, found.dtype == wanted.dtype else {
      different.append(
        "\(name) is \(found.dtype.name)\(found.shape) in the file, \(wanted.dtype.name)\(wanted.shape) in the model")
      return like
    }
    switch like {
    case .buffer(let buffer): return .buffer(Buffer(found, mode: buffer.mode))
    case .int, .float, .bool: return try host(found, as: like, name: name, call)
    case .tensor(let tensor) where tensor.isWeak: return try weak(found, call)
    default: return .tensor(found)
    }
  }

  /// A weak tensor, such as an optimiser's count of steps, stays weak: it must not widen what it meets.
  private func weak(_ found: Tensor, _ call: Call) throws -> Value {
    guard found.rank == 0 else { return .tensor(found) }
    let number = try call.interpreter.read(found).double(at: 0)
    return .tensor(call.interpreter.recorder.scalar(number, found.dtype, isWeak: true))
  }

  /// A host number stays one.
  private func host(_ found: Tensor, as like: Value, name: String, _ call: Call) throws -> Value {
    let number = try call.interpreter.read(found).double(at: 0)
    switch like {
    case .bool: return .bool(number != 0)
    case .int: return Int(exactly: number).map { .int($0) } ?? .float(number)
    default: return .float(number)
    }
  }
}
