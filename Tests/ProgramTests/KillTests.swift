// A run that is killed at any moment leaves the page before or the page after, and never half of one.
// Neighbours: `BuiltProgram` starts the program.

import Glibc
import Testing

@Suite(.serialized) struct KillTests {
  /// Kills; `ADVNB_KILLS` asks for more.
  static let count = getenv("ADVNB_KILLS").flatMap { Int(String(cString: $0)) } ?? 60

  private func write(_ value: Int, in folder: Folder) {
    folder["n.advnb"] = """
      ```advnb {#a}
      x = \(value)
      print("x is {x}")
      plot([1, 2, x])
      for i in range(200) { print(i * x) }
      save("x.npy", ones(200, 200) * x)
      ```

      """
  }

  @Test func pagesAndDataAreWhole() throws {
    let folder = try Folder()
    write(0, in: folder)
    #expect(try BuiltProgram.run(["run", "n.advnb"], in: folder).status == 0)
    var killed = 0
    for round in 0..<Self.count {
      write(round % 7, in: folder)
      let streams = try [folder.open(".in"), folder.open(".out"), folder.open(".err")]
      let pid = try BuiltProgram.start(["run", "n.advnb"], in: folder, descriptors: streams)
      for descriptor in streams { close(descriptor) }
      // From before the first cell to after the last picture: a debug build takes about 60 ms.
      usleep(UInt32((round * 7919) % 80) * 1000)
      kill(pid, SIGKILL)
      if BuiltProgram.wait(for: pid) == 128 + SIGKILL { killed += 1 }
      let page = try #require(folder["n.md"])
      #expect(page.hasSuffix("<!-- /out -->\n"))
      let value = try #require(page.split(separator: "\n").first { $0.hasPrefix("x = ") }?.dropFirst(4))
      #expect(page.contains("\nx is \(value)\n"), "round \(round)")
      let data = try BuiltProgram.run(["-e", "a = load(\"x.npy\")\n(a.shape, all(a == a[0, 0]))"], in: folder)
      #expect(data.output == "((200, 200), true)\n", "round \(round): \(data.output)\(data.error)")
    }
    #expect(killed > Self.count / 4)
    write(5, in: folder)
    #expect(try BuiltProgram.run(["run", "n.advnb"], in: folder).status == 0)
    #expect(!folder.names.contains { $0.hasSuffix(".tmp") }, "\(folder.names)")
  }
}
