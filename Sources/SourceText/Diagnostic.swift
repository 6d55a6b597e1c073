// An error as a value: what went wrong, where, and what to do about it.
// Neighbours: `DiagnosticRenderer` turns it into text; every target throws or builds these at its boundary.

/// The kinds of error that users, `error=` attributes and checks rely on.
public enum ErrorKind: String, Sendable, CaseIterable {
  case syntax = "SyntaxError"
  case name = "NameError"
  case type = "TypeError"
  case shape = "ShapeError"
  case index = "IndexError"
  case value = "ValueError"
  case limit = "LimitError"
  case file = "FileError"
  case claim = "ClaimError"
  case check = "CheckError"
  case interrupted = "Interrupted"
}

/// A remark under a stretch of source.
public struct Label: Sendable, Equatable {
  public let span: Span
  public let text: String
  /// The primary label is marked with `^`, the others with `-`.
  public let isPrimary: Bool

  public init(_ span: Span, _ text: String, primary: Bool = false) {
    self.span = span
    self.text = text
    isPrimary = primary
  }
}

/// An error (or warning) with its code, place, evidence and one concrete hint.
public struct Diagnostic: Error, Sendable, Equatable {
  public enum Severity: String, Sendable { case error, warning, note }

  public var severity: Severity
  public var kind: ErrorKind
  /// `E0204`; each code has a page in the help.
  public var code: String
  /// One sentence without a full stop, in lower case.
  public var title: String
  public var labels: [Label]
  public var notes: [String]
  public var hint: String?
  /// True for a syntax error that more input could mend: the REPL then asks for another line.
  public var isIncomplete: Bool

  public init(
    _ kind: ErrorKind, _ code: String, _ title: String, labels: [Label] = [], notes: [String] = [],
    hint: String? = nil, severity: Severity = .error, isIncomplete: Bool = false
  ) {
    self.severity = severity
    self.kind = kind
    self.code = code
    self.title = title
    self.labels = labels
    self.notes = notes
    self.hint = hint
    self.isIncomplete = isIncomplete
  }

  /// The same error with `span` as its primary place, if it has no place yet.
  public func located(at span: Span?) -> Diagnostic {
    guard let span, !labels.contains(where: \.isPrimary) else { return self }
    var copy = self
    copy.labels.insert(Label(span, "", primary: true), at: 0)
    return copy
  }
}
