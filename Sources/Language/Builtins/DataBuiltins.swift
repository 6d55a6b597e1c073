// Files: load, save, and arrays into and out of tensors.
// Neighbours: `Formats` has the codecs, `FileAccess` decides what may be reached; `ModelFiles`, `Datasets`.

import Formats
import TensorIR

extension Registry {
  static func dataAndFiles() -> [Builtin] {
    [
      Builtin("load", "path", .data,
        """
        Reads a file: .npy (a tensor), .npz (a record), .csv (a matrix, or a record of columns where there is a \
        header), .png ([h, w], or [c, h, w] in colour, f32 in 0 to 1), MNIST's idx files, gzipped or not, text, \
        .safetensors (a record; half floats become f32).

            save("points.npy", [1, 2]); load("points.npy")    # f32[2] [1, 2]
        """) { call in
        let path = try call.string(0)
        let bytes = try read(path, call)
        return try decoded(bytes, name: path, call.interpreter)
      },
      Builtin("save", "path, value", .data,
        """
        Writes a file by its ending: .npy (a tensor), .npz or .safetensors (a record or model, its tensors and \
        buffers under names such as layers.0.w; `load_model` reads them back), .png (an image), .csv, .txt.

            save("model.npz", {w: [1, 2], b: 3}); load("model.npz").w    # f32[2] [1, 2]
        """) { call in
        let path = try call.string(0)
        let bytes = try encoded(call.value(1), path: path, call)
        do { try call.interpreter.files.write(path, bytes) } catch let error as FileAccessError {
          throw Failure.file(error.message, hint: error.hint)
        }
        return .none
      },
      loadModel(),
      datasetBuiltin(),
    ]
  }

  static func read(_ path: String, _ call: Call) throws -> [UInt8] {
    do { return try call.interpreter.files.read(path) } catch let error as FileAccessError {
      throw Failure.file(error.message, hint: error.hint)
    }
  }

  // MARK: Reading

  static func decoded(_ bytes: [UInt8], name: String, _ interpreter: Interpreter) throws -> Value {
    let limit = interpreter.limits.memoryBytes
    return try interpreter.formatted(name) {
      switch FileKind.sniff(bytes, name: name) {
      case .npy: return .tensor(try interpreter.tensor(of: NPY.decode(bytes, limit: limit)))
      case .npz: return try interpreter.tensors(NPZ.decode(bytes, limit: limit))
      case .safetensors: return try interpreter.tensors(SafeTensors.decode(bytes, limit: limit))
      case .png: return try interpreter.picture(PNG.decode(bytes, limit: limit))
      case .idx: return .tensor(try interpreter.tensor(of: IDX.decode(bytes, limit: limit)))
      case .csv: return try interpreter.columns(CSV.decode(bytes, limit: limit))
      case .gzip:
        let inner = try GZip.inflate(bytes, limit: limit)
        return try decoded(inner, name: name.hasSuffix(".gz") ? String(name.dropLast(3)) : name, interpreter)
      case .text:
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw FormatErrorWords("this is neither a known format nor UTF-8 text")
        }
        return .string(text)
      case let other: throw FormatError.notRead(other)
      }
    }
  }

  // MARK: Writing

  private static func encoded(_ value: Value, path: String, _ call: Call) throws -> [UInt8] {
    let interpreter = call.interpreter
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return try interpreter.formatted(path) {
      switch ending {
      case "npy": return NPY.encode(try interpreter.array(of: try call.tensor(1)))
      case "npz": return try NPZ.encode(try members(of: value, call))
      case "safetensors": return try SafeTensors.encode(try members(of: value, call))
      case "png":
        let image = try Pictures.image(of: try call.tensor(1), call.interpreter)
        return try PNG.encode(width: image.width, height: image.height, channels: image.channels, samples8: image.samples)
      case "csv": return Array(Tables.csv(try Tables.table(of: value, interpreter)).utf8)
      case "txt", "md": return Array(interpreter.plainText(value).utf8)
      default:
        throw Failure.value(
          "save does not know the ending of \"\(path)\"", hint: "use .npy, .npz, .safetensors, .png, .csv or .txt.")
      }
    }
  }
}

