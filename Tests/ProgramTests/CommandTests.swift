// The command line from outside: statuses, streams, and what lies on the disk afterwards.
// Neighbours: `BuiltProgram` runs it.

import Glibc
import Testing

@Suite(.serialized) struct CommandTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func run(_ arguments: String..., input: String = "") throws -> Ending {
    try BuiltProgram.run(arguments, input: input, in: folder)
  }

  static let endings: [([String], Int32, String)] = [
    (["-e", "1 + 1"], 0, "2\n"), (["-e", "\"a\\nb\""], 0, "\"a\\nb\"\n"), (["-e", "(3,)"], 0, "(3,)\n"),
    (["-e", "[36, 288]"], 0, "f32[2] [36, 288]\n"), (["-e", "x = 3"], 0, ""), (["-e", "-3 + 1"], 0, "-2\n"),
    (["-e", "nobody"], 1, ""), (["-e", "check 1 == 2"], 1, ""), (["-e", "1 +"], 3, ""),
    (["-e", "f("], 3, ""),
    (["-e", "f(x) = f(x + 1)\nf(0)"], 4, ""), (["-e", "zeros(1000000, 1000000)"], 4, ""),
    (["--timeout", "0.2", "-e", "while true { }"], 4, ""), (["--bogus"], 2, ""), (["run"], 2, ""),
    (["run", "missing.advnb"], 3, ""), (["missing.adv"], 3, ""), (["-e", "1", "--threads", "0"], 2, ""),
    (["--version"], 0, "advnb 0.1.0\n"), (["explain", "--stage", "nothing", "x.adv"], 2, ""),
  ]

  @Test(arguments: endings)
  func statusAndOutput(_ arguments: [String], _ status: Int32, _ output: String) throws {
    let ending = try BuiltProgram.run(arguments, in: folder)
    #expect(ending.status == status)
    #expect(ending.output == output)
    #expect(ending.error.isEmpty == (status == 0))
  }

  @Test func helpListsTheCommandsOnStandardOutput() throws {
    let ending = try run("help")
    #expect(ending.status == 0)
    for command in ["run", "check", "strip", "fmt", "explain"] { #expect(ending.output.contains("  \(command) ")) }
    #expect(ending.error == "")
  }

  @Test func standardInputIsAScript() throws {
    let ending = try run(input: "x = 20\nprint(\"x is {x}\")\nx + 1\n")
    #expect(ending.status == 0)
    #expect(ending.output == "x is 20\n21\n")
  }

  @Test func aFileIsAScriptWithFilesBesideIt() throws {
    folder.makeFolder("sub")
    folder["sub/main.adv"] = "save(\"copy.npy\", [2, 4])\nload(\"copy.npy\")"
    let ending = try run("sub/main.adv")
    #expect(ending.error == "")
    #expect(ending.output == "f32[2] [2, 4]\n")
    #expect(folder.exists("sub/copy.npy"))
  }

  @Test func aClosedPipeEndsTheProgramQuietly() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    let input = try folder.open(".in", "for i in range(100000) { print(\"line {i}\") }\n")
    let error = try folder.open(".err")
    let pid = try BuiltProgram.start([], in: folder, descriptors: [input, ends[1], error])
    close(ends[1])
    #expect(BuiltProgram.wait(for: pid) == 0)
    #expect(folder[".err"] == "")
  }

  @Test func aFullDeviceIsReported() throws {
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let files = try [folder.open(".in"), full, folder.open(".err")]
    #expect(BuiltProgram.wait(for: try BuiltProgram.start(["-e", "1"], in: folder, descriptors: files)) == 3)
    #expect(folder[".err"]?.contains("no space left") == true)
  }

  @Test(arguments: ["/etc/passwd", "../outside.csv", "link/hostname", "sub/../../x.csv"])
  func theSandboxRefusesWhatLiesOutside(_ path: String) throws {
    symlink("/etc", folder.path + "/link")
    let ending = try run("-e", "load(\"\(path)\")")
    #expect(ending.status == 1)
    #expect(ending.error.contains("--allow-read"))
  }

  @Test func oneMoreFolderCanBeAllowed() throws {
    let other = try Folder()
    #expect(try BuiltProgram.run(["-e", "save(\"n.npy\", [5, 6])"], in: other).status == 0)
    let program = "load(\"\(other.path)/n.npy\")"
    #expect(try run("-e", program).status == 1)
    #expect(try run("--allow-read", other.path, "-e", program).output == "f32[2] [5, 6]\n")
    let write = try run("--allow-read", other.path, "-e", "save(\"\(other.path)/m.npy\", [1])")
    #expect(write.error.contains("--allow-write"))
    #expect(!other.exists("m.npy"))
  }

  @Test func coloursComeOnlyWhenAskedFor() throws {
    #expect(try !run("-e", "nobody").error.contains("\u{1B}"))
    #expect(try run("--color", "always", "-e", "nobody").error.contains("\u{1B}["))
  }

  @Test func explainShowsTokensAndTrees() throws {
    folder["p.adv"] = "1 + 2 * 3\n"
    #expect(try run("explain", "--stage", "tree", "p.adv").output == "(+ 1 (* 2 3))\n")
    #expect(try run("explain", "--stage", "tokens", "p.adv").output.contains("0-1 integer 1"))
  }

  @Test func explainShowsWhatIsRecordedAndHowItIsComputed() throws {
    folder["p.adv"] = "x = zeros(2, 3)\nfor i in range(3) { x = tanh(x) + i }\n"
    let recorded = try run("explain", "--stage", "ir", "p.adv").output
    #expect(recorded.contains(" = tanh f32[2, 3] %"))
    #expect(recorded.contains(" = add f32[2, 3] %"))
    let plans = try run("explain", "--stage", "plan", "p.adv").output
    #expect(plans.contains("new plan: ") && plans.contains("known plan: "))
    #expect(plans.contains("loop 6 (tanh add)"))
  }

  @Test func fmtRewritesProgramsAndCells() throws {
    folder["p.adv"] = "x=1   # one\n"
    folder["n.advnb"] = "prose   kept=1\n\n```advnb {#a}\n#| alt: b=c\nf(x)=x^2\n```\n"
    let check = try run("fmt", "--check", "p.adv", "n.advnb")
    #expect(check.status == 1)
    #expect(check.output == "p.adv would change\nn.advnb would change\n")
    #expect(folder["p.adv"] == "x=1   # one\n")
    #expect(try run("fmt", "p.adv", "n.advnb").status == 0)
    #expect(folder["p.adv"] == "x = 1  # one\n")
    #expect(folder["n.advnb"] == "prose   kept=1\n\n```advnb {#a}\n#| alt: b=c\nf(x) = x^2\n```\n")
    #expect(try run("fmt", "--check", "p.adv", "n.advnb").status == 0)
    #expect(try run("fmt", "-", input: "f( 1 )").output == "f(1)\n")
  }

  @Test func fmtLeavesAloneWhatDoesNotParse() throws {
    folder["p.adv"] = "x=(1\n"
    #expect(try run("fmt", "p.adv").status == 3)
    #expect(folder["p.adv"] == "x=(1\n")
  }
}
