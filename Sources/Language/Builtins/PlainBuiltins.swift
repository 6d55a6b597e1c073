// Text, lists and what else a program needs.
// Neighbours: `LoopBuiltins` go through lists.

import Display
import SourceText
import TensorIR

extension Registry {
  static func plain() -> [Builtin] { printing() + lists() + failures() }

  private static func printing() -> [Builtin] {
    [
      Builtin("print", "..values", .plain,
        """
        Prints values in a line, with spaces between; strings without quotes.

            print("loss", 0.25)    # loss 0.25
        """) { call in
        try call.rest.forEach(call.interpreter.settle)
        let line = call.rest.map(call.interpreter.plainText).joined(separator: " ")
        call.interpreter.emit(.text(line + "\n"))
        return .none
      },
      Builtin("str", "x", .plain,
        """
        A value as text.

            str([1, 2])    # "f32[2] [1, 2]"
        """) { call in
        try call.interpreter.settle(call.value(0))
        return .string(call.interpreter.plainText(call.value(0)))
      },
      Builtin("type", "x", .plain,
        """
        The kind of a value: \"tensor\", \"list\", …

            type([1, 2])    # "tensor"
            type((1, 2))    # "list"
        """) { .string($0.value(0).typeName) },
      Builtin("progress", "done, total, note = \"\"", .plain,
        """
        Shows a bar on the terminal; transcripts never hold it.

            progress(3, 10, "loss 0.5")    # none
        """) { call in
        let note = try call.string(2, or: "")
        call.interpreter.noteEffect()
        call.interpreter.progress(
          Progress(label: "", done: try call.whole(0), total: try call.whole(1), note: note))
        return .none
      },
    ]
  }

  private static func lists() -> [Builtin] {
    [
      Builtin("len", "x", .plain,
        """
        The number of items; of a tensor the size of its first axis.

            len([[1, 2], [3, 4], [5, 6]])    # 3
            len((1, "a"))    # 2
        """) { call in
        switch call.value(0) {
        case .tensor(let tensor) where tensor.rank > 0: return .int(tensor.shape[0])
        case .list(let list): return .int(list.items.count)
        case .record(let record): return .int(record.keys.count)
        case .string(let words): return .int(words.count)
        case .range(let range): return .int(range.count)
        case .sequence(let sequence): return .int(sequence.count)
        default: throw call.wrong(0, "a list, tensor, record or string")
        }
      },
      Builtin("list", "xs", .plain,
        """
        The items of anything that can be gone through, as a list.

            list(range(3))    # (0, 1, 2)
            list([1, 2])    # (1, 2)
        """) { call in
        .list(try List(try call.parts(0)))
      },
      Builtin("append", "xs, x", .plain,
        """
        The list with one more item at its end.

            append((1, 2), 3)    # (1, 2, 3)
        """) { call in
        guard case .list(let list) = call.value(0) else { throw call.wrong(0, "a list") }
        try call.interpreter.checkItems(list.items.count + 1)
        return .list(try List(list.items + [call.value(1)]))
      },
      Builtin("join", "xs, separator = \", \"", .plain,
        """
        Strings put together.

            join(("a", "b"), " - ")    # "a - b"
        """) { call in
        let (parts, separator) = (try call.parts(0), try call.string(1, or: ", "))
        var result = ""
        for (place, part) in parts.enumerated() {
          try call.interpreter.settle(part)
          if place > 0 { result += separator }
          result += call.interpreter.plainText(part)
          try call.interpreter.checkText(result.utf8.count)
        }
        return .string(result)
      },
      Builtin("split_text", "text, separator = \" \"", .plain,
        """
        A string cut at a separator.

            split_text("a b c")    # ("a", "b", "c")
        """) { call in
        let (text, separator) = (try call.string(0), try call.string(1, or: " "))
        guard !separator.isEmpty else { throw call.wrong(1, "a separator that is not empty") }
        return .list(try List(pieces(of: Array(text.utf8), Array(separator.utf8)).map { .string($0) }))
      },
    ]
  }

  private static func pieces(of text: [UInt8], _ separator: [UInt8]) -> [String] {
    var result: [String] = []
    var start = 0
    var place = 0
    while place + separator.count <= text.count {
      if text[place..<place + separator.count].elementsEqual(separator) {
        result.append(String(decoding: text[start..<place], as: UTF8.self))
        place += separator.count
        start = place
      } else {
        place += 1
      }
    }
    result.append(String(decoding: text[start...], as: UTF8.self))
    return result
  }

  /// A failure of what is still to be computed belongs to the `try` that asked for it.
  private static func readUnlessBatched(_ tensor: Tensor, _ call: Call) throws {
    do { _ = try call.interpreter.read(tensor) } catch is BatchedRead {}
  }

  private static func failures() -> [Builtin] {
    [
      Builtin("nan_check", "on = true", .plain,
        """
        From here on, an operation that makes nan or inf out of finite numbers is an error that shows where it was \
        written down. Every intermediate value is computed and looked at, which is slow; nan_check(false) ends it.

            nan_check(true); try(() -> log([0, 1])).ok    # false
        """) { call in
        let isOn = try call.truth(0, or: true)
        call.interpreter.noteEffect()
        try call.interpreter.compute()
        call.interpreter.arena.refusesNonFinite = isOn
        return .none
      },
      Builtin("error", "message", .plain,
        """
        Stops with a ValueError.

            try(() -> error("no data")).error    # "ValueError: no data"
        """) { throw Failure.value(try $0.string(0)) },
      Builtin("try", "f", .plain,
        """
        Calls f(): {ok, value, error}; the error is its text, or none.

            try(() -> [1, 2][5]).ok    # false
            try(() -> 1 + 1).value    # 2
        """) { call in
        let f = try call.function(0)
        call.interpreter.noteEffect()
        do {
          let value = try call.apply(f, [])
          try call.interpreter.eachLeaf(of: value) { leaf in
            if case .tensor(let tensor) = leaf { try readUnlessBatched(tensor, call) }
          }
          return .record(try Record([("ok", .bool(true)), ("value", value), ("error", .none)]))
        } catch let error {
          guard let diagnostic = call.interpreter.located(error, at: call.span) as? Diagnostic,
            diagnostic.kind != .interrupted
          else { throw error }
          let words = "\(diagnostic.kind.rawValue): \(diagnostic.title)"
          return .record(
            try Record([("ok", .bool(false)), ("value", .none), ("error", .string(words))]))
        }
      },
    ]
  }
}
