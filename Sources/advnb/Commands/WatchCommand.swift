// `advnb watch`: runs a notebook whenever it, or a file beside it, is saved.
// Neighbours: `FolderWatch` waits, `NotebookRun` runs, `PageFiles` writes.

import ArgumentParser
import Glibc
import Notebook

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Run a notebook whenever it is saved.",
    discussion: "Programs, notebooks and data in the same folder count as well. Ctrl-C ends it.")

  @Argument(help: "The notebook.", completion: .notebooks)
  var file: String

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Where the transcript goes.", valueName: "file.md"), completion: .transcripts)
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let (folder, name) = Disk.split(file)
    let target = try output ?? NotebookFile(file).transcriptPath()
    let watch: FolderWatch
    do { watch = try FolderWatch(folder) } catch {
      throw ProgramProblem("cannot watch \(folder): \(error.words)")
    }
    common.confine(to: folder, writing: [target])
    runOnce(to: target)
    while true {
      let names = watch.wait()
      if names.isEmpty { throw ExitStatus.interrupted }
      let own = Disk.split(target).name
      if names.contains(where: { $0 == name || ($0 != own && Self.counts($0)) }) { runOnce(to: target) }
    }
  }

  /// Files that a notebook may read; not what runs and editors write beside it.
  private static func counts(_ name: String) -> Bool {
    !name.hasPrefix(".") && [".adv", ".advnb", ".csv", ".npy", ".npz", ".png", ".txt"].contains(where: name.hasSuffix)
  }

  private func runOnce(to target: String) {
    let start = Clock.seconds()
    do {
      let notebook = try NotebookFile(file)
      let session = common.session(folder: notebook.folder)
      let coloured = common.isColoured(STDERR_FILENO)
      let document = try notebook.document(in: session.sources, coloured: coloured)
      let run = NotebookRun.run(document, in: session, common)
      let page = Page(document, run, name: Disk.stem(Disk.split(target).name), sourceName: notebook.sourceName)
      try PageFiles.write(page, to: target)
      try? NotebookRun.finish(run, document, coloured: coloured)
      say("\(run.end), \(run.cells.count) cells", since: start)
    } catch let problem as ProgramProblem {
      say(problem.message, since: start)
    } catch { say("it cannot be read", since: start) }
  }

  private func say(_ words: String, since start: Double) {
    let seconds = ((Clock.seconds() - start) * 100).rounded() / 100
    Console.error("\(file): \(words), \(seconds) s")
  }
}
