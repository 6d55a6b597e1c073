// What the language refuses, as evidence. Words and codes are in `Failure+Wording`.
// Neighbours: code nodes throw these; `Interpreter` adds the place and makes `Diagnostic`s.

import SourceText
import TensorIR

/// An error without a place yet.
enum Failure: Error {
  case nestingTooDeep
  case unknownName(String, suggestion: String?)
  case unassignedLocal(String, existsOutside: Bool)
  case updatesOuterName(String)
  case notCallable(Value)
  case missingArgument(function: String, parameter: String)
  case tooManyArguments(function: String, expected: Int, got: Int)
  case unknownArgument(function: String, name: String, suggestion: String?, known: [String])
  case repeatedArgument(function: String, name: String)
  case wrongArgument(function: String, parameter: String, expected: String, got: Value)
  case badOperands(operator: String, Value, Value)
  case badOperand(operator: String, Value)
  case notCondition(Value)
  case notIterable(Value)
  case notIndexable(Value)
  case notDifferentiable(String, hint: String)
  case indexOutOfRange(index: Int, size: Int, axis: Int?)
  case badIndex(String, hint: String?)
  case noField(record: String, name: String, suggestion: String?, known: [String])
  case methodCall(name: String)
  case raggedTensor(first: String, odd: String, position: Int)
  case patternMismatch(expected: Int, got: Int, atLeast: Bool)
  case patternKind(expected: String, got: Value)
  case shape(ShapeError, names: [String])
  case execution(ExecutionError)
  case rankBroadcast(Shape, Shape)
  case integerOverflow(String)
  case divisionByZero(String)
  case notFinite(String, isNaN: Bool)
  case annotation(name: String, expected: String, got: String, reason: String)
  case wrongKind(name: String, expected: String, got: Value)
  case missingField(name: String, expected: String, missing: String, known: [String])
  case labelOutOfRange(label: Int, place: [Int], classes: Int)
  case recursionTooDeep(Int)
  case timeLimit(Double)
  case interrupted
  case sequenceTooLong(Int)
  case textTooLong(Int)
  case value(String, hint: String? = nil)
  case type(String, hint: String? = nil)
  case wrongShape(String, hint: String? = nil)
  case file(String, hint: String? = nil)
  case checkFailed(String)
  case format(String, hint: String?)
}
