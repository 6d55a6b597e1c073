// The syntax tree: what the parser gives and the resolver reads. Every node keeps its span.
// Neighbours: `Parser` builds it, `TreeDump` prints it; `Language/Resolver` lowers it to code.

import SourceText

/// An expression.
///
/// Trees are immutable. The parser bounds their depth (`Parser.maximumDepth`), so walking and
/// releasing them by recursion is safe.
public final class Expr: Sendable {
  public let span: Span
  public let kind: Kind

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }

  public enum Kind: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    case float(Double)
    /// Literal text and interpolations, in order.
    case string([StringPart])
    case name(String)
    /// `[a, b, ..c]`: always a tensor.
    case tensor([Element])
    /// `(a, b)`, `(a,)`, `()`: a list. A parenthesised single expression is not one.
    case list([Element])
    /// `{a: 1, ..p}`; `{w, b}` as a pattern has fields without values.
    case record([Field])
    /// `{ statements }`; its value is its last expression.
    case block(Block)
    /// `[f(x) for …]` (isTensor) or `(f(x) for …)`.
    case comprehension(Comprehension)
    case unary(UnaryOperator, Expr)
    /// Operator with its own span, so that messages can point at it.
    case binary(BinaryOperator, Expr, Expr, operatorSpan: Span)
    case and(Expr, Expr)
    case or(Expr, Expr)
    case not(Expr)
    /// `x |> f`, `x |> f(a)`, `x |> (e)`; the right side as written, the parser does not rewrite it.
    /// `isParenthesised`: the stage was `(e)`, so the value of `e` is called.
    case pipe(Expr, Expr, isParenthesised: Bool)
    case call(Expr, [Argument])
    case index(Expr, [Subscript])
    /// `x.name`; a numeric field does not exist.
    case member(Expr, String, nameSpan: Span)
    case lambda(FunctionBody)
    case conditional([ConditionalArm], otherwise: Block?)
  }
}

/// One part of a string: text, or `{expr:format}`.
public enum StringPart: Sendable {
  case text(String)
  /// `format` without its colon, e.g. `.3f`; nil if absent.
  case interpolation(Expr, format: String?)
}

/// An item of a tensor or list; `..x` spreads.
public struct Element: Sendable {
  public let value: Expr
  public let isSpread: Bool
  public init(_ value: Expr, isSpread: Bool = false) {
    self.value = value
    self.isSpread = isSpread
  }
}

/// A field of a record: `name: value`, `"any text": value`, `..spread` or (in patterns) `name`.
public struct Field: Sendable {
  public enum Kind: Sendable {
    case named(String, Expr)
    case spread(Expr)
    /// `name` alone: only meaningful as a pattern; elsewhere the resolver refuses it with a hint.
    case shorthand(String)
  }
  public let kind: Kind
  public let span: Span
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// `for p in xs [if c]` clauses after a body, outermost first.
public final class Comprehension: Sendable {
  public let isTensor: Bool
  public let body: Expr
  public let clauses: [Clause]
  public struct Clause: Sendable {
    public let pattern: Pattern
    public let source: Expr
    public let conditions: [Expr]
    public init(pattern: Pattern, source: Expr, conditions: [Expr]) {
      self.pattern = pattern
      self.source = source
      self.conditions = conditions
    }
  }
  public init(isTensor: Bool, body: Expr, clauses: [Clause]) {
    self.isTensor = isTensor
    self.body = body
    self.clauses = clauses
  }
}

public enum UnaryOperator: String, Sendable { case negate = "-", plus = "+", complement = "~" }

public enum BinaryOperator: String, Sendable, CaseIterable {
  case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", remainder = "%"
  case power = "^", matmul = "@"
  case equal = "==", notEqual = "!=", less = "<", lessEqual = "<=", greater = ">", greaterEqual = ">="
  case approximately = "≈", isIn = "in", isNotIn = "not in"
  case bitAnd = "&", bitOr = "|"
}

/// An argument of a call: positional, named (`k = 5`) or spread (`..args`).
public struct Argument: Sendable {
  public enum Kind: Sendable {
    case positional(Expr)
    case named(String, Expr)
    case spread(Expr)
  }
  public let kind: Kind
  public let span: Span
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// One place of an index: `i`, `a:b:c`, `..` or `new`; `:` alone is a slice without bounds.
public struct Subscript: Sendable {
  public enum Kind: Sendable {
    case at(Expr)
    case slice(Expr?, Expr?, Expr?)
    case ellipsis
    case new
  }
  public let kind: Kind
  public let span: Span
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// `if c { … }`: one arm of a conditional.
public struct ConditionalArm: Sendable {
  public let condition: Expr
  public let body: Block
  public init(condition: Expr, body: Block) {
    self.condition = condition
    self.body = body
  }
}

/// Statements between braces, or those of a whole cell or file.
public struct Block: Sendable {
  public let statements: [Statement]
  public let span: Span
  public init(_ statements: [Statement], _ span: Span) {
    self.statements = statements
    self.span = span
  }
}

/// What can stand left of `=`, after `for`, and as a parameter.
public indirect enum Pattern: Sendable {
  case name(String, Span)
  case wildcard(Span)
  /// `(a, b, ..rest)`; at most one rest, at any place.
  case list([Pattern], rest: RestPattern?, Span)
  /// `{w, b: inner, ..rest}`.
  case record([RecordItem], rest: RestPattern?, Span)

  public struct RecordItem: Sendable {
    public let key: String
    public let pattern: Pattern
    public init(key: String, pattern: Pattern) {
      self.key = key
      self.pattern = pattern
    }
  }
  /// `..name` (or `.._`), with its index among the items of a list.
  public struct RestPattern: Sendable {
    public let name: String?
    public let position: Int
    public let span: Span
    public init(name: String?, position: Int, span: Span) {
      self.name = name
      self.position = position
      self.span = span
    }
  }

  public var span: Span {
    switch self {
    case .name(_, let span), .wildcard(let span), .list(_, _, let span), .record(_, _, let span): span
    }
  }
}

/// What an assignment changes: a pattern, or a place inside a name: `x[i]`, `p.w`, `p.layers[0].w`.
public enum Target: Sendable {
  case pattern(Pattern)
  /// Root name and the path of steps from it.
  case place(root: String, rootSpan: Span, steps: [Step], span: Span)

