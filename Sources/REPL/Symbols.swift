// Letters and signs by their TeX names, for `\alpha` and Tab.
// Neighbours: `Completion` looks them up.

enum Symbols {
  /// The letter of a name without its backslash.
  static func letter(_ name: String) -> String? { table.first { $0.0 == name }?.1 }

  static func names(beginning: String) -> [String] {
    table.map(\.0).filter { $0.hasPrefix(beginning) }
  }

  /// In order of the alphabet; marks like `hat` go behind the letter they stand on.
  private static let table: [(String, String)] = [
    ("Delta", "Δ"), ("Gamma", "Γ"), ("Lambda", "Λ"), ("Omega", "Ω"), ("Phi", "Φ"), ("Pi", "Π"), ("Psi", "Ψ"),
    ("Sigma", "Σ"), ("Theta", "Θ"), ("Xi", "Ξ"), ("alpha", "α"), ("approx", "≈"), ("bar", "\u{304}"),
    ("beta", "β"), ("chi", "χ"), ("delta", "δ"), ("dot", "\u{307}"), ("ell", "ℓ"), ("epsilon", "ϵ"),
    ("eta", "η"),
    ("gamma", "γ"), ("hat", "\u{302}"), ("iota", "ι"), ("kappa", "κ"), ("lambda", "λ"), ("mu", "μ"),
    ("nabla", "∇"), ("nu", "ν"), ("omega", "ω"), ("phi", "ϕ"), ("pi", "π"), ("prime", "′"), ("psi", "ψ"),
    ("rho", "ρ"), ("sigma", "σ"), ("tau", "τ"), ("theta", "θ"), ("tilde", "\u{303}"), ("upsilon", "υ"),
    ("varepsilon", "ε"), ("varphi", "φ"), ("xi", "ξ"), ("zeta", "ζ"), ("_0", "₀"), ("_1", "₁"), ("_2", "₂"),
  ]
}
