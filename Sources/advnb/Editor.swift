// The person's own editor on a piece of text: VISUAL, else EDITOR, else vi.
// Neighbours: `TerminalHost` hands entries over.

import Glibc

enum Editor {
  /// The text as the editor left it.
  ///
  /// - Throws: `ProgramProblem` if the editor says that it failed, `SystemError`.
  static func edit(_ text: String) throws -> String {
    let folder = Environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(folder)/advnb-XXXXXX.adv".utf8CString)
    let descriptor = mkstemps(&template, 4)
    guard descriptor >= 0 else { throw SystemError(errno) }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    do {
      defer { close(descriptor) }
      try Console.write(Array((text + "\n").utf8), to: descriptor)
    }
    let status = try run(Environment["VISUAL"] ?? Environment["EDITOR"] ?? "vi", on: path)
    guard status == 0 else { throw ProgramProblem("the editor ended with status \(status); nothing is run") }
    return String(decoding: try Disk.read(path), as: UTF8.self)
  }

  /// The variables may hold options, so a shell takes them apart.
  private static func run(_ command: String, on path: String) throws -> Int32 {
    let words = ["sh", "-c", command + " \"$0\"", path]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    // Ctrl-C is the editor's while it runs.
    var (ignore, usual) = (sigaction(), sigaction())
    ignore.__sigaction_handler.sa_handler = SIG_IGN
    sigaction(SIGINT, &ignore, &usual)
    defer { sigaction(SIGINT, &usual, nil) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGINT)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, "/bin/sh", nil, &attributes, &arguments, environ)
    guard failure == 0 else { throw SystemError(failure) }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 { if errno != EINTR { throw SystemError(errno) } }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }
}