  public enum Step: Sendable {
    case index([Subscript], Span)
    case member(String, Span)
  }
}

/// What a value must be: `dtype? [ (int | name | _ | ..)* ]`, a dtype alone, a kind of value, or `{field, …}`.
public struct Annotation: Sendable {
  public enum Size: Sendable, Equatable {
    case exact(Int)
    case name(String)
    case any
    case ellipsis
  }
  /// Kinds of values that a word stands for.
  public enum Kind: String, CaseIterable, Sendable {
    case number, integer, tensor, list, record, function, string
  }
  public enum Form: Sendable {
    /// Without sizes: any shape.
    case tensor(dtype: String?, sizes: [Size]?)
    case kind(Kind)
    /// A record that has at least these fields.
    case fields([String])
  }
  public let form: Form
  public let span: Span
  public init(_ form: Form, span: Span) {
    self.form = form
    self.span = span
  }
}

/// A parameter: pattern, optional annotation, optional default; `..args` takes the rest.
public struct Parameter: Sendable {
  public let pattern: Pattern
  public let annotation: Annotation?
  public let defaultValue: Expr?
  public let isRest: Bool
  public let span: Span
  public init(
    pattern: Pattern, annotation: Annotation? = nil, defaultValue: Expr? = nil, isRest: Bool = false,
    span: Span
  ) {
    self.pattern = pattern
    self.annotation = annotation
    self.defaultValue = defaultValue
    self.isRest = isRest
    self.span = span
  }
}

/// Parameters and body of a function or lambda.
public final class FunctionBody: Sendable {
  /// nil for a lambda.
  public let name: String?
  public let parameters: [Parameter]
  public let result: Annotation?
  public let body: Expr
  /// The `##` lines above a definition, joined by line ends, without their marks.
  public let documentation: String?
  public let span: Span
  public init(
    name: String?, parameters: [Parameter], result: Annotation? = nil, body: Expr,
    documentation: String? = nil, span: Span
  ) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.body = body
    self.documentation = documentation
    self.span = span
  }
}

/// A statement of a block, cell or file.
public struct Statement: Sendable {
  public indirect enum Kind: Sendable {
    case expression(Expr)
    /// `target = value`
    case assign(Target, Expr)
    /// `target op= value`
    case update(Target, BinaryOperator, Expr)
    /// `f(x) = …` or `fn f(x) …`; also documents a plain binding (`##` above `x = …` gives `.assign`).
    case define(FunctionBody, nameSpan: Span)
    case forLoop(Pattern, Expr, Block)
    case whileLoop(Expr, Block)
    case breakLoop
    case continueLoop
    case returnValue(Expr?)
    /// `use "helpers.adv" as h`
    case use(path: String, alias: String?)
    case claim(Claim)
    /// `check condition` or `check h: [n, 64]`
    case check(CheckKind)
  }
  public enum CheckKind: Sendable {
    case condition(Expr)
    case shape(Expr, Annotation)
  }

  public let kind: Kind
  public let span: Span
  /// True when `;` at the end of a top-level line suppresses the display of the value.
  public let isSilenced: Bool

  public init(_ kind: Kind, _ span: Span, isSilenced: Bool = false) {
    self.kind = kind
    self.span = span
    self.isSilenced = isSilenced
  }
}

/// `claim expr == stated +- tolerance refuted "label"`.
public final class Claim: Sendable {
  public enum Relation: String, Sendable {
    case equal = "==", notEqual = "!=", less = "<", lessEqual = "<=", greater = ">", greaterEqual = ">="
    case approximately = "≈"
  }
  public let computed: Expr
  public let relation: Relation
  public let stated: Expr
  public let tolerance: Expr?
  public let isRefuted: Bool
  /// A string expression, shown in the table; nil: the source text of `computed` serves.
  public let label: Expr?

  public init(
    computed: Expr, relation: Relation, stated: Expr, tolerance: Expr?, isRefuted: Bool, label: Expr?
  ) {
    self.computed = computed
    self.relation = relation
    self.stated = stated
    self.tolerance = tolerance
    self.isRefuted = isRefuted
    self.label = label
  }
}
