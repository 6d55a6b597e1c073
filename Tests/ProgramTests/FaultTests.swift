// A bad system: full disks, closed streams, few descriptors, interrupted calls, odd environments. The page is then the same,
// or there is an error and the page before is whole.
// Neighbours: `Faults/faults.c` makes calls go wrong; `KillTests` ends the program itself.

import Foundation
import Testing

@testable import Formats

@Suite(.serialized) struct FaultTests {
  private static let notebook = """
    ```advnb {#a}
    t = load("t.csv")
    print("sum {sum(t.a)}")
    save("x.npy", ones(30, 30) * sum(t.a))
    plot(t.a)
    ```

    ```advnb {#b}
    x = rand(380, 380)
    sum([sum((x + i) @ x) for i in range(20)])
    ```

    """

  /// A folder with the notebook, and its page from an undisturbed run.
  private func prepared() throws -> (folder: Folder, page: String) {
    let folder = try Folder()
    folder["n.advnb"] = Self.notebook
    folder["t.csv"] = "a,b\n" + (0..<900).map { "\($0),\($0 * 2)\n" }.joined()
    let ending = try BuiltProgram.run(["run", "n.advnb"], in: folder)
    #expect(ending.status == 0, "\(ending.error)")
    return (folder, try #require(folder["n.md"]))
  }

  /// Whatever happened, the folder holds whole files and nothing else.
  private func expectWhole(_ folder: Folder, _ page: String, _ what: String) {
    #expect(folder["n.md"] == page, "\(what)")
    let names = folder.names.filter { !["n.advnb", "n.md", "n_files", "t.csv", "x.npy", "status", "page"].contains($0) }
    #expect(names.isEmpty, "\(what) leaves \(names)")
    let data = folder.bytes("x.npy").flatMap { try? NPY.decode($0, limit: 1 << 20) }
    #expect(data?.shape == [30, 30], "\(what)")
  }

  static let odd = [
    "env -i \"$0\" run n.advnb", "unset HOME PATH TERM; \"$0\" run n.advnb", "HOME= \"$0\" run n.advnb",
    "HOME=/nowhere/at/all XDG_CACHE_HOME=relative XDG_STATE_HOME=/dev/null ADVNB_DATA=/dev/zero \"$0\" run n.advnb",
    "LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 \"$0\" run n.advnb", "LC_ALL=de_DE.UTF-8 LC_NUMERIC=de_DE.UTF-8 \"$0\" run n.advnb",
    "LC_ALL=xx_YY.nonsense LANGUAGE=:: \"$0\" run n.advnb", "LC_ALL=C \"$0\" run n.advnb",
    "TZ=:/nowhere \"$0\" run n.advnb", "TZ=Asia/Kathmandu \"$0\" run n.advnb", "TZ=XXX+99:99:99 \"$0\" run n.advnb",
    "COLUMNS=0 LINES=-1 TERM=nonsense \"$0\" run n.advnb", "taskset -c 0 \"$0\" run n.advnb", "setsid -w \"$0\" run n.advnb",
    "\"$0\" run n.advnb <&-", "\"$0\" run n.advnb >&-", "\"$0\" run n.advnb 2>&-", "\"$0\" run n.advnb <&- >&- 2>&-",
    "\"$0\" run n.advnb >/dev/full 2>/dev/full",
    "ulimit -s 160; for i in 1 2 3 4 5 6; do \"$0\" run n.advnb --threads 4 || exit; done", "ulimit -n 20; \"$0\" run n.advnb",
    "ulimit -v 300000; \"$0\" run n.advnb --threads 1", "nice -n 19 \"$0\" run n.advnb",
  ]

  @Test(arguments: odd) func thePageIsTheSame(script: String) throws {
    let (folder, page) = try prepared()
    folder.remove("n.md")
    let ending = try BuiltProgram.shell(script, in: folder)
    #expect(ending.status == 0, "\(script): \(ending.status) \(ending.error)")
    expectWhole(folder, page, script)
  }

  /// What cannot be done is said, with the status for it, and the page before stays.
  static let refused: [(script: String, status: Int32)] = [
    ("\"$0\" run n.advnb -o - > /dev/full", 3), ("\"$0\" run n.advnb -o /dev/full", 3),
    ("\"$0\" run n.advnb -o nowhere/n.md", 3), ("\"$0\" run n.advnb -o n_files", 3), ("\"$0\" strip n.md > /dev/full", 3),
    ("\"$0\" run n.advnb --set unused=1 --report /dev/full", 3), ("\"$0\" -e '1' > /dev/full", 3), ("\"$0\" -e '1' >&-", 3),
    ("\"$0\" export n.advnb --to ipynb -o /dev/full", 3),
    ("mkdir gone && cd gone && rmdir ../gone && \"$0\" -e 'load(\"x.npy\")'", 1),
  ]

  @Test(arguments: refused) func whatCannotBeDoneIsSaid(script: String, status: Int32) throws {
    let (folder, page) = try prepared()
    let ending = try BuiltProgram.shell(script, in: folder)
    #expect(ending.status == status || ending.status == 3, "\(script): \(ending.status) \(ending.error)")
    #expect(ending.error.contains("error") || ending.error.contains("advnb: "), "\(script): \(ending.error)")
    expectWhole(folder, page, script)
  }

  @Test func aReaderThatLeavesIsNoError() throws {
    let (folder, page) = try prepared()
    let ending = try BuiltProgram.shell("{ \"$0\" run n.advnb -o -; echo $? > status; } | head -n 1", in: folder)
    #expect(ending.output.hasPrefix("<!-- advnb-transcript ") && folder["status"] == "0\n", "\(ending) \(folder["status"] ?? "")")
    let many = try BuiltProgram.shell("{ \"$0\" -e 'for i in range(10^6) { print(i) }'; echo $? > status; } | head -n 2", in: folder)
    #expect(many.output == "0\n1\n" && folder["status"] == "0\n")
    expectWhole(folder, page, "head")
  }

  /// Beyond the limit on files the system would end the program by a signal.
  @Test func aLimitOnFilesIsAnError() throws {
    let (folder, page) = try prepared()
    let script = "(ulimit -f 0; \"$0\" run n.advnb --set t='{a: [1, 2]}'; echo \"status $?\") 2>&1 | cat"
    let ending = try BuiltProgram.shell(script, in: folder)
    #expect(ending.output.contains("file too large") && ending.output.hasSuffix("status 3\n"), "\(ending.output)")
    expectWhole(folder, page, "limit on files")
  }

  /// A folder that may not be written to; root may everywhere, and is somebody else here.
  @Test func aReadOnlyFolderKeepsItsPage() throws {
    let (folder, page) = try prepared()
    chmod("\(folder.path)/n_files", 0o555)
    chmod(folder.path, 0o555)
    defer {
      chmod(folder.path, 0o755)
      chmod("\(folder.path)/n_files", 0o755)
    }
    let program = getuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups \"$0\"" : "\"$0\""
    let other = try Folder()
    let script = "cd \(folder.path) && \(program) run n.advnb --set t='{a: [1, 2]}' 2>&1"
    let ending = try BuiltProgram.shell(script, in: other)
    #expect(ending.status == 3 && ending.output.contains("permission denied"), "\(ending.status) \(ending.output)")
    expectWhole(folder, page, "read-only")
  }

  @Test(arguments: 3...16) func fewDescriptorsEndInAPageOrAnError(count: Int) throws {
    let (folder, page) = try prepared()
    let ending = try BuiltProgram.shell("ulimit -n \(count); exec \"$0\" run n.advnb", in: folder)
    // 126 and 127 are the shell's: the system could not even load the program.
    #expect([0, 1, 3, 126, 127].contains(ending.status), "\(ending.status) \(ending.output) \(ending.error)")
    if ending.status == 0 { #expect(folder["n.md"] == page) }
    if ending.status == 1 { #expect(folder["n.md"]?.contains("error[E0") == true) } else { expectWhole(folder, page, "\(count)") }
  }

  // MARK: Calls that go wrong

  /// The library that makes them, if there is a compiler.
  private func faults(_ folder: Folder) throws -> String? {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Faults/faults.c").path
    let library = "\(folder.path)/faults.so"
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let script = "PATH='\(path)'; for c in cc clang gcc; do $c -shared -fPIC -O1 -o \(library) \(source) -ldl && exit 0; done; exit 1"
    return try BuiltProgram.run(["-c", script], tool: "/bin/sh", in: folder).status == 0 ? library : nil
  }

  @Test(arguments: ["eintr", "short", "eintr short", "clock", "clock eintr short"])
  func interruptedAndShortCallsChangeNothing(faults kinds: String) throws {
    let tools = try Folder()
    guard let library = try faults(tools) else { return }
    let (folder, page) = try prepared()
    folder.remove("n.md")
    let ending = try BuiltProgram.shell("LD_PRELOAD=\(library) FAULTS='\(kinds)' exec \"$0\" run n.advnb", in: folder)
    #expect(ending.status == 0, "\(kinds): \(ending.error)")
    expectWhole(folder, page, kinds)
    let check = try BuiltProgram.shell("LD_PRELOAD=\(library) FAULTS='\(kinds)' exec \"$0\" check n.md", in: folder)
    #expect(check.status == 0, "\(kinds): \(check.output) \(check.error)")
  }

  /// The disk fills up at every place of a run: the page is the old one or the new one, and never a part of one.
  @Test func aFullDiskLeavesWholeFiles() throws {
    let tools = try Folder()
    guard let library = try faults(tools) else { return }
    let (folder, page) = try prepared()
    var refusals = 0
    for room in stride(from: 0, to: 12_000, by: 500) {
      let ending = try BuiltProgram.shell(
        "LD_PRELOAD=\(library) ROOM=\(room) exec \"$0\" run n.advnb --set t='{a: [1, \(room)]}' >/dev/null 2>/dev/full", in: folder)
      #expect([0, 1, 3].contains(ending.status), "\(room): \(ending.status)")
      if ending.status != 0 { refusals += 1 }
      let now = try #require(folder["n.md"])
      #expect(now == page || now.hasPrefix("<!-- advnb-transcript ") && now.hasSuffix("<!-- /out -->\n"), "\(room): \(now)")
      #expect(try BuiltProgram.run(["strip", "n.md"], in: folder).output == Self.notebook)
      expectWhole(folder, now, "room for \(room)")
    }
    #expect(refusals > 3)
  }

  @Test(arguments: ["fsync", "rename"]) func whatIsNotOnTheDiskReplacesNothing(fault: String) throws {
    let tools = try Folder()
    guard let library = try faults(tools) else { return }
    let (folder, page) = try prepared()
    let script = "LD_PRELOAD=\(library) FAULTS=\(fault) exec \"$0\" run n.advnb --set t='{a: [1, 2]}'"
    let ending = try BuiltProgram.shell(script, in: folder)
    #expect(ending.status == 3, "\(fault): \(ending.status) \(ending.error)")
    expectWhole(folder, page, fault)
  }

  // MARK: Files that change meanwhile

  /// A file that is cut, grown and replaced while it is read gives a value or an error.
  @Test func aFileThatChangesIsReadOrRefused() throws {
    let folder = try Folder()
    let small = NPY.encode(try #require(ArrayValue(shape: [4], type: .f32, bytes: Array(repeating: 0, count: 16))))
    let large = NPY.encode(try #require(ArrayValue(shape: [90_000], type: .f32, bytes: Array(repeating: 0, count: 360_000))))
    let (path, goesOn) = ("\(folder.path)/x.npy", Flag())
    let writer = Thread {
      while goesOn.isRaised {
        for bytes in [large, small] {
          let file = open(path, O_WRONLY | O_CREAT, 0o644)
          _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
          ftruncate(file, off_t(bytes.count))
          close(file)
          usleep(500)
        }
      }
    }
    writer.start()
    defer { goesOn.lower() }
    let program = """
      read = 0
      for i in range(2000) { t = try(() -> load("x.npy")); if t.ok { read += 1; if not all(t.value == 0) { error("half") } } }
      read > 0
      """
    let ending = try BuiltProgram.run(["-e", program], in: folder)
    #expect(ending.status == 0 && ending.output == "true\n", "\(ending.status) \(ending.output) \(ending.error)")
  }

  /// A notebook that is saved while it runs: the page is that of the notebook as it was read, and `check` says so.
  @Test func aNotebookThatChangesKeepsItsOwnPage() throws {
    let folder = try Folder()
    let source = "```advnb {#a}\nfor i in range(300000) { }\n1\n```\n"
    folder["n.advnb"] = source
    let streams = try [folder.open(".in"), folder.open(".out"), folder.open(".err")]
    let pid = try BuiltProgram.start(["run", "n.advnb"], in: folder, descriptors: streams)
    usleep(60_000)
    folder["n.advnb"] = source.replacing("\n1\n", with: "\n2\n")
    #expect(BuiltProgram.wait(for: pid) == 0)
    let page = try #require(folder["n.md"])
    #expect(page.contains("\n1\n```\n\n<!-- /out -->") || page.contains("\n2\n```\n\n<!-- /out -->"))
    let stripped = try BuiltProgram.run(["strip", "n.md"], in: folder).output
    #expect(stripped == source || stripped == folder["n.advnb"])
  }
}

/// A flag that two threads look at.
private final class Flag: @unchecked Sendable {
  private let lock = NSLock()
  private var value = true
  var isRaised: Bool { lock.withLock { value } }
  func lower() { lock.withLock { value = false } }
}
