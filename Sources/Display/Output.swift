// What a cell may put out, as plain values: nothing here knows Markdown, terminals or tensors.
// Neighbours: `Table`, `Figure`, `Chart`; `Transcript` writes them as a page, the language makes them.

import SourceText

/// One thing that a cell put out; a cell's outputs stand in the order of printing.
public enum Output: Sendable, Equatable {
  /// Printed text, as printed: pieces need not end at line ends.
  case text(String)
  /// The rendered value of a top-level statement.
  case value(String)
  /// A failure, and its text as a reader shall see it.
  case error(Diagnostic, rendered: String)
  /// The text of a `check`.
  case check(String)
  case table(Table)
  /// Claims that stand in a row become one table.
  case claims([ClaimRow])
  case figure(Figure)
}

/// A claim of the text and what became of it.
public struct ClaimRow: Sendable, Equatable {
  public enum Verdict: String, Sendable, CaseIterable {
    case holds
    case fails
    case refutedAsMarked = "refuted, as marked"
    case markedRefutedButHolds = "marked refuted, but holds"

    /// True if the claim lets its cell pass.
    public var passes: Bool { self == .holds || self == .refutedAsMarked }
  }

  public let label: String
  /// `0.27 ± 0.005`
  public let stated: String
  /// `0.01799`
  public let computed: String
  public let verdict: Verdict

  public init(label: String, stated: String, computed: String, verdict: Verdict) {
    self.label = label
    self.stated = stated
    self.computed = computed
    self.verdict = verdict
  }
}