extension Registry {
  /// The tensors, numbers and buffers of a tree under the paths that lead to them.
  fileprivate static func members(of value: Value, _ call: Call) throws -> [(name: String, value: ArrayValue)] {
    var members: [(name: String, value: ArrayValue)] = []
    try call.interpreter.leaves(of: value) { path, leaf in
      guard leaf.isNumeric || leaf.isBuffer else { return }
      let array = try call.interpreter.array(of: try call.tensor(leaf.unwrapped, at: 1))
      members.append((path.isEmpty ? "arr_0" : path, array))
    }
    return members
  }
}

/// A format error in our own words.
struct FormatErrorWords: Error {
  let message: String
  init(_ message: String) { self.message = message }
}

extension Interpreter {
  /// Runs a codec; its errors name the file.
  func formatted<T>(_ name: String, _ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as FormatError {
      throw Failure.file("\(name): \(error.message)", hint: error.hint)
    } catch let error as FormatErrorWords {
      throw Failure.file("\(name): \(error.message)")
    }
  }

  /// A record of named tensors.
  fileprivate func tensors(_ members: [(name: String, value: ArrayValue)]) throws -> Value {
    .record(try Record(try members.map { ($0.name, .tensor(try tensor(of: $0.value))) }))
  }

  /// i64 becomes i32 where every number fits.
  func tensor(of array: ArrayValue) throws -> Tensor {
    let shape = try Call.checked(array.shape)
    let dtype: DType
    switch array.type {
    case .bool: dtype = .bool
    case .u8: dtype = .u8
    case .i32: dtype = .i32
    case .u32: dtype = .u32
    case .f32: dtype = .f32
    case .f64: dtype = .f64
    case .i64: return try narrowed(array, shape)
    }
    guard let storage = Storage(dtype: dtype, count: array.count), array.bytes.count == storage.byteCount else {
      throw Failure.execution(.outOfMemory(bytes: array.bytes.count))
    }
    array.bytes.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { storage.pointer.copyMemory(from: base, byteCount: bytes.count) }
    }
    return arena.tensor(storage, shape: shape)
  }

  private func narrowed(_ array: ArrayValue, _ shape: Shape) throws -> Tensor {
    let numbers = array.integers() ?? []
    guard let storage = Storage(dtype: .i32, count: numbers.count) else {
      throw Failure.execution(.outOfMemory(bytes: numbers.count * 4))
    }
    let elements = storage.elements(as: Int32.self)
    for (place, number) in numbers.enumerated() {
      guard let narrow = Int32(exactly: number) else {
        throw Failure.value("element \(place) of an i64 array is \(number), which does not fit i32", hint: "save it as f64.")
      }
      elements[place] = narrow
    }
    return arena.tensor(storage, shape: shape)
  }

  func array(of tensor: Tensor) throws -> ArrayValue {
    let storage = try read(tensor)
    let type: ArrayValue.ElementType =
      switch tensor.dtype {
      case .bool: .bool
      case .u8: .u8
      case .i32: .i32
      case .u32: .u32
      case .f32: .f32
      case .f64: .f64
      }
    let bytes = [UInt8](UnsafeRawBufferPointer(start: storage.pointer, count: storage.byteCount))
    guard let array = ArrayValue(shape: Array(tensor.shape), type: type, bytes: bytes) else {
      throw Failure.value("this tensor cannot be written")
    }
    return array
  }

  /// [h, w] for grey, [c, h, w] for colour.
  func picture(_ raster: RasterSamples) throws -> Value {
    let sizes = [raster.height, raster.width, raster.channels]
    guard let pixels = ArrayValue(shape: sizes, raster.unitFloats()) else { throw FormatErrorWords("this is no picture") }
    let all = try tensor(of: pixels)
    if raster.channels == 1 { return .tensor(try emit(.reshape, [all], .shape(try Call.checked([raster.height, raster.width])))) }
    return .tensor(try emit(.transpose, [all], .permutation([2, 0, 1])))
  }

  fileprivate func columns(_ table: CSVTable) throws -> Value {
    if table.names == nil, let cells = table.matrix() {
      return .tensor(try tensor(cells, shape: try Call.checked([table.rows, table.columns.count]), dtype: .f32))
    }
    let names = table.names ?? table.columns.indices.map { "c\($0)" }
    var fields: [(String, Value)] = []
    for (name, column) in zip(names, table.columns) {
      switch column {
      case .numbers(let numbers): fields.append((name, .tensor(try tensor(numbers, shape: [numbers.count], dtype: .f32))))
      case .texts(let texts): fields.append((name, .list(try List(texts.map { .string($0) }))))
      }
    }
    return .record(try Record(fields))
  }
}
