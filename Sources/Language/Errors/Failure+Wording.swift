// The words of the language's errors, their codes and hints: all in one place.
// Neighbours: `Failure` is the evidence, `ShapeError+Wording` has the words for shapes and execution.

import Display
import SourceText
import TensorIR

extension Failure {
  var diagnostic: Diagnostic {
    switch self {
    case .nestingTooDeep:
      Diagnostic(
        .limit, "E0502", "values are nested deeper than \(maximumNesting) levels, which would use up memory",
        hint: "append to a list with append(xs, x) instead of nesting (xs, x).")
    case .unknownName, .unassignedLocal, .updatesOuterName: nameDiagnostic
    case .notCallable, .missingArgument, .tooManyArguments, .unknownArgument, .repeatedArgument,
      .wrongArgument, .methodCall:
      callDiagnostic
    case .indexOutOfRange, .labelOutOfRange, .badIndex, .noField, .notIndexable: indexDiagnostic
    case .shape(let error, let names): error.diagnostic(names: names)
    case .execution(let error): error.diagnostic
    case .recursionTooDeep, .timeLimit, .interrupted, .sequenceTooLong, .textTooLong: limitDiagnostic
    case .value(let text, let hint): Diagnostic(.value, "E0401", text, hint: hint)
    case .type(let text, let hint): Diagnostic(.type, "E0300", text, hint: hint)
    case .wrongShape(let text, let hint): Diagnostic(.shape, "E0201", text, hint: hint)
    case .file(let text, let hint): Diagnostic(.file, "E0601", text, hint: hint)
    case .checkFailed(let text): Diagnostic(.check, "E0702", text)
    case .format(let text, let hint): Diagnostic(.value, "E0402", text, hint: hint)
    default: valueDiagnostic
    }
  }

  /// Whether the shapes of the operands explain the error.
  var concernsShapes: Bool {
    switch self {
    case .shape, .badOperands, .badOperand, .wrongShape, .indexOutOfRange, .badIndex, .notDifferentiable: true
    default: false
    }
  }

  /// What stands under the `^`.
  var pointer: String {
    switch self {
    case .shape(let error, _): error.pointer
    case .indexOutOfRange(let index, let size, _): "index \(index), size \(size)"
    default: ""
    }
  }

  private var nameDiagnostic: Diagnostic {
    switch self {
    case .unknownName(let name, let suggestion):
      return Diagnostic(
        .name, "E0301", "`\(name)` is not defined",
        hint: FamiliarNames.modules.contains(name)
          ? "no module is needed: write exp(x), zeros(2, 3), relu(x)."
          : name == "_" ? "`_` takes what a pattern does not want, as in (_, b) = p; it has no value."
          : suggestion.map { "did you mean `\($0)`?" } ?? "define it first, or look for it with apropos(\"\(name)\").")
    case .unassignedLocal(let name, let outside):
      return Diagnostic(
        .name, "E0302", "`\(name)` is used before it has a value in this function",
        hint: outside
          ? "an assignment in the function makes `\(name)` local everywhere in it; give the local one another name, or pass the outer one as an argument."
          : "assign it on every path that leads here.")
    case .updatesOuterName(let name):
      return Diagnostic(
        .name, "E0303", "`\(name)` exists only outside this function and cannot be changed from here",
        hint: "return the new value and bind it outside: \(name) = f(\(name)).")
    default: return Diagnostic(.name, "E0301", "unknown name")
    }
  }

  private var callDiagnostic: Diagnostic {
    switch self {
    case .notCallable(let value):
      return Diagnostic(
        .type, "E0310", "this \(value.typeName) is not a function, so it cannot be called",
        hint: value.isTensor ? "to index a tensor write x[i]; to multiply write x * (…)." : nil)
    case .missingArgument(let function, let parameter):
      return Diagnostic(
        .type, "E0311", "\(function) needs an argument for `\(parameter)`",
        hint: "help(\(function)) shows what it takes.")
    case .tooManyArguments(let function, let expected, let got):
      return Diagnostic(
        .type, "E0312", "\(function) takes \(counted(expected, "argument")), but got \(got)",
        hint: ["jacobian", "hessian", "checkpoint"].contains(function)
          ? "it gives a function: to call that write \(function)(f)(x)."
          : "to pass several values as one, put them in a list (a, b) or a tensor [a, b].")
    case .unknownArgument(let function, let name, let suggestion, let known):
      let list = known.isEmpty ? "it takes no named arguments." : "it takes \(known.joined(separator: ", "))."
      return Diagnostic(
        .type, "E0313", "\(function) has no argument named `\(name)`",
        hint: suggestion.map { "did you mean `\($0)`?" } ?? list)
    case .repeatedArgument(let function, let name):
      return Diagnostic(.type, "E0314", "\(function) was given `\(name)` twice")
    case .wrongArgument(let function, let parameter, let expected, let got):
      return Diagnostic(
        .type, "E0315", "\(function) needs \(expected) for `\(parameter)`, but got \(got.particulars)",
        hint: expected == "a function" ? "give the function itself, as x -> x^2 or relu, without calling it." : nil)
    case .methodCall(let name):
      let function = FamiliarNames.functions[name] ?? name
      return Diagnostic(
        .type, "E0316", "values have no methods: `.\(name)(…)` is not known",
        hint: "write \(function)(x), or x |> \(function).")
    default: return Diagnostic(.type, "E0310", "this cannot be called")
    }
  }

