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

  func run() throws { try Console.output(script + "\n") }

  /// What ArgumentParser writes, and programs beside the commands: it leaves out the arguments of `advnb FILE.adv`.
  private var script: String {
    let script = Program.completionScript(for: shell.shell)
    let (line, more) =
      switch shell {
      case .bash: ("        COMPREPLY+=($(compgen -W 'run check ", "        __advnb_add_completions -o plusdirs -fX '!*.adv'\n")
      case .zsh: ("        _describe -V subcommand subcommands", "        _files -g '*.adv' && ret=0\n")
      case .fish: ("complete -c 'advnb' -n '__advnb_should_offer_completions_for_positional \"advnb\" -eq 1' -fa 'run'", Self.fishPrograms)
      }
    guard let place = script.firstRange(of: line), let end = script[place.upperBound...].firstIndex(of: "\n") else { return script }
    let next = script.index(after: end)
    return script[..<next] + more + script[next...]
  }

  private static let fishPrograms = """
    complete -c 'advnb' -n '__advnb_should_offer_completions_for_positional "advnb" -eq 1' -fa '(__fish_complete_suffix .adv)'

    """
}

/// Which files an argument may name.
extension CompletionKind {
  static let programs = CompletionKind.file(extensions: ["adv"])
  static let notebooks = CompletionKind.file(extensions: ["advnb", "md"])
  static let transcripts = CompletionKind.file(extensions: ["md"])
  static let sources = CompletionKind.file(extensions: ["adv", "advnb", "md"])
}
