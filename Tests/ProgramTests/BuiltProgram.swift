// The built program, run as a shell would: arguments, input, environment in; status and texts out.
// Neighbours: `Dialogue` runs it at a pseudo-terminal; `Folder` is where its files lie.

import Glibc
import Testing

/// How a run of the program ended.
struct Ending {
  /// Exit status, or 128 and the signal.
  let status: Int32
  let output: String
  let error: String
}

enum BuiltProgram {
  /// The executable beside the test bundle.
  static var path: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let exe = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let candidates = ([exe] + CommandLine.arguments.prefix(4)).map { folder(of: $0) + "/advnb" }
    return candidates.first { access($0, X_OK) == 0 } ?? "advnb"
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// Runs it, or another tool, to its end.
  static func run(
    _ arguments: [String], tool: String = path, input: String = "", in folder: Folder
  ) throws -> Ending {
    let files = try [folder.open(".in", input), folder.open(".out"), folder.open(".err")]
    defer { for name in [".in", ".out", ".err"] { folder.remove(name) } }
    let pid = try start(arguments, tool: tool, in: folder, descriptors: files)
    for descriptor in files { close(descriptor) }
    let status = wait(for: pid)
    return Ending(status: status, output: folder[".out"] ?? "", error: folder[".err"] ?? "")
  }

  /// Runs lines of the shell in which `"$0"` is the program.
  static func shell(_ script: String, in folder: Folder) throws -> Ending {
    try run(["-c", script, path], tool: "/bin/sh", in: folder)
  }

  /// Starts it with the given descriptors as its standard ones.
  static func start(
    _ arguments: [String], tool: String = path, in folder: Folder, descriptors: [Int32]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    return try spawn(arguments, tool: tool, in: folder, actions: &actions)
  }

  static func spawn(
    _ arguments: [String], tool: String = path, in folder: Folder, actions: inout posix_spawn_file_actions_t, flags: Int32 = 0,
    environment: [String] = []
  ) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A test runner may ignore or block signals; the program shall start as from a shell.
    var (all, none) = (sigset_t(), sigset_t())
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(flags | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let names = environment.compactMap { $0.split(separator: "=").first }
    let defaults = ["HOME=\(folder.path)", "PATH=/usr/bin:/bin", "TERM=xterm"]
    let variables = environment + defaults.filter { text in !names.contains { text.hasPrefix($0 + "=") } }
    // The shell changes the folder and makes way: the Glibc module has no spawn action for it.
    let words = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path, tool] + arguments
    var argv = words.map { strdup($0) } + [nil]
    var envp = variables.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var pid: pid_t = 0
    let status = posix_spawn(&pid, "/bin/sh", &actions, &attributes, &argv, &envp)
    try #require(status == 0, "cannot start \(path)")
    return pid
  }

  static func wait(for pid: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}