  private var indexDiagnostic: Diagnostic {
    switch self {
    case .indexOutOfRange(let index, let size, let axis):
      let place = axis.map { " of axis \($0)" } ?? ""
      let hint =
        index == size && size > 0
        ? "indices start at 0: the last one is \(size - 1), or -1."
        : "valid indices are 0 to \(max(0, size - 1)), or -\(size) to -1 from the end."
      return Diagnostic(
        .index, "E0210", "index \(index) is out of range: the size\(place) is \(size)",
        hint: size == 0 ? "there is nothing to index." : hint)
    case .labelOutOfRange(let label, let place, let classes):
      let row = place.count == 1 ? " in row \(place[0])" : place.isEmpty ? "" : " at \(place)"
      return Diagnostic(
        .index, "E0210", "label \(label)\(row), but there are \(counted(classes, "class")) (0..\(classes - 1))",
        hint: label == classes
          ? "classes count from 0: if the labels run from 1 to \(classes), use labels - 1."
          : "the number of classes is the last size of the logits, or what one_hot is told.")
    case .badIndex(let text, let hint): return Diagnostic(.index, "E0211", text, hint: hint)
    case .notIndexable(let value):
      return Diagnostic(
        .type, "E0212", "\(value.phrase) cannot be indexed",
        hint: value.isFunction ? "to call a function write f(x)." : nil)
    case .noField(let record, let name, let suggestion, let known):
      let list = known.isEmpty ? nil : "it has \(known.prefix(12).joined(separator: ", "))."
      return Diagnostic(
        .name, "E0304", "\(record) has no field `\(name)`",
        hint: suggestion.map { "did you mean `\($0)`?" } ?? list)
    default: return Diagnostic(.index, "E0211", "this is not an index")
    }
  }

  private var limitDiagnostic: Diagnostic {
    switch self {
    case .recursionTooDeep(let depth):
      Diagnostic(
        .limit, "E0503", "the recursion is too deep: \(depth) calls are open",
        hint: "is there a case that ends it? a loop needs no stack.")
    case .timeLimit(let seconds):
      Diagnostic(
        .limit, "E0504", "the time limit of \(shortSeconds(seconds)) s is over",
        hint: "raise it with `timeout=` on the cell, `timeout:` in the front matter, or --timeout.")
    case .textTooLong(let bytes):
      Diagnostic(.limit, "E0501", "a string of \(memoryText(bytes)) would use more memory than the limit")
    case .sequenceTooLong(let count):
      Diagnostic(.limit, "E0501", "a list of \(count) items would use more memory than the limit")
    default: Diagnostic(.interrupted, "E0505", "interrupted", hint: "earlier values are as they were.")
    }
  }

