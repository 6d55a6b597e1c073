// A folder from a stranger, unpacked from an archive: links beside the notebook, devices, archives in data files, names made
// to deceive, inputs made to be large. Nothing outside is read or changed, nothing hangs, and there is an answer.
// Neighbours: `BreakoutTests` has the paths that programs write, `InjectionTests` the texts.

import Glibc
import Testing

@testable import Formats

@Suite(.serialized) struct StrangerTests {
  let base: Folder
  private let page = "# mine\n\n```advnb {#a}\n1\n```\n"

  init() throws {
    base = try Folder()
    for name in ["own", "own/sub", "others", "others/v_files"] { base.makeFolder(name) }
    base["secret.csv"] = "a,b\n7351942,7351943\n"
    base["others/v_files/a.svg"] = "mine"
    base["others/v.md"] = page
    base["others/v.advnb"] = page
  }

  private func run(_ program: String, _ flags: String...) throws -> Ending {
    base["own/n.advnb"] = "```advnb {#a}\n\(program)\n```\n"
    return try BuiltProgram.run(["run", "own/n.advnb", "--timeout", "10"] + flags, in: base)
  }

  private func expectNothingTouched(_ what: String, names: [String] = ["others", "own", "secret.csv"]) {
    #expect(base.names == names, "\(what)")
    #expect(base["secret.csv"] == "a,b\n7351942,7351943\n", "\(what)")
    #expect(base["others/v.md"] == page && base["others/v.advnb"] == page, "\(what)")
    #expect(base["others/v_files/a.svg"] == "mine", "\(what)")
    #expect(Folder.namesOf("\(base.path)/others") == ["v.advnb", "v.md", "v_files"], "\(what)")
    #expect(Folder.namesOf("\(base.path)/others/v_files") == ["a.svg"], "\(what)")
  }

  // MARK: Links and odd files where the run writes

  static let pages = ["../others/v.md", "BASE/others/v.md", "../secret.csv", "../new.md", "/dev/full", "n.md", "sub", "../others"]

  @Test(arguments: pages) func aLinkInThePlaceOfThePageLeadsNowhere(target: String) throws {
    symlink(target.replacing("BASE", with: base.path), "\(base.path)/own/n.md")
    let ending = try run("plot([1, 2])")
    #expect(ending.status == 3 && ending.error.contains("not a file of this folder"), "\(ending)")
    expectNothingTouched(target)
  }

  @Test func aPipeInThePlaceOfThePageIsRefused() throws {
    mkfifo("\(base.path)/own/n.md", 0o600)
    #expect(try run("1").status == 3)
  }

  @Test func aLinkInThePlaceOfTheFiguresLeadsNowhere() throws {
    symlink("../others/v_files", "\(base.path)/own/n_files")
    let ending = try run("plot([1, 2])")
    #expect(ending.status == 3 && ending.error.contains("is a link"), "\(ending)")
    expectNothingTouched("figures")
  }

  /// The page before names figures that the next run removes: through a link they would be somebody else's.
  @Test func staleFiguresAreRemovedFromNoOtherFolder() throws {
    #expect(try run("plot([1, 2])").status == 0)
    unlink("\(base.path)/own/n_files/a.svg")
    rmdir("\(base.path)/own/n_files")
    symlink("../others/v_files", "\(base.path)/own/n_files")
    #expect(try run("1").status == 3)
    expectNothingTouched("stale")
  }

  @Test func aHardLinkIsReplacedAndNotWrittenThrough() throws {
    link("\(base.path)/secret.csv", "\(base.path)/own/hard.csv")
    link("\(base.path)/others/v.md", "\(base.path)/own/n.md")
    _ = try run("save(\"hard.csv\", table(({a: 1},)))")
    expectNothingTouched("hard links")
  }

  @Test(arguments: ["check", "strip", "lint", "claims", "student", "fmt", "export"])
  func otherCommandsLeaveOthersAlone(command: String) throws {
    for (name, target) in [("own/n.advnb", "../others/v.advnb"), ("own/n.md", "../others/v.md")] {
      symlink(target, "\(base.path)/\(name)")
    }
    let flags = command == "export" ? ["--to", "ipynb", "-o", "-"] : command == "student" ? ["-o", "-"] : []
    _ = try BuiltProgram.run([command, "own/n.advnb"] + flags, in: base)
    expectNothingTouched(command)
  }

