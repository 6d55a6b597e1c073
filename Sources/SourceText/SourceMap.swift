// All sources of a session, so that a span can be shown as "cell train, line 3".
// Neighbours: `Source`, `DiagnosticRenderer`.

/// The sources seen so far, in order of appearance. One per session.
public final class SourceMap {
  private var sources: [Source] = []

  public init() {}

  /// Adds a text and returns its number; equal names are allowed (a cell that is run again).
  public func add(_ source: Source) -> SourceID {
    sources.append(source)
    return SourceID(raw: Int32(clamping: sources.count - 1))
  }

  public func source(_ id: SourceID) -> Source? {
    let index = Int(id.raw)
    return sources.indices.contains(index) ? sources[index] : nil
  }

  /// The text under a span; empty if the source is unknown.
  public func text(of span: Span) -> String {
    source(span.source)?.string(Int(span.start)..<Int(span.end)) ?? ""
  }

  /// `cell init, line 1`; nil if the source is unknown.
  public func place(of span: Span) -> String? {
    guard let source = source(span.source) else { return nil }
    return "\(source.name), line \(source.line(at: Int(span.start)))"
  }
}
