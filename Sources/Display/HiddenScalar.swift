// Characters that must not stand raw on a page or terminal: they show nothing, or change how the rest shows.
// Neighbours: `TextCleaner` of `Transcript` writes them out on pages, the language where it shows strings in quotes.

extension Unicode.Scalar {
  /// Control characters, marks that turn the direction of writing, separators of lines that are none, byte order marks.
  public var isHidden: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029, 0xFEFF: true
    default: false
    }
  }
}