  @Test func devicesAreNoFiles() throws {
    // Only root can make them.
    guard mknod("\(base.path)/own/zero.csv", S_IFCHR | 0o666, 0x105) == 0 else { return }
    let ending = try run("load(\"zero.csv\")")
    #expect(ending.status == 1 && base["own/n.md"]?.contains("error[E06") == true, "\(ending)")
    #expect(try run("save(\"zero.csv\", table(({a: 1},)))").status == 1)
  }

  // MARK: Races

  /// Folders that become links while files are written below them.
  @Test func aPathThatChangesIsWrittenNowhere() throws {
    let (turning, path) = (Turning(), base.path)
    let thread = turning.start {
      unlink("\(path)/own/turn")
      symlink("sub", "\(path)/own/turn")
      unlink("\(path)/own/turn")
      symlink("../others", "\(path)/own/turn")
    }
    _ = try run("for i in range(1000) { try(() -> save(\"turn/new.npy\", [1])) }", "--timeout", "30")
    turning.stop(thread)
    expectNothingTouched("turning")
  }

  /// A file that becomes a link while it is replaced.
  @Test func aFileThatBecomesALinkIsNotFollowed() throws {
    let (turning, path) = (Turning(), base.path)
    let thread = turning.start {
      unlink("\(path)/own/x.csv")
      symlink("../secret.csv", "\(path)/own/x.csv")
    }
    _ = try run("for i in range(1000) { try(() -> save(\"x.csv\", table(({a: 1},)))) }", "--timeout", "30")
    turning.stop(thread)
    expectNothingTouched("turning file")
  }

  // MARK: Names

  static let names = [
    "data\\u{0}.csv", "a\\nb.csv", "\\u{1b}]0;t\\u{7}.csv", "\\u{2025}/secret.csv", "\\u{ff0e}\\u{ff0e}/secret.csv", "..\\u{2215}secret.csv",
    "../secret.csv\\u{0}.npy", "./../own/../secret.csv", "sub//..//..//secret.csv", "/proc/self/task/../../secret.csv", ". ./secret.csv",
    "file:///etc/passwd", "\\\\\\\\server\\\\share\\\\x.csv", "C:\\\\secret.csv", "|cat /etc/passwd", "`id`.csv", "$(id).csv", "-rf", "--help",
    "con", "x.csv:stream", "LONG", "DEEP",
  ]

