// A picture or a chart with its words.
// Neighbours: `Chart`, `Output`; `Transcript` writes figures as PNG and SVG files.

/// Pixels of 8 bits, row by row from the top, channels interleaved.
public struct RasterImage: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// 1 grey, 3 RGB, 4 RGBA.
  public let channels: Int
  public let samples: [UInt8]
  /// What the colours mean, for the caption: `red is above zero, scale ±0.3`.
  public let scaleNote: String?

  /// Nil if the sizes do not fit the number of samples.
  public init?(width: Int, height: Int, channels: Int, samples: [UInt8], scaleNote: String? = nil) {
    guard width > 0, height > 0, channels == 1 || channels == 3 || channels == 4 else { return nil }
    let (pixels, tooLarge) = width.multipliedReportingOverflow(by: height)
    let (count, stillTooLarge) = pixels.multipliedReportingOverflow(by: channels)
    guard !tooLarge, !stillTooLarge, count == samples.count else { return nil }
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
    self.scaleNote = scaleNote
  }
}

/// Pictures and charts side by side, row by row.
public struct Panels: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    case image(RasterImage)
    case chart(Chart)
  }

  public struct Item: Sendable, Equatable {
    public var content: Content
    /// Stands above it.
    public var label: String?

    public init(_ content: Content, label: String? = nil) {
      self.content = content
      self.label = label
    }
  }

  public var items: [Item]
  public var columns: Int
  public var title: String?

  public init(items: [Item], columns: Int, title: String? = nil) {
    self.items = items
    self.columns = max(1, columns)
    self.title = title
  }
}

/// A picture or chart with its caption and the words for those who cannot see it.
public struct Figure: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    case image(RasterImage)
    case chart(Chart)
    case panels(Panels)
  }

  public var content: Content
  public var caption: String?
  public var alt: String?

  public init(_ content: Content, caption: String? = nil, alt: String? = nil) {
    self.content = content
    self.caption = caption
    self.alt = alt
  }

  /// The given words, else the chart's title, else what kind of thing it is.
  public var alternativeText: String {
    if let alt, !alt.isEmpty { return alt }
    if let caption, !caption.isEmpty { return caption }
    switch content {
    case .image(let image): return "Image of \(image.width) × \(image.height) pixels"
    case .chart(let chart): return chart.title ?? chart.description
    case .panels(let panels): return panels.title ?? "\(panels.items.count) panels"
    }
  }
}
