// One cell of a notebook: its code, and all that its first lines say about it.
// Neighbours: `Document` holds the cells, `CellAttributes` reads the braces; the runner executes them.

import SourceText

public struct CodeCell: Sendable, Equatable {
  public let attributes: CellAttributes
  public let options: CellOptions
  /// What messages, result regions and figure files call it: its name, else `c1`, `c2`… in order.
  public let label: String
  /// The code, `#|` lines included (they are comments of the language), so that line 1 is the line
  /// below the fence.
  public let body: [UInt8]
  /// Line (1-based) of the opening fence in the page.
  public let fenceLine: Int
  /// Bytes of the whole cell in the page, both fences included.
  public let range: Range<Int>

  /// The name given to it; nil if it has none.
  public var name: String? { attributes.name }
  /// Line (1-based) of the body's first line in the page.
  public var firstLine: Int { fenceLine + 1 }

  public func has(_ kind: CellClass) -> Bool { attributes.classes.contains(kind) }

  /// The code as a source for the parser: messages say "cell train, line 3".
  public var source: Source { Source(name: "cell \(label)", text: body, firstLine: firstLine) }
}