  private var valueDiagnostic: Diagnostic {
    switch self {
    case .badOperands(let op, let a, let b):
      return Diagnostic(
        .type, "E0305", "`\(op)` does not work on \(a.phrase) and \(b.phrase)",
        hint: operandHint(op, a, b))
    case .badOperand(let op, let a):
      return Diagnostic(.type, "E0305", "`\(op)` does not work on \(a.phrase)")
    case .notCondition(let value):
      return Diagnostic(
        .type, "E0306", "a condition must be true or false, but this is \(value.phrase)",
        hint: value.isTensor ? "use all(…) or any(…), or where(condition, a, b) for a choice by element." : "compare it with something, as in x > 0.")
    case .notIterable(let value):
      return Diagnostic(
        .type, "E0307", "\(value.phrase) cannot be gone through item by item",
        hint: value.isNumber ? "write range(n) to count." : nil)
    case .notDifferentiable(let text, let hint): return Diagnostic(.shape, "E0220", text, hint: hint)
    case .raggedTensor(let first, let odd, let position):
      return Diagnostic(
        .shape, "E0221", "the parts of a tensor must have equal shapes: part \(position) is \(odd), the first is \(first)",
        hint: "a list (a, b) may hold anything.")
    case .patternMismatch(let expected, let got, let atLeast):
      return Diagnostic(
        .value, "E0403", "the pattern takes \(atLeast ? "at least " : "")\(counted(expected, "value")), but there \(got == 1 ? "is" : "are") \(got)")
    case .patternKind(let expected, let got):
      return Diagnostic(.type, "E0308", "the pattern takes a \(expected) apart, but this is \(got.phrase)")
    case .integerOverflow(let op):
      return Diagnostic(
        .value, "E0404", "integer overflow in `\(op)`: the result does not fit 64 bits",
        hint: "write a number with a point, as in 2.0^100, to compute with floats.")
    case .divisionByZero(let op):
      return Diagnostic(.value, "E0405", "`\(op)` by zero", hint: "`/` gives inf; whole-number division by 0 has no value.")
    case .notFinite(let word, let isNaN): return notFiniteDiagnostic(word, isNaN: isNaN)
    case .annotation(let name, let expected, let got, let reason):
      return Diagnostic(
        .shape, "E0222", "\(name) should be \(expected), but is \(got)", notes: [reason])
    case .wrongKind(let name, let expected, let got):
      return Diagnostic(
        .type, "E0309", "\(name) should be \(expected), but is \(got.particulars)", hint: kindHint(expected, got))
    case .missingField(let name, let expected, let missing, let known):
      return Diagnostic(
        .type, "E0309", "\(name) should be a record \(expected), but has no field `\(missing)`",
        hint: known.isEmpty ? nil : "it has \(known.prefix(12).joined(separator: ", ")).")
    default: return Diagnostic(.value, "E0401", "this value cannot be used here")
    }
  }

  private func kindHint(_ expected: String, _ got: Value) -> String? {
    switch got {
    case .list where expected.hasPrefix("a tensor"): "write [a, b] for a tensor; a list (a, b) holds anything."
    case .function where !expected.contains("function"): "a function must be called to give a value: f(x)."
    case .tensor where expected == "a whole number", .float where expected == "a whole number":
      "`//` divides whole numbers to a whole number; i32(x) cuts off."
    case _ where expected == "a function": "a function is x -> …, a name as relu, or a model."
    case _ where expected.hasPrefix("a record {"):
      "a record is written " + expected.dropFirst(9).split(separator: ",").joined(separator: ": …,").dropLast() + ": …}."
    default: nil
    }
  }

  private func operandHint(_ op: String, _ a: Value, _ b: Value) -> String? {
    switch (a, b) {
    case _ where op == "@" && a.isNumeric && b.isNumeric: "`@` multiplies tensors; use * for numbers."
    case (.string, _) where op != "+", (_, .string) where op != "+":
      "a string is text; numbers stand without quotation marks."
    case (.string, _), (_, .string): "to put a value into text write \"loss {x:.3f}\"."
    case (.list, _), (_, .list): "a list (a, b) holds anything; write [a, b] for a tensor to compute with."
    case (.function, _), (_, .function): "a function must be called to give a value: f(x)."
    case (.none, _), (_, .none): "`none` means that there was no value; bindings and loops have none."
    default: nil
    }
  }
}

func counted(_ count: Int, _ noun: String) -> String {
  if count == 1 { return "1 \(noun)" }
  switch noun {
  case "axis": return "\(count) axes"
  case "index": return "\(count) indices"
  case "class": return "\(count) classes"
  default: return "\(count) \(noun)s"
  }
}

func shortSeconds(_ seconds: Double) -> String {
  seconds == seconds.rounded() ? "\(Int(saturating: seconds))" : "\(seconds)"
}

extension Value {
  var isTensor: Bool { if case .tensor = self { true } else { false } }
  var isFunction: Bool { if case .function = self { true } else { false } }
  var isFiniteNumber: Bool {
    switch self {
    case .int: true
    case .float(let number): number.isFinite
    default: false
    }
  }
  var isNumber: Bool {
    switch self {
    case .int, .float: true
    default: false
    }
  }

  /// As `phrase`, with the value itself where it is short: `the number -1`, `the string "f16"`.
  var particulars: String {
    switch self {
    case .bool(let truth): truth ? "true" : "false"
    case .int(let number): "the number \(number)"
    case .float(let number): "the number \(NumberFormat.text(number, digits: 4))"
    case .string(let words) where words.utf8.count <= 24 && !words.utf8.contains(0x0A): "the string \"\(words)\""
    default: phrase
    }
  }

  /// The kind with an article: `a tensor f32[3]`, `a string`.
  var phrase: String {
    switch self {
    case .none: "none"
    case .bool: "a bool"
    case .int, .float: "a number"
    case .tensor(let tensor): tensor.isWeak ? "a number" : "a tensor \(description)"
    case .list: "a \(description)"
    case .record: "a record"
    case .display: typeName == "image" ? "an image" : "a \(typeName)"
    default: "a \(typeName)"
    }
  }
}
