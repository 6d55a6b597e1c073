// Numbers on the command line and in the settings of a page: taken, or refused by name, whatever they are.
// Neighbours: `LanguageTests/HugeNumberTests` has those of programs.

import Testing

@Suite(.serialized) struct NumberTests {
  static let numbers = [
    "1e400", "-1", "0", "nan", "inf", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615",
    "1e300", "1e-300", "99999999999999999999999G", "-1G", "17179869184G", "0x10", "", "x", "٣",
  ]

  static let options = ["--timeout", "--total-timeout", "--memory", "--threads", "--seed"]

  @Test(arguments: options) func anyNumberOfAnOptionIsTakenOrRefused(option: String) throws {
    let folder = try Folder()
    folder["n.advnb"] = "# N\n\n```advnb\nsum(rand(3))\n```\n"
    for number in Self.numbers {
      let ending = try BuiltProgram.run(["run", "n.advnb", "\(option)=\(number)"], in: folder)
      // Four: so little time or memory is given that nothing runs.
      #expect([0, 2, 4].contains(ending.status), "\(option)=\(number): \(ending)")
      if ending.status == 2 { #expect(ending.error.contains(option), "\(option)=\(number): \(ending.error)") }
    }
  }

  static let attributes = ["timeout", "points", "max-lines", "tol", "seed"]

  @Test(arguments: attributes) func anyNumberOfACellIsTakenOrRefused(key: String) throws {
    let folder = try Folder()
    for number in Self.numbers {
      folder["key.advnb"] = """
        # Key

        ```advnb {#t .exercise \(key)=\(number)}
        #| stub: f = 1
        f = 2
        ```

        ```advnb {#q .test for=t \(key)=\(number)}
        print("a\\nb")
        check f == 2
        ```

        """
      folder["answer.advnb"] = folder["key.advnb"]
      for command in [["run", "key.advnb"], ["grade", "key.advnb", "answer.advnb", "-o", "grades"]] {
        let ending = try BuiltProgram.run(command, in: folder)
        // One: the time is too short, or the lines too few. Three: refused.
        #expect([0, 1, 3, 4].contains(ending.status), "\(key)=\(number), \(command): \(ending)")
        if ending.status == 3 { #expect(ending.error.contains("\(key)=\(number)"), "\(ending.error)") }
      }
    }
  }

  static let settings = ["seed", "digits", "max-lines", "timeout", "advnb"]

  @Test(arguments: settings) func anyNumberOfAPageIsTakenOrRefused(key: String) throws {
    let folder = try Folder()
    for number in Self.numbers {
      folder["n.advnb"] = "---\n\(key): \(number)\n---\n\n# N\n\n```advnb\nprint(\"a\\nb\")\nrand(3)\n```\n\n`= 1/3 : .3f`\n"
      let ending = try BuiltProgram.run(["run", "n.advnb"], in: folder)
      #expect([0, 1, 3, 4].contains(ending.status), "\(key): \(number): \(ending)")
      if ending.status == 3 { #expect(ending.error.contains(key), "\(ending.error)") }
    }
  }
}
