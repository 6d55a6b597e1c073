// `advnb data`: data sets that do not fit into the program, fetched into the cache for `dataset(…)`.
// Neighbours: `Download` fetches one file; `DatasetCatalogue` knows the files and their checksums.

import ArgumentParser
import Glibc
import Language

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "List or fetch data sets.", subcommands: [List.self, Get.self])

  /// Where a set's files lie in the cache.
  static func folder(of set: DatasetCatalogue.Entry) throws -> String {
    guard let cache = Environment.cacheFolder else {
      throw ProgramProblem("there is no home folder for the cache", hint: "set XDG_CACHE_HOME")
    }
    return cache + "/" + set.folder
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Say which data sets there are, and which are here.")

    func run() throws {
      for name in DatasetCatalogue.bundled { try Console.say("\(name): part of the program\n") }
      for set in DatasetCatalogue.fetched {
        let folder = try DataCommand.folder(of: set)
        let count = set.files.count { Disk.kind(folder + "/" + $0.name) == .file }
        let words = count == set.files.count ? "in the cache" : count == 0 ? "advnb data get \(set.name)" : "\(count) of \(set.files.count) files in the cache"
        try Console.say("\(set.name): \(words)\n")
      }
    }
  }

  struct Get: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "get", abstract: "Fetch a data set into the cache.",
      discussion: """
        A download that broke off goes on where it stopped; what arrives is compared with its checksum before it counts. \
        With --from the files are taken from another server, or a mirror.
        """)

    @Argument(help: "Its name.", completion: .list(DatasetCatalogue.fetched.map(\.name)))
    var name: String

    @Option(help: ArgumentHelp("Address of a folder that holds the files.", valueName: "url"))
    var from: String?

    func run() throws {
      guard let set = DatasetCatalogue.fetched.first(where: { $0.name == name }) else {
        if DatasetCatalogue.bundled.contains(name) {
          return try Console.say("\(name) is part of the program\n")
        }
        throw ProgramProblem(
          "there is no data set \(name)", hint: "there are \(DatasetCatalogue.fetched.map(\.name).joined(separator: ", "))",
          status: .usage)
      }
      let folder = try DataCommand.folder(of: set)
      do throws(SystemError) { try Disk.makeFolders(folder) } catch {
        throw ProgramProblem("cannot make the folder \(folder): \(error.words)")
      }
      for file in set.files { try get(file, of: set, into: folder) }
      try Console.say("\(name) is in \(folder)\n")
    }

    private func get(_ file: DatasetCatalogue.File, of set: DatasetCatalogue.Entry, into folder: String) throws {
      let target = folder + "/" + file.name
      if Download.hasContent(target, sha256: file.sha256) { return }
      var last: ProgramProblem?
      for base in from.map({ [$0] }) ?? set.addresses {
        let address = base + (base.hasSuffix("/") ? "" : "/") + file.name
        let line = DownloadLine(file.name)
        defer { line.clear() }
        do throws(DownloadError) {
          return try Download(address: address, target: target, sha256: file.sha256).run { line.show($0, of: $1) }
        } catch {
          if case .interrupted = error { throw ExitStatus.interrupted }
          last = problem(error, address)
        }
      }
      if let last { throw last }
    }

    private func problem(_ error: DownloadError, _ address: String) -> ProgramProblem {
      let again = "the same command goes on from there"
      switch error {
      case .noLibrary: return ProgramProblem("libcurl is not installed", hint: "on Debian: apt-get install libcurl4")
      case .noNetwork(let words):
        return ProgramProblem(
          "there is no network, or nobody answers at \(address) (\(words))",
          hint: "put the files into the folder of the cache by hand, or name a mirror with --from")
      case .refused(let status): return ProgramProblem("\(address): the server answers \(status)", hint: "name a mirror with --from")
      case .brokenOff(let bytes): return ProgramProblem("\(address) broke off after \(bytes) bytes", hint: again)
      case .wrongContent:
        return ProgramProblem("\(address) is not the file that it should be: its SHA-256 differs", hint: "try a mirror with --from")
      case .cannotWrite(let words): return ProgramProblem("cannot write into the cache: \(words)")
      case .interrupted: return ProgramProblem("interrupted", hint: again)
      case .other(let words): return ProgramProblem("\(address): \(words)")
      }
    }
  }
}

/// How far a download is, on the terminal's last line.
final class DownloadLine {
  private let name: String
  private let isShown: Bool
  private var lastDrawn = -1.0

  init(_ name: String) {
    self.name = name
    isShown = Console.isTerminal(STDERR_FILENO) && Environment["TERM"] != "dumb"
  }

  func show(_ done: Int, of total: Int) {
    let now = Clock.seconds()
    guard isShown, now - lastDrawn > 0.1, done > 0 else { return }
    lastDrawn = now
    let share = total > 0 ? "  \(done * 100 / max(total, 1)) %" : ""
    write("\r\u{1B}[K\(name)  \(done / 1000) kB\(share)")
  }

  func clear() { if isShown { write("\r\u{1B}[K") } }

  private func write(_ text: String) { try? Console.write(Array(text.utf8), to: STDERR_FILENO) }
}
