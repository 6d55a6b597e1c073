// Of each figure that changed: the old picture, the new one, and where they differ, as files to look at.
// Neighbours: `CheckCommand` writes and removes them; `Transcript/SVGRaster` draws charts.

import Display
import Formats
import Notebook
import Transcript

enum FigureDifferences {
  /// Beside the transcript `toy.md`: `toy_check`.
  static func folder(for path: String) -> String {
    let (folder, name) = Disk.split(path)
    return folder + "/" + Disk.stem(name) + "_check"
  }

  /// Writes `fig.old.svg`, `fig.new.svg` and `fig.difference.png`; gives the folder, nil if no figure changed.
  static func write(_ comparison: PageComparison, _ notebook: NotebookFile) throws -> String? {
    let changed = Set(comparison.differences.compactMap(\.figure))
    let folder = folder(for: notebook.path)
    clear(folder)
    let stored = PageComparison.folder(of: comparison.page, notebook)
    let pairs = comparison.page.figures.filter { changed.contains($0.name) }.compactMap { figure in
      (try? Disk.read(stored + "/" + figure.name)).map { (figure, $0) }
    }
    guard !pairs.isEmpty else { return nil }
    do throws(SystemError) {
      try Disk.makeFolder(folder)
      for (figure, old) in pairs {
        let stem = folder + "/" + Disk.stem(figure.name)
        let ending = figure.name.hasSuffix(".svg") ? "svg" : "png"
        try Disk.write(old, to: "\(stem).old.\(ending)")
        try Disk.write(figure.bytes, to: "\(stem).new.\(ending)")
        if let png = difference(old, figure.bytes) { try Disk.write(png, to: stem + ".difference.png") }
      }
    } catch {
      throw ProgramProblem("cannot write below \(folder): \(error.words)")
    }
    return folder
  }

  /// Removes what an earlier check left.
  static func clear(_ folder: String) {
    for name in Disk.names(in: folder) where isOurs(name) { Disk.remove(folder + "/" + name) }
    Disk.removeEmptyFolder(folder)
  }

  private static func isOurs(_ name: String) -> Bool {
    [".old.svg", ".new.svg", ".old.png", ".new.png", ".difference.png"].contains(where: name.hasSuffix)
  }

  /// The new picture, pale, and in red what is not as it was.
  private static func difference(_ old: [UInt8], _ new: [UInt8]) -> [UInt8]? {
    guard let a = picture(old), let b = picture(new) else { return nil }
    let (width, height) = (max(a.width, b.width), max(a.height, b.height))
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let (p, q) = (a.colour(x, y), b.colour(x, y))
        let distance = zip(p, q).map { abs(Int($0) - Int($1)) }.max() ?? 0
        if distance > 1 {
          samples += [200, UInt8(max(0, 120 - distance)), UInt8(max(0, 120 - distance))]
        } else {
          samples += q.map { UInt8(255 - (255 - Int($0)) / 4) }
        }
      }
    }
    return try? PNG.encode(width: width, height: height, channels: 3, samples8: samples)
  }

  private static func picture(_ bytes: [UInt8]) -> Picture? {
    if let pixels = PageComparison.pixels(bytes) { return Picture(pixels) }
    guard let image = SVGRaster.image(String(decoding: bytes, as: UTF8.self), factor: 1) else { return nil }
    return Picture(PageCheck.Pixels(width: image.width, height: image.height, samples: image.samples))
  }

  private struct Picture {
    let width: Int
    let height: Int
    private let channels: Int
    private let samples: [UInt8]

    init?(_ pixels: PageCheck.Pixels) {
      guard pixels.width > 0, pixels.height > 0 else { return nil }
      (width, height, samples) = (pixels.width, pixels.height, pixels.samples)
      channels = samples.count / (width * height)
      guard (1...4).contains(channels) else { return nil }
    }

    /// RGB; white outside.
    func colour(_ x: Int, _ y: Int) -> [UInt8] {
      guard x < width, y < height else { return [255, 255, 255] }
      let start = (y * width + x) * channels
      return channels < 3 ? [samples[start], samples[start], samples[start]] : Array(samples[start..<start + 3])
    }
  }
}
