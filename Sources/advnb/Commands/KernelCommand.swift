// `advnb kernel`: serves Jupyter, and tells Jupyter that it does.
// Neighbours: `Jupyter/Kernel` answers; the connection file comes from whoever starts the kernel.

import ArgumentParser
import Formats
import Glibc
import Jupyter

struct KernelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel", abstract: "Serve Jupyter.", subcommands: [Install.self, Start.self])

  struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "start", abstract: "Run cells for the client that a connection file names.")

    @Argument(help: "The connection file.", completion: .file(extensions: ["json"]))
    var connection: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      let bytes: [UInt8]
      do { bytes = try Disk.read(connection) } catch {
        throw ProgramProblem("cannot read \(connection): \(error.words)")
      }
      let session = common.session(folder: ".")
      let kernel: Kernel
      do {
        kernel = try Kernel(
          session, connection: bytes, version: Program.versionNumber, stopFlag: Interrupt.stopFlag,
          clock: Clock.seconds)
      } catch {
        switch error {
        case .noLibrary:
          throw ProgramProblem("ZeroMQ is not installed", hint: "on Debian: apt-get install libzmq5")
        case .badConnectionFile: throw ProgramProblem("\(connection) is no connection file of Jupyter's")
        case .cannotListen(let address): throw ProgramProblem("cannot listen at \(address)")
        }
      }
      kernel.run()
    }
  }

  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "install", abstract: "Let Jupyter know this program as a kernel.",
      discussion: "Without --prefix it is installed for this user.")

    @Option(help: ArgumentHelp("Install below this folder, as /usr/local or an environment's.", valueName: "dir"), completion: .directory)
    var prefix: String?

    func run() throws {
      guard let program = Disk.realPath("/proc/self/exe") else { throw ProgramProblem("this program has no path") }
      let root = prefix.map { $0 + "/share/jupyter" } ?? Environment.jupyterFolder
      guard let root else { throw ProgramProblem("there is no home folder", hint: "give --prefix", status: .usage) }
      let kernel = JSON.fields([
        "argv": [.string(program), "kernel", "start", "{connection_file}"], "display_name": "advnb",
        "language": "advnb", "interrupt_mode": "signal",
      ])
      let folder = root + "/kernels/advnb"
      do throws(SystemError) {
        try Disk.makeFolders(folder)
        try Disk.write(Array((kernel.text(indent: 1) + "\n").utf8), to: folder + "/kernel.json")
      } catch {
        throw ProgramProblem("cannot write below \(folder): \(error.words)")
      }
      try Console.say("\(folder)\n")
    }
  }
}
