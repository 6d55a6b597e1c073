// A page and its folder of figures on the disk: written in one go, without leftovers of the run before.
// Neighbours: `Page` is what is written, `Disk` replaces each file in one step.

import Glibc
import Notebook

enum PageFiles {
  /// Refuses a page that nobody named and that is no file of the notebook's own: beside a stranger's notebook there may be
  /// a link to a page of the reader's, or a pipe that never ends.
  static func refuseForeign(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    let folder = Disk.realPath(Disk.split(path).folder) ?? "/"
    if status.st_mode & S_IFMT == S_IFLNK, let real = Disk.realPath(path), real.hasPrefix(folder + "/"), Disk.kind(real) == .file {
      return
    }
    throw ProgramProblem("\(path) is not a file of this folder", hint: "say where the transcript goes with -o")
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Writes the figures, then the page, then removes figures that only the page before named.
  static func write(_ page: Page, to path: String) throws {
    let base = Disk.split(path).folder + "/" + page.folder
    // Figures would be written, and those of the page before removed, wherever it leads.
    if isLink(base) { throw ProgramProblem("cannot write \(path): \(base) is a link") }
    let old = (try? Disk.read(path, regularOnly: true)).map { figureNames(in: $0, folder: page.folder) } ?? []
    do throws(SystemError) {
      // Before anything is written beside it.
      if Disk.kind(path) == .folder { throw SystemError(EISDIR) }
      if !page.figures.isEmpty { try Disk.makeFolder(base) }
      for figure in page.figures { try Disk.write(figure.bytes, to: base + "/" + figure.name) }
      try Disk.write(page.bytes, to: path)
    } catch {
      throw ProgramProblem("cannot write \(path): \(error.words)")
    }
    let stale = old.subtracting(page.figures.map(\.name))
    for name in stale { Disk.remove(base + "/" + name) }
    if !stale.isEmpty { Disk.removeEmptyFolder(base) }
  }

  /// Files that the results in a transcript link to, if their names are such as a run makes.
  static func figureNames(in page: [UInt8], folder: String) -> Set<String> {
    var names: Set<String> = []
    let mark = "](\(folder)/"
    for region in PageStripper(page).regions {
      for line in region.text.split(separator: "\n") where line.hasPrefix("![") && line.hasSuffix(")") {
        guard let start = lastPlace(of: mark, in: line) else { continue }
        let name = String(line[start...].dropLast())
        if isFigureName(name) { names.insert(name) }
      }
    }
    return names
  }

  private static func lastPlace(of mark: String, in line: Substring) -> Substring.Index? {
    let bytes = line.utf8
    var index = bytes.endIndex
    while index > bytes.startIndex {
      index = bytes.index(before: index)
      if bytes[index...].starts(with: mark.utf8) { return bytes.index(index, offsetBy: mark.utf8.count) }
    }
    return nil
  }

  /// `fig-eps.svg`, `fig-eps-2.png`: nothing with a slash or a dot before the end.
  private static func isFigureName(_ name: String) -> Bool {
    let stem = Disk.stem(name)
    return CellName.isWellFormed(stem) && (name == stem + ".svg" || name == stem + ".png")
  }
}
