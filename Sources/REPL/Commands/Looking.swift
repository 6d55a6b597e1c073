// Commands that look: help, documentation, source, kinds, names, pictures.
// Neighbours: `Command`; `ValueView` shows values.

import Language

extension Command {
  static let looking: [Command] = [
    Command(
      "help", "[command or name]", "this list, or what is known of one command or name",
      """
      Without a name, lists the commands. A name of the language is explained as by `name?`; help() lists those.
      """
    ) { $0.help($1) },
    Command("doc", "name", "the documentation of a name, as name? gives it", "") { conversation, name in
      guard !name.isEmpty else { return conversation.note(":doc wants a name: :doc softmax") }
      conversation.explain(name, source: false)
    },
    Command(
      "source", "name", "the code of a function, as name?? gives it",
      "Functions of the library are written in the language: this is the code that runs."
    ) { conversation, name in
      guard !name.isEmpty else { return conversation.note(":source wants a name: :source fgsm") }
      conversation.explain(name, source: true)
    },
    Command(
      "type", "expr", "the kind of a value, its shape and size, without the value",
      "What the expression binds is taken back."
    ) { conversation, text in
      guard !text.isEmpty else { return conversation.note(":type wants an expression: :type randn(3, 4)") }
      guard let value = conversation.value(of: text) else { return }
      conversation.say(conversation.view.kind(value) + "\n")
    },
    Command("vars", "[beginning]", "your names with their kinds and values", "") { $0.listNames($1) },
    Command(
      "show", "expr", "a value as a picture",
      """
      A vector is plotted; [h, w] and [c, h, w] are images; [n, h, w] and [n, c, h, w] become a grid; charts and images
      are shown again. :set images says how pictures are drawn.
      """
    ) { $0.showPicture($1) },
  ]
}

extension Conversation {
  fileprivate func help(_ name: String) {
    let name = name.hasPrefix(":") ? String(name.dropFirst()) : name
    if name.isEmpty { return say(commandList) }
    let matches = Command.named(name)
    if matches.count == 1 { return say(matches[0].helpText) }
    explain(name, source: false)
  }

  private var commandList: String {
    let room = LineEditor.window.columns
    let keys = [
      ("name?  name??", "help on a name; its source"), ("_  _7", "the last value; the value of in-7"),
      ("Tab", "completes; \\alpha Tab gives α"), ("Alt-Enter", "a new line in any entry"),
      ("Ctrl-R", "searches the history"), ("Ctrl-C", "stops what runs; all values stay"), ("Ctrl-D", "leaves"),
    ]
    func lines(_ rows: [(String, String)]) -> String {
      let width = (rows.map { TextFit.width($0.0) }.max() ?? 0) + 2
      // In a narrow window the words stand below the name.
      let indent = width + 24 <= room ? width : 4
      return rows.map { head, words in
        let text = TextFit.wrapped(words, room - indent - 1).split(separator: "\n")
          .joined(separator: "\n" + String(repeating: " ", count: indent))
        let gap = indent == width ? TextFit.padded(head, to: width) : head + "\n    "
        return gap + text + "\n"
      }.joined()
    }
    return lines(Command.all.map { ($0.head, $0.summary) }) + "\n" + lines(keys)
  }

  fileprivate func listNames(_ beginning: String) {
    let variables = session.variables.filter { !$0.name.hasPrefix("_") && $0.name.hasPrefix(beginning) }
    guard !variables.isEmpty else { return note("there are no names yet") }
    let width = min(variables.map(\.name.count).max() ?? 0, 24)
    for (name, value) in variables {
      let gap = String(repeating: " ", count: max(0, width - name.count) + 2)
      say(TextFit.cut(name + gap + view.inOneLine(value), LineEditor.window.columns) + "\n")
    }
  }

  fileprivate func showPicture(_ text: String) {
    guard !text.isEmpty else { return note(":show wants a value: :show image(rand(8, 8))") }
    guard let value = value(of: text) else { return }
    if case .display(let output) = value { return show(output) }
    guard case .tensor(let tensor) = value else {
      return note("\(view.kind(value)) is no picture: :show takes tensors, images and charts")
    }
    let channels = tensor.rank == 3 ? tensor.shape[0] : 0
    let maker: String
    switch tensor.rank {
    case 1: maker = "plot"
    case 2: maker = "image"
    case 3: maker = [1, 3, 4].contains(channels) ? "image" : "grid"
    case 4: maker = "grid"
    default: return note("a tensor of rank \(tensor.rank) is no picture")
    }
    if case .display(let output)? = picture(by: maker, of: value) { show(output) }
  }

  private func picture(by maker: String, of value: Value) -> Value? {
    guard let function = session[maker] else { return nil }
    do { return try session.call(function, [value]) } catch {
      if let problem = session.diagnostic(of: error) { complain(problem) }
      return nil
    }
  }
}
