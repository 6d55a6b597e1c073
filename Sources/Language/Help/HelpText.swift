// What help shows: signature, words, shapes, examples; areas as tables; a search.
// Neighbours: `Builtin.documentation` and the library's `##` lines hold the words, `ErrorPages` those of the errors.

import Display
import SourceText

extension Interpreter {
  /// All names that help knows; `_x` and functions of the library without documentation are its own affair.
  var knownNames: [String] {
    (registry.names + library.names.filter { !$0.hasPrefix("_") && library.firstParagraph(of: $0) != nil }).sorted()
  }

  // MARK: Areas

  /// Areas in the order of the help, each with its names: of built-ins and of the library's files.
  private var areas: [(title: String, names: [String])] {
    var names: [String: [String]] = [:]
    for builtin in registry.all { names[builtin.area.rawValue, default: []].append(builtin.name) }
    var titles = Area.allCases.map(\.rawValue)
    for name in knownNames where registry[name] == nil {
      guard let file = library.file(of: name) else { continue }
      let title = Self.area(ofFile: file)
      if !titles.contains(title) { titles.append(title) }
      names[title, default: []].append(name)
    }
    return titles.compactMap { title in names[title].map { (title, $0.sorted()) } }
  }

  /// A file of the library belongs to the area of its name (`attacks-gradient.adv` to `attacks`), or is one of its own.
  private static func area(ofFile file: String) -> String {
    let name = file.hasSuffix(".adv") ? String(file.dropLast(4)) : file
    let stem = name.split(separator: "-").first.map(String.init) ?? name
    return [
      "matrices": "linear algebra", "randomness": "random", "arrays": "shape", "functions": "elementwise",
    ][stem] ?? stem
  }

  /// Names by area, a paragraph each, and how to go on.
  func overview() -> String {
    let width = (areas.map(\.title.utf8.count).max() ?? 0) + 2
    let paragraphs = areas.map { area in
      HelpLines.wrapped(area.names, after: HelpLines.padded(area.title, to: width), indent: width)
    }
    return paragraphs.joined(separator: "\n") + """


      help(relu) explains one of them, source(dense) shows the code of one written in the language,
      help("shape") says in a line each what the names of an area do, help("E0204") explains an error,
      apropos("mean") searches.
      """
  }

  /// The names of an area with what each does; nil if there is no such area.
  func areaTable(_ title: String) -> Table? {
    guard let area = areas.first(where: { $0.title == title }) ?? errorArea(title) else { return nil }
    return Table(columns: [
      Column(name: title, cells: area.names.map { .text($0) }),
      Column(name: "what it does", cells: area.names.map { .text(firstLine(of: $0)) }),
    ])
  }

  private func errorArea(_ title: String) -> (title: String, names: [String])? {
    title == "errors" ? (title, ErrorPages.codes) : nil
  }

  func firstLine(of name: String) -> String {
    if let title = ErrorPages.title(name) { return title }
    let words = registry[name]?.documentation ?? library.firstParagraph(of: name) ?? ""
    return Self.firstSentence(words)
  }

  func firstSentence(of function: Function) -> String { Self.firstSentence(function.documentation ?? "") }

  private static func firstSentence(_ words: String) -> String {
    let lines = words.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: Array($0), as: UTF8.self) }
    return HelpLines.firstSentence(lines.prefix { !$0.isEmpty && !$0.hasPrefix("    ") }.joined(separator: " "))
  }

  /// The head of a definition; what a built-in has made is called by its name.
  func signature(of function: Function) -> String {
    switch function.body {
    case .builtin(let builtin): return builtin.signature
    case .closure(let code, _, _):
      return "\(code.name ?? "")(\(code.parameters.map(signatureWord).joined(separator: ", ")))"
    case .host(let host): return host.name
    }
  }

  /// Names whose help mentions the text, with their first lines.
  func mentions(of text: String) -> [String] {
    let wanted = text.lowercased()
    let names = knownNames.filter { name in
      // Its own help has the example's text, whatever that is.
      if name == "apropos", !name.contains(wanted) { return false }
      return name.lowercased().contains(wanted) || (helpText(name)?.lowercased().contains(wanted) ?? false)
    }
    let width = (names.map(\.utf8.count).max() ?? 0) + 2
    return names.map { HelpLines.padded($0, to: width) + firstLine(of: $0) }
  }

  func nothingToExplain(_ name: String) -> Failure {
    let candidates = knownNames + areas.map(\.title) + ErrorPages.codes
    if name.hasPrefix("E0") {
      return .value("there is no error code \(name)", hint: "help(\"errors\") lists them.")
    }
    return .unknownName(name, suggestion: suggestion(for: name, among: candidates))
  }

  // MARK: One name

  /// Signature, documentation, shapes and examples; nil for an unknown name.
  func helpText(_ name: String) -> String? {
    guard let value = userModule.cell(name).current else { return nil }
    guard case .function(let function) = value else { return "\(name): \(value.description)" }
    switch function.body {
    case .builtin(let builtin): return "\(builtin.signature)\n\n\(HelpLines.folded(builtin.documentation))"
    case .closure(let code, _, _):
      let head = code.name == nil ? name + signature(of: function) : signature(of: function)
      let text = code.documentation.map { "\(head)\n\n\($0)" } ?? head
      return library.owns(code.span.source) ? text + "\n\nsource(\(name)) shows its code." : text
    case .host(let host): return host.name
    }
  }

  private func signatureWord(_ parameter: FunctionCode.Parameter) -> String {
    let fallback = parameter.fallback.map { " = \(sources.text(of: $0.span))" } ?? ""
    let annotation = parameter.annotation.map { ": \($0.description)" } ?? ""
    return (parameter.isRest ? ".." : "") + parameter.label + annotation + fallback
  }

  /// The definition's text with its documentation; nil where there is none.
  func sourceText(_ name: String) -> String? {
    guard case .function(let function)? = userModule.cell(name).current,
      case .closure(let code, _, _) = function.body
    else { return nil }
    let documentation = code.documentation.map { text in
      text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "##" : "## \($0)" }.joined(separator: "\n") + "\n"
    }
    return (documentation ?? "") + sources.text(of: code.span)
  }
}
