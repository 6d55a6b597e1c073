// Text as numbers and back: what turns a book into a tensor.
// Neighbours: `PlainBuiltins` cut and join strings.

import TensorIR

extension Registry {
  static func texts() -> [Builtin] {
    [
      Builtin("codes", "text", .plain,
        """
        The Unicode numbers of the characters of a text, i32 [n]: 97 is "a", 32 a space. `from_codes` goes back.

            codes("cab")    # i32[3] [99, 97, 98]
            from_codes(codes("cab") + 1)    # "dbc"
        """) { call in
        let scalars = Array(try call.string(0).unicodeScalars)
        guard let storage = Storage(dtype: .i32, count: scalars.count) else {
          throw Failure.execution(.outOfMemory(bytes: scalars.count * 4))
        }
        let elements = storage.elements(as: Int32.self)
        for (place, scalar) in scalars.enumerated() { elements[place] = Int32(bitPattern: scalar.value) }
        return .tensor(call.interpreter.arena.tensor(storage, shape: [scalars.count]))
      },
      Builtin("from_codes", "codes", .plain,
        """
        The text whose characters have these Unicode numbers.

            from_codes([72, 105])    # "Hi"
        """) { call in
        let tensor = try call.tensor(0)
        guard tensor.rank == 1 else { throw Failure.wrongShape("from_codes: codes must be [n], but they are \(tensor.shape)") }
        let storage = try call.interpreter.read(tensor)
        var text = String.UnicodeScalarView()
        for place in 0..<tensor.shape[0] {
          let number = storage.double(at: place)
          guard let code = UInt32(exactly: number), let scalar = Unicode.Scalar(code) else {
            throw Failure.value("from_codes: element \(place) is \(number), which is no character's number")
          }
          text.append(scalar)
        }
        try call.interpreter.checkText(String(text).utf8.count)
        return .string(String(text))
      },
    ]
  }
}
