// `advnb completion`: what a shell needs to complete this program's words.
// Neighbours: ArgumentParser knows the commands and options.

import ArgumentParser

struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion", abstract: "Print the completions of a shell.",
    discussion: """
      bash: advnb completion bash > ~/.local/share/bash-completion/completions/advnb
      zsh: advnb completion zsh > a folder of $fpath, as _advnb
      fish: advnb completion fish > ~/.config/fish/completions/advnb.fish
      """)

  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish

    var shell: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() throws { try Console.output(Program.completionScript(for: shell.shell) + "\n") }
}