  @Test(arguments: names) func deceivingNamesReachNothing(name: String) throws {
    let path = name == "LONG" ? String(repeating: "x", count: 5000) : name == "DEEP" ? String(repeating: "d/", count: 3000) + "../../x" : name
    for program in ["load(\"\(path)\")", "use \"\(path)\"", "dataset(\"\(path)\")", "save(\"\(path)\", [[1.0]])"] {
      let ending = try run(program)
      #expect(ending.status == 0 || ending.status == 1 || ending.status == 3, "\(program): \(ending)")
      let page = base["own/n.md"] ?? ""
      for secret in ["73519", "root:x", "uid="] { #expect(!page.contains(secret) && !ending.error.contains(secret), "\(program)") }
      for text in [page, ending.error] {
        #expect(!text.utf8.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }, "\(program): \(text.debugDescription)")
      }
    }
    expectNothingTouched(name)
  }

  static let cells = [
    "{#../../evil}", "{#/etc/evil}", "{#a/../b}", "{include=\"../secret.csv\"}", "{include=../others/v.advnb}", "{#..}", "{#a .include}",
  ]

  @Test(arguments: cells) func namesOfCellsAreNoPaths(attributes: String) throws {
    base["own/n.advnb"] = "```advnb \(attributes)\nplot([1, 2])\n```\n"
    let ending = try BuiltProgram.run(["run", "own/n.advnb"], in: base)
    #expect((0...3).contains(ending.status), "\(ending)")
    #expect(base["own/n.md"]?.contains("73519") != true)
    expectNothingTouched(attributes)
  }

  static let includes = ["../others/v.advnb", "BASE/others/v.advnb", "link.advnb", "/proc/self/environ", "/dev/zero", "pipe.advnb", "n.advnb"]

  @Test(arguments: includes) func nothingOutsideIsIncluded(path: String) throws {
    symlink("../others/v.advnb", "\(base.path)/own/link.advnb")
    mkfifo("\(base.path)/own/pipe.advnb", 0o600)
    base["own/n.advnb"] = "```advnb {#a .include}\n\(path.replacing("BASE", with: base.path))\n```\n\n```advnb\ninclude(\"\(path)\")\n```\n"
    let ending = try BuiltProgram.run(["run", "own/n.advnb", "--timeout", "5"], in: base)
    #expect(ending.status != 0 && ending.status < 5, "\(ending)")
    expectNothingTouched(path)
  }

  // MARK: Archives and large inputs

  @Test(arguments: ["../evil", "/tmp/advnb-evil", "../../others/v", "a/../../evil", "x\\y", "con", "-", "\u{1B}[2J"])
  func membersOfArchivesAreNoFiles(name: String) throws {
    let value = try #require(ArrayValue(shape: [1], type: .u8, bytes: [7]))
    guard let bytes = try? NPZ.encode([(name: name, value: value)]) else { return }
    base.write("own/x.npz", bytes)
    let ending = try run("a = load(\"x.npz\")\na\nsave(\"y.npz\", a)")
    #expect((0...1).contains(ending.status), "\(ending)")
    #expect(base["own/n.md"]?.contains("\u{1B}") == false)
    expectNothingTouched(name)
    #expect(access("/tmp/advnb-evil.npy", F_OK) != 0)
  }

  @Test func sizesThatAreNotThereAreRefusedAtOnce() throws {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }"
    let padded = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    base.write("own/x.npy", [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0] + Array(padded.utf8))
    base.write("own/x.idx", [0, 0, 8, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    base.write("own/x.safetensors", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x7B])
    for name in ["x.npy", "x.idx", "x.safetensors"] {
      let ending = try run("load(\"\(name)\")")
      #expect(ending.status == 1 || ending.status == 4, "\(name): \(ending)")
    }
  }

  @Test func bombsStayPacked() throws {
    let bomb = Folder.bytes(ofFile: "\(Self.fixtures)/gzip/bomb.gz") ?? []
    #expect(bomb.count > 100)
    base.write("own/x.csv.gz", bomb)
    base.write("own/x.idx.gz", bomb)
    for name in ["x.csv.gz", "x.idx.gz"] {
      let ending = try run("load(\"\(name)\")", "--memory", "64M")
      #expect(ending.status == 1 || ending.status == 4, "\(name): \(ending)")
    }
  }

  private static let fixtures: String = {
    let parts = #filePath.split(separator: "/").dropLast(2)
    return "/" + parts.joined(separator: "/") + "/FormatsTests/Fixtures"
  }()

  static let large: [(name: String, text: String)] = [
    ("brackets", "```advnb\n" + String(repeating: "(", count: 50_000) + "\n```\n"),
    ("lists", "```advnb\n" + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "\n```\n"),
    ("minus", "```advnb\n" + String(repeating: "-", count: 200_000) + "1\n```\n"),
    ("powers", "```advnb\n1" + String(repeating: "^1", count: 100_000) + "\n```\n"),
    ("strings", "```advnb\n" + String(repeating: "\"{", count: 20_000) + "\n```\n"),
    ("blocks", "```advnb\n" + String(repeating: "if true { ", count: 50_000) + "\n```\n"),
    ("line", "```advnb\n" + String(repeating: "1 + ", count: 20_000) + "1\n```\n"),
    ("quotes", String(repeating: "> ", count: 100_000) + "x\n"), ("ticks", String(repeating: "`", count: 1_000_000)),
    ("values", String(repeating: "`= 1` ", count: 2_000) + "\n"), ("cells", String(repeating: "```advnb\n1\n```\n\n", count: 1_000)),
    ("prose", String(repeating: "x", count: 3_000_000)), ("settings", "---\n" + String(repeating: "a: b\n", count: 5_000) + "---\n"),
    ("zeros", String(repeating: "\0", count: 1_000_000)),
  ]

  @Test(arguments: large.map(\.name)) func largeInputsEndInTime(name: String) throws {
    base["own/n.advnb"] = try #require(Self.large.first { $0.name == name }).text
    let start = ContinuousClock.now
    for command in ["run", "lint", "strip"] {
      let ending = try BuiltProgram.run([command, "own/n.advnb"] + (command == "run" ? ["--total-timeout", "20"] : []), in: base)
      #expect((0...4).contains(ending.status), "\(command) \(name): \(ending.status) \(ending.error.prefix(500))")
    }
    #expect(ContinuousClock.now - start < .seconds(120), "\(name) took \(ContinuousClock.now - start)")
  }

  // MARK: Names of files at the terminal

  @Test(arguments: ["run", "check", "strip", "lint", "claims", "fmt", "export", "student", "import", "grade", "explain", "bench", "-e"])
  func namesOfFilesGiveTerminalsNoCommands(command: String) throws {
    let name = "\u{1B}]0;t\u{7}\u{9B}2J\u{202E}x.advnb"
    let broken = "```advnb {#a}\nx = \"\u{1B}[2J\u{1B}]0;t\u{7}\n```\n"
    base[name] = broken
    let rest = command == "grade" ? [name, name] : command == "-e" ? ["load(\"\(name)\")"] : [name]
    for missing in [false, true] {
      if missing { base.remove(name) }
      let dialogue = try Dialogue([command] + rest, in: base, environment: ["NO_COLOR=1"])
      let shown = dialogue.readToEnd()
      #expect(dialogue.end() < 5, "\(command): \(shown.debugDescription)")
      // `strip` hands over the file's own bytes, as `cat` does.
      if command == "strip", !missing { continue }
      for scalar in shown.unicodeScalars where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0x202E {
        #expect("\n\r\t".unicodeScalars.contains(scalar), "\(command): \(scalar.value) in \(shown.debugDescription)")
      }
    }
  }

  /// What the commands of a conversation say about names, files and histories.
  @Test(arguments: [
    ":load X", ":save /nowhere/X", ":transcript X", ":doc X", ":type \"X\"", ":history X", ":help X", ":set X", ":X", "X?", "?X",
    ":source X", ":time \"X\"", ":graph X", "f(x) = \"X\"\nf?", "dataset(\"X\")",
  ])
  func commandsGiveTerminalsNoCommands(entry: String) throws {
    let folder = try Folder()
    // Sent as bytes a paste may hold; 0x9B is a command's beginning in eight bits.
    let hostile = "\u{202E}a\u{9B}2Jb\u{85}c"
    let dialogue = try Dialogue(["--color", "never"], in: folder, environment: ["NO_COLOR=1"])
    try #require(dialogue.read(until: "advnb> ") != nil)
    dialogue.type("\u{1B}[200~" + entry.replacing("X", with: hostile) + "\u{1B}[201~\r")
    dialogue.type("print(\"e\" + \"nd\")\r")
    let shown = try #require(dialogue.read(until: "end\r\n"))
    for scalar in shown.unicodeScalars where (0x80..<0xA0).contains(scalar.value) || scalar.value == 7 {
      Issue.record("\(entry): \(scalar.value) in \(shown.debugDescription)")
    }
  }

  /// The note of a progress bar is drawn on the terminal.
  @Test func notesOfProgressAreOneLineOfText() throws {
    let program = "for i in range(60000) { progress(i, 60000, \"\\u{1b}]0;t\\u{7}a\\nb\\u{9b}2J\") }"
    let dialogue = try Dialogue(["-e", program + "\n" + program + "\n" + program, "--timeout", "3"], in: base)
    let shown = dialogue.readToEnd()
    _ = dialogue.end()
    #expect(!shown.contains("\u{1B}]") && !shown.contains("\u{9B}") && !shown.contains("\u{7}"), "\(shown.debugDescription)")
  }
}

extension Folder {
  func write(_ name: String, _ bytes: [UInt8]) {
    remove(name)
    let file = Glibc.open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }
}
