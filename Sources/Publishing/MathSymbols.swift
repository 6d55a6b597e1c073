// Names of TeX that stand for one character, by how they are set.
// Neighbours: `MathReader+Commands`; `MathAlphabet` has bold, script and the like.

enum MathSymbols {
  static let identifiers: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ",
    "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "infty": "∞", "ell": "ℓ", "hbar": "ℏ", "imath": "ı", "jmath": "ȷ", "Re": "ℜ", "Im": "ℑ",
    "aleph": "ℵ", "partial": "∂", "nabla": "∇", "emptyset": "∅", "varnothing": "∅", "top": "⊤", "bot": "⊥",
    "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "prime": "′", "angle": "∠", "degree": "°",
  ]

  static let operators: [String: String] = [
    "times": "×", "cdot": "⋅", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "star": "⋆", "circ": "∘", "bullet": "∙",
    "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "odot": "⊙", "cap": "∩", "cup": "∪", "setminus": "∖", "wedge": "∧",
    "vee": "∨", "land": "∧", "lor": "∨", "neg": "¬", "lnot": "¬", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "leqslant": "⩽", "geqslant": "⩾", "lt": "&lt;", "gt": "&gt;", "ll": "≪", "gg": "≫", "ne": "≠", "neq": "≠",
    "equiv": "≡", "approx": "≈", "sim": "∼", "simeq": "≃", "cong": "≅", "propto": "∝", "in": "∈", "notin": "∉",
    "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "to": "→", "rightarrow": "→",
    "longrightarrow": "⟶", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "implies": "⟹",
    "Leftarrow": "⇐", "Leftrightarrow": "⇔", "iff": "⟺", "mapsto": "↦", "uparrow": "↑", "downarrow": "↓",
    "forall": "∀", "exists": "∃", "mid": "∣", "nmid": "∤", "parallel": "∥", "perp": "⊥", "colon": ":", "coloneqq": "≔",
    "triangleq": "≜", "doteq": "≐", "models": "⊨", "vdash": "⊢", "succ": "≻", "prec": "≺", "succeq": "⪰",
    "preceq": "⪯", "%": "%", "#": "#", "$": "$", "&": "&amp;", "_": "_", "backslash": "\\", "square": "□",
    "nearrow": "↗", "searrow": "↘", "rightharpoonup": "⇀", "rightleftharpoons": "⇌", "therefore": "∴", "because": "∵",
  ]

  static let large: [String: String] = [
    "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "bigcup": "⋃",
    "bigcap": "⋂", "bigoplus": "⨁", "bigotimes": "⨂", "bigvee": "⋁", "bigwedge": "⋀",
  ]
  static let integrals: Set<String> = ["int", "iint", "iiint", "oint"]

  static let fences: [String: String] = [
    "{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "|": "‖", "Vert": "‖", "lVert": "‖", "rVert": "‖", "vert": "|",
    "lvert": "|", "rvert": "|", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "lbrack": "[", "rbrack": "]",
  ]

  static let functions: Set<String> = [
    "log", "ln", "lg", "exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "arcsin", "arccos",
    "arctan", "dim", "ker", "deg", "arg", "hom", "Pr",
  ]

  /// Functions whose subscripts stand below them.
  static let limits: [String: String] = [
    "min": "min", "max": "max", "lim": "lim", "sup": "sup", "inf": "inf", "det": "det", "gcd": "gcd",
    "limsup": "lim sup", "liminf": "lim inf", "argmin": "arg min", "argmax": "arg max",
  ]

  static let spaces: [String: String] = [
    ",": "0.17", ":": "0.22", ">": "0.22", ";": "0.28", "!": "-0.17", " ": "0.33", "quad": "1", "qquad": "2",
    "enspace": "0.5", "thinspace": "0.17", "negthinspace": "-0.17", "\n": "0.33",
  ]

  static let accents: [String: (mark: String, isWide: Bool)] = [
    "hat": ("^", false), "widehat": ("^", true), "tilde": ("~", false), "widetilde": ("~", true), "bar": ("¯", false),
    "vec": ("→", false), "dot": ("˙", false), "ddot": ("¨", false), "check": ("ˇ", false), "breve": ("˘", false),
    "acute": ("´", false), "grave": ("`", false), "mathring": ("˚", false), "overrightarrow": ("→", true),
    "overleftarrow": ("←", true),
  ]

  static let matrices: [String: (String, String)] = [
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
    "cases": ("{", ""),
  ]

  /// Characters that a backslash writes literally in a text.
  static let escaped: Set<String> = ["%", "#", "$", "&", "_", "{", "}", " "]
}

/// Letters in bold, script and other hands: characters of their own in Unicode.
enum MathAlphabet {
  case upright, bold, boldItalic, double, script, fraktur, sans, mono

  init?(command: String) {
    switch command {
    case "mathrm", "mathup": self = .upright
    case "mathbf", "bf": self = .bold
    case "boldsymbol", "bm", "mathbit": self = .boldItalic
    case "mathbb": self = .double
    case "mathcal", "mathscr": self = .script
    case "mathfrak": self = .fraktur
    case "mathsf": self = .sans
    case "mathtt": self = .mono
    default: return nil
    }
  }

  /// First letters of the runs of capitals, small letters and digits.
  private var starts: (capital: UInt32, small: UInt32, digit: UInt32?) {
    switch self {
    case .upright: (0x41, 0x61, 0x30)
    case .bold: (0x1D400, 0x1D41A, 0x1D7CE)
    case .boldItalic: (0x1D468, 0x1D482, 0x1D7CE)
    case .double: (0x1D538, 0x1D552, 0x1D7D8)
    case .script: (0x1D49C, 0x1D4B6, nil)
    case .fraktur: (0x1D504, 0x1D51E, nil)
    case .sans: (0x1D5A0, 0x1D5BA, 0x1D7E2)
    case .mono: (0x1D670, 0x1D68A, 0x1D7F6)
    }
  }

  /// Letters that Unicode had before it had the runs.
  private static let exceptions: [UInt32: Unicode.Scalar] = [
    0x1D53A: "ℂ", 0x1D53F: "ℍ", 0x1D545: "ℕ", 0x1D547: "ℙ", 0x1D548: "ℚ", 0x1D549: "ℝ", 0x1D551: "ℤ",
    0x1D49D: "ℬ", 0x1D4A0: "ℰ", 0x1D4A1: "ℱ", 0x1D4A3: "ℋ", 0x1D4A4: "ℐ", 0x1D4A7: "ℒ", 0x1D4A8: "ℳ", 0x1D4AD: "ℛ",
    0x1D4BA: "ℯ", 0x1D4BC: "ℊ", 0x1D4C4: "ℴ", 0x1D506: "ℭ", 0x1D50B: "ℌ", 0x1D50C: "ℑ", 0x1D515: "ℜ", 0x1D51D: "ℨ",
  ]

  func text(_ plain: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in plain.unicodeScalars { result.append(shown(scalar)) }
    return String(result)
  }

  private func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let code: UInt32?
    switch scalar {
    case "A"..."Z": code = starts.capital + scalar.value - 0x41
    case "a"..."z": code = starts.small + scalar.value - 0x61
    case "0"..."9": code = starts.digit.map { $0 + scalar.value - 0x30 }
    default: code = nil
    }
    guard let code else { return scalar }
    return Self.exceptions[code] ?? Unicode.Scalar(code) ?? scalar
  }
}
