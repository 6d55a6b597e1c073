// A notebook from a stranger tries to reach what is not its own; each attempt ends with an error, and nothing was touched.
// Neighbours: `ConfinementTests` has the kernel's wall, `InjectionTests` what is printed, `Sources/advnb/THREATS.md` the rules.

import Glibc
import Testing

/// A path that leads out of the notebook's folder, or to what is no file of its own.
private let ways: [String] = [
  "../secret.csv", "./../secret.csv", "sub/../../secret.csv", "sub/./../../secret.csv", "..//secret.csv",
  "sub/deep/../../../secret.csv", "../own/../secret.csv", "../others/secret.csv", "missing/../../secret.csv",
  "link.csv", "sub/link.csv", "twice.csv", "folder-link/secret.csv", "folder-link/../secret.csv", "up/secret.csv",
  "up/others/secret.csv", "round.csv", "dangling.csv", "absolute.csv", "BASE/secret.csv", "BASE/own/../secret.csv",
  "BASE/others/../secret.csv", "/etc/passwd", "/etc/hostname", "//etc/passwd", "/proc/self/environ", "/proc/self/mem",
  "/proc/self/root/etc/passwd", "/proc/self/cwd/../secret.csv", "/proc/self/fd/0", "/proc/1/environ", "/dev/zero",
  "/dev/stdin", "/dev/random", "/sys/kernel/notes", "pipe.csv", "socket.csv", "device-link.csv", "process-link.csv",
  "~/secret.csv", "$HOME/secret.csv", "file:../secret.csv", "file://BASE/secret.csv", "http://localhost/secret.csv",
  "..\\\\secret.csv", "%2e%2e/secret.csv", "sub", ".", "..", "/", "",
]

/// Programs with PATH in the place of a path.
private let readers = ["load(\"PATH\")", "use \"PATH\""]
private let writers = ["save(\"PATH\", [[1.0, 2.0]])"]

@Suite(.serialized) struct BreakoutTests {
  let base: Folder

  init() throws {
    base = try Folder()
    for name in ["own", "own/sub", "own/sub/deep", "others"] { base.makeFolder(name) }
    base["secret.csv"] = "a,b\n7351942,7351943\n"
    base["others/secret.csv"] = "a,b\n7351944,7351945\n"
    for (name, target) in [
      ("own/link.csv", "../secret.csv"), ("own/sub/link.csv", "../../secret.csv"), ("own/twice.csv", "link.csv"),
      ("own/folder-link", "../others"), ("own/up", ".."), ("own/round.csv", "round.csv"), ("own/dangling.csv", "../new.csv"),
      ("own/absolute.csv", "\(base.path)/secret.csv"), ("own/device-link.csv", "/dev/zero"),
      ("own/process-link.csv", "/proc/self/environ"),
    ] { symlink(target, "\(base.path)/\(name)") }
    mkfifo("\(base.path)/own/pipe.csv", 0o600)
    let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(base.path)/own/socket.csv".utf8.prefix(100)) }
    withUnsafePointer(to: &address) {
      _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    close(server)
  }

  private func attempt(_ program: String, _ way: String) throws -> Ending {
    let path = way.replacing("BASE", with: base.path)
    base["own/n.advnb"] = "```advnb {#a}\n\(program.replacing("PATH", with: path))\n```\n"
    return try BuiltProgram.run(["run", "own/n.advnb", "--timeout", "5"], in: base)
  }

  @Test(arguments: ways) func nothingOutsideIsRead(way: String) throws {
    for program in readers {
      let ending = try attempt(program, way)
      #expect(ending.status == 1, "\(program) of \(way): \(ending.status) \(ending.error)")
      let page = base["own/n.md"] ?? ""
      #expect(page.contains("error[E06") || page.contains("error[E01"), "\(program) of \(way): \(page)")
      for secret in ["73519", "root:", "HOME="] where !way.contains(secret) {
        #expect(!page.contains(secret), "\(program) of \(way): \(page)")
      }
    }
  }

  @Test(arguments: ways) func nothingOutsideIsWritten(way: String) throws {
    for program in writers {
      let ending = try attempt(program, way)
      // A name of the folder's own that only looks strange may be written.
      if ending.status != 0 { #expect(base["own/n.md"]?.contains("error[E") == true, "\(way): \(ending.error)") }
      #expect(base["secret.csv"] == "a,b\n7351942,7351943\n" && base["others/secret.csv"] == "a,b\n7351944,7351945\n", "\(way)")
      #expect(base.names == ["others", "own", "secret.csv"], "\(way)")
    }
  }

  /// The wall has a door: what lies below the folder, also by a link that stays there.
  @Test func whatIsItsOwnIsRead() throws {
    base["own/sub/mine.csv"] = "a,b\n1,2\n"
    symlink("sub/mine.csv", "\(base.path)/own/near.csv")
    for way in ["sub/mine.csv", "./sub/../sub/mine.csv", "near.csv", "\(base.path)/own/sub/mine.csv", "../own/sub/mine.csv"] {
      #expect(try attempt("load(\"PATH\")", way).status == 0, "\(way)")
    }
    #expect(try attempt("save(\"PATH\", [[1.0]])", "sub/new.npy").status == 0)
    #expect(base.exists("own/sub/new.npy"))
  }

  /// Paths that change while they are looked at: a link is turned between a folder of its own and a foreign one.
  @Test func aPathThatChangesLeadsNowhere() throws {
    base["own/sub/secret.csv"] = "a,b\n1,2\n"
    let (turning, path) = (Turning(), base.path)
    let thread = turning.start {
      unlink("\(path)/own/turn")
      symlink("sub", "\(path)/own/turn")
      unlink("\(path)/own/turn")
      symlink("../others", "\(path)/own/turn")
    }
    defer { turning.stop(thread) }
    base["own/n.advnb"] = """
      ```advnb {#a}
      found = ()
      for i in range(3000) {
        t = try(() -> load("turn/secret.csv"))
        if t.ok { found = (..found, t.value.a) }
      }
      max(stack((..(f[0] for f in found), 1)))
      ```
      """
    let ending = try BuiltProgram.run(["run", "own/n.advnb", "--timeout", "20"], in: base)
    #expect(ending.status == 0, "\(ending.error) \(base["own/n.md"] ?? "")")
    #expect(base["own/n.md"]?.contains("73519") == false)
  }
}
