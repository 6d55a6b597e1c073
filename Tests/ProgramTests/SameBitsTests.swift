// The page of a notebook has the same bytes whatever ran beside it: threads, vectors, replay, and what was looked at between.
// Neighbours: `EngineTests/LevelTests` has single kernels. `ADVNB_SAMEBITS=all` takes every notebook, which takes long.

import Foundation
import Testing

@Suite(.serialized) struct SameBitsTests {
  private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/notebooks"

  /// Notebooks that run in seconds; those of the lecture when asked for.
  static let pages: [String] = {
    let quick = ["toy", "guide/01-values-and-shapes", "guide/04-gradients", "guide/06-randomness", "teaching/fgsm-key"]
    guard let wanted = ProcessInfo.processInfo.environment["ADVNB_SAMEBITS"] else { return quick }
    if wanted != "all" { return wanted.split(separator: " ").map(String.init) }
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".advnb") }.map { String($0.dropLast(6)) }.sorted()
  }()

  static let circumstances = [
    "\"$0\" run n.advnb --threads 1", "\"$0\" run n.advnb --threads 2", "ADVNB_VECTORS=plain \"$0\" run n.advnb",
    "ADVNB_VECTORS=avx2 \"$0\" run n.advnb", "ADVNB_REPLAY=off \"$0\" run n.advnb", "ADVNB_NATIVE=off \"$0\" run n.advnb",
    "\"$0\" run n.advnb --report r.json",
  ]

  private func run(_ script: String, _ page: String) throws -> (page: String, figures: [[UInt8]]) {
    let folder = try Folder()
    for name in Folder.namesOf(Self.folder(page)) where !name.hasSuffix("_files") && !name.hasSuffix(".md") {
      symlink("\(Self.folder(page))/\(name)", "\(folder.path)/\(name)")
    }
    folder.remove("n.advnb")
    folder.write("n.advnb", Folder.bytes(ofFile: "\(Self.root)/\(page).advnb") ?? [])
    let files = script + " --allow-read \(Self.folder(page)) 2>&1"
    let ending = try BuiltProgram.shell(files, in: folder)
    #expect(ending.status == 0, "\(page), \(script): \(ending.output)")
    let figures = Folder.namesOf("\(folder.path)/n_files").map { folder.bytes("n_files/\($0)") ?? [] }
    return (folder["n.md"] ?? "", figures)
  }

  private static func folder(_ page: String) -> String {
    root + "/" + page.split(separator: "/").dropLast().joined(separator: "/")
  }

  @Test(arguments: pages) func pagesDoNotDependOnCircumstances(page: String) throws {
    let wanted = try run("\"$0\" run n.advnb", page)
    #expect(wanted.page.contains("<!-- out "))
    for script in Self.circumstances {
      let found = try run(script, page)
      #expect(found.page == wanted.page, "\(page), \(script)")
      #expect(found.figures == wanted.figures, "\(page), \(script): pictures")
    }
  }
}
