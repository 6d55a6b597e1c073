// Fences at column 0 are where cmark-gfm, the reference reader of GitHub's Markdown, sees them.
// Neighbours: `BlockScanner`; the system's library, where there is one.

import Glibc
import SourceText
import Testing

@testable import Notebook

/// The few functions of cmark-gfm that tell where code blocks are.
struct ReferenceReader: @unchecked Sendable {
  typealias Node = OpaquePointer

  private let parse: @convention(c) (UnsafePointer<CChar>?, Int, Int32) -> Node?
  private let first: @convention(c) (Node?) -> Node?
  private let next: @convention(c) (Node?) -> Node?
  private let fenced: @convention(c) (Node?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<CChar>?) -> Int32
  private let type: @convention(c) (Node?) -> UnsafePointer<CChar>?
  private let startLine: @convention(c) (Node?) -> Int32
  private let startColumn: @convention(c) (Node?) -> Int32
  private let free: @convention(c) (Node?) -> Void

  static let shared = ReferenceReader()

  private init?() {
    let names = (0...30).reversed().map { "libcmark-gfm.so.0.29.0.gfm.\($0)" }
    guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW) }).first else { return nil }
    func symbol<T>(_ name: String, _ kind: T.Type) -> T? { dlsym(library, name).map { unsafeBitCast($0, to: kind) } }
    guard let parse = symbol("cmark_parse_document", (@convention(c) (UnsafePointer<CChar>?, Int, Int32) -> Node?).self),
      let first = symbol("cmark_node_first_child", (@convention(c) (Node?) -> Node?).self),
      let next = symbol("cmark_node_next", (@convention(c) (Node?) -> Node?).self),
      let fenced = symbol(
        "cmark_node_get_fenced",
        (@convention(c) (Node?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<CChar>?) -> Int32).self),
      let type = symbol("cmark_node_get_type_string", (@convention(c) (Node?) -> UnsafePointer<CChar>?).self),
      let startLine = symbol("cmark_node_get_start_line", (@convention(c) (Node?) -> Int32).self),
      let startColumn = symbol("cmark_node_get_start_column", (@convention(c) (Node?) -> Int32).self),
      let free = symbol("cmark_node_free", (@convention(c) (Node?) -> Void).self)
    else { return nil }
    (self.parse, self.first, self.next, self.fenced) = (parse, first, next, fenced)
    (self.type, self.startLine, self.startColumn, self.free) = (type, startLine, startColumn, free)
  }

  /// Lines (1-based) at which fences of the page itself begin, at column 0.
  func fenceLines(_ text: [UInt8]) -> [Int] {
    let document = text.withUnsafeBytes { parse($0.bindMemory(to: CChar.self).baseAddress, $0.count, 0) }
    defer { free(document) }
    var lines: [Int] = []
    var node = first(document)
    while node != nil {
      var (length, offset, mark): (Int32, Int32, CChar) = (0, 0, 0)
      if let name = type(node), String(cString: name) == "code_block", fenced(node, &length, &offset, &mark) != 0,
        offset == 0, startColumn(node) == 1
      {
        lines.append(Int(startLine(node)))
      }
      node = next(node)
    }
    return lines
  }
}

@Suite(.enabled(if: ReferenceReader.shared != nil, "cmark-gfm is not installed")) struct FenceDifferenceTests {
  /// Lines (1-based) at which we see fences.
  static func ours(_ text: [UInt8]) -> [Int] {
    let page = PageText(normalising: text)
    var scanner = BlockScanner()
    return page.lines.indices.compactMap { index in
      if case .opens = scanner.next(page.line(index)) { return index + 1 }
      return nil
    }
  }

  @Test func tenThousandRandomPages() throws {
    let reference = try #require(ReferenceReader.shared)
    var random = FixedRandom(state: 51)
    var (fences, different) = (0, 0)
    for round in 0..<10_000 {
      let page = PageText(normalising: RandomPages.page(&random)).bytes.filter { $0 != 0x0D }
      let theirs = reference.fenceLines(page)
      fences += theirs.count
      guard theirs != Self.ours(page) else { continue }
      different += 1
      if different <= 5 {
        Issue.record("round \(round): they \(theirs), we \(Self.ours(page)):\n\(String(decoding: page, as: UTF8.self))")
      }
    }
    #expect(different == 0)
    #expect(fences > 10_000)
  }

  /// Pages whose every line is about fences.
  @Test func tenThousandPagesOfMarks() throws {
    let reference = try #require(ReferenceReader.shared)
    var random = FixedRandom(state: 52)
    let pieces = ["`", "``", "```", "````", "~~~", "~~", " ", "  ", "    ", "\t", ">", "- ", "1. ", "a", "\n", "\n", "\n", "\n\n", "<!--", "-->", "<div>", "+ ", "#", "|", "***"]
    var (fences, different) = (0, 0)
    for round in 0..<10_000 {
      let text = (0..<Int.random(in: 1..<30, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
      let page = PageText(normalising: Array((text.joined() + "\n").utf8)).bytes
      let theirs = reference.fenceLines(page)
      fences += theirs.count
      guard theirs != Self.ours(page) else { continue }
      different += 1
      if different <= 5 { Issue.record("round \(round): they \(theirs), we \(Self.ours(page)): \(text.joined().debugDescription)") }
    }
    #expect(different == 0)
    #expect(fences > 1_000)
  }

  /// The examples of CommonMark's chapter on fences, from a copy of its `spec.txt` where there is one.
  @Test(.enabled(if: getenv("ADVNB_COMMONMARK_SPEC") != nil))
  func examplesOfTheSpecification() throws {
    let reference = try #require(ReferenceReader.shared)
    let path = try #require(getenv("ADVNB_COMMONMARK_SPEC").map { String(cString: $0) })
    let text = String(decoding: try #require(Self.bytes(path)), as: UTF8.self)
    let chapter = try #require(text.split(separator: "## Fenced code blocks").last?.split(separator: "## HTML blocks").first)
    let fence = String(repeating: "`", count: 32)
    let examples = chapter.split(separator: fence + " example\n").dropFirst().map { part in
      part.prefix(upTo: part.firstRange(of: "\n.\n")?.lowerBound ?? part.startIndex)
        .split(separator: "→", omittingEmptySubsequences: false).joined(separator: "\t")
    }
    #expect(examples.count == 29)
    for example in examples {
      let page = PageText(normalising: Array((example + "\n").utf8)).bytes
      #expect(reference.fenceLines(page) == Self.ours(page), "\(example)")
    }
  }

  private static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return result }
      result += buffer.prefix(count)
    }
  }
}
