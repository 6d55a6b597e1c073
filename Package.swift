// swift-tools-version: 6.1
import PackageDescription

/// Kernels keep their optimisation in debug builds too: the test suite runs them on real sizes.
let kernelSettings: [CSetting] = [.unsafeFlags(["-O3", "-ffp-contract=off", "-fno-math-errno"])]

/// Checks at run time that no variable is changed while it is read cost 6 % of a training step; debug builds, and with
/// them the tests, keep them.
let swiftSettings: [SwiftSetting] = [
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

let package = Package(
  name: "advnb",
  products: [
    .executable(name: "advnb", targets: ["advnb"]),
    .library(name: "Advnb", targets: ["Embedding"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Text and pages: no tensors below this line's targets.
    .target(name: "SourceText"),
    .target(name: "Display", dependencies: ["SourceText"]),
    .target(name: "Syntax", dependencies: ["SourceText"]),

    // Tensors: what is recorded, how it is differentiated, who computes it.
    .target(name: "TensorIR", swiftSettings: swiftSettings),
    .target(name: "Autodiff", dependencies: ["TensorIR"], swiftSettings: swiftSettings),
    .target(name: "Matrices", dependencies: ["TensorIR"]),
    .target(name: "Reference", dependencies: ["TensorIR", "Matrices"]),
    .target(name: "CKernels", exclude: ["README.md"], cSettings: kernelSettings),
    .target(name: "CBLAS", exclude: ["README.md"], linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "Engine", dependencies: ["TensorIR", "Matrices", "CKernels", "CBLAS"], swiftSettings: swiftSettings),

    // Files: codecs from bytes to arrays, no I/O.
    .target(
      name: "CPNG", exclude: ["README.md"],
      linkerSettings: [.linkedLibrary("png"), .linkedLibrary("z")]),
    .target(name: "Formats", dependencies: ["CPNG"]),

    // The language, its library, and the notebook around it.
    .target(name: "CStack", exclude: ["README.md"]),
    .target(
      name: "Language",
      dependencies: ["SourceText", "Syntax", "Display", "TensorIR", "Autodiff", "Formats", "CStack"],
      swiftSettings: swiftSettings),
    .target(name: "CBundle", exclude: ["README.md", "adv", "data"]),
    .target(name: "StandardLibrary", dependencies: ["Language", "CBundle"]),
    .target(name: "Embedding", dependencies: ["Language", "StandardLibrary", "Engine", "TensorIR"]),
    .target(name: "Notebook", dependencies: ["SourceText", "Display", "Language"]),
    .target(name: "CRSVG", exclude: ["README.md"], linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "Transcript", dependencies: ["SourceText", "Display", "Formats", "CRSVG"]),
    .target(name: "CMarkdown", exclude: ["README.md"], linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "Publishing",
      dependencies: [
        "SourceText", "Display", "Syntax", "Formats", "Language", "Notebook", "Transcript", "CMarkdown",
      ]),
    .target(name: "CCurl", exclude: ["README.md"], linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CZMQ", exclude: ["README.md"], linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "Jupyter",
      dependencies: [
        "SourceText", "Display", "TensorIR", "Formats", "Language", "Notebook", "Publishing", "CZMQ",
      ]),
    .target(
      name: "CReadline", exclude: ["README.md"], linkerSettings: [.linkedLibrary("readline")]),
    .target(name: "CPictures", exclude: ["README.md"], linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "REPL",
      dependencies: [
        "SourceText", "Display", "Syntax", "TensorIR", "Language", "Transcript", "CReadline", "CPictures",
      ]),
    .target(name: "CConfine", exclude: ["README.md"], linkerSettings: [.linkedLibrary("seccomp")]),
    .executableTarget(
      name: "advnb",
      dependencies: [
        "CConfine", "CKernels", "SourceText", "Display", "Syntax", "TensorIR", "Autodiff", "Engine", "Reference", "Formats",
        "Language", "StandardLibrary", "Notebook", "Transcript", "Publishing", "Jupyter",
        "REPL", "CCurl",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Editors", "THREATS.md"]),

    .testTarget(name: "SourceTextTests", dependencies: ["SourceText"], exclude: ["Traps.txt"]),
    .testTarget(
      name: "SyntaxTests",
      dependencies: ["Syntax", "Language", "StandardLibrary", "Reference", "Engine", "Notebook"], exclude: ["Pages"]),
    .testTarget(name: "TensorIRTests", dependencies: ["TensorIR", "Reference"]),
    .testTarget(name: "AutodiffTests", dependencies: ["Autodiff", "Reference"]),
    .testTarget(name: "EngineTests", dependencies: ["Engine", "Reference", "CKernels"]),
    .testTarget(name: "FormatsTests", dependencies: ["Formats", "CBundle"], exclude: ["Fixtures"]),
    .testTarget(
      name: "LanguageTests", dependencies: ["Language", "StandardLibrary", "Reference", "Engine", "CStack"],
      exclude: ["KnownAnswers"]),
    .testTarget(name: "TranscriptTests", dependencies: ["Transcript"], exclude: ["readers.py"]),
    .testTarget(name: "NotebookTests", dependencies: ["Notebook", "Transcript", "Reference"]),
    .testTarget(name: "REPLTests", dependencies: ["REPL", "Language", "StandardLibrary", "Engine"]),
    .testTarget(name: "JupyterTests", dependencies: ["Jupyter"], exclude: ["README.md", "kernel.py"]),
    .testTarget(name: "PublishingTests", dependencies: ["Publishing", "CMarkdown", "Reference"]),
    .testTarget(name: "EmbeddingTests", dependencies: ["Embedding"]),
    .testTarget(name: "ProgramTests", dependencies: ["advnb", "Formats"], exclude: ["Faults"]),
  ],
  swiftLanguageModes: [.v6]
)

// The same claims twice: as tests of kept inputs, and, when asked for, as a fuzzer (Tests/FuzzingTests/README.md).
let claims: [Target.Dependency] = [
  "SourceText", "Syntax", "TensorIR", "Engine", "Reference", "Formats", "Language", "StandardLibrary", "Notebook", "Transcript",
  "Publishing", "Jupyter", "REPL",
]
if Context.environment["ADVNB_FUZZER"] == nil {
  package.targets.append(
    .testTarget(
      name: "FuzzingTests", dependencies: claims, exclude: ["README.md", "Corpus", "Found", "Words", "Driver", "run"]))
} else {
  package.targets.append(
    .executableTarget(
      name: "Fuzzing", dependencies: claims, path: "Tests/FuzzingTests",
      exclude: ["README.md", "Corpus", "Found", "Words", "CorpusTests.swift", "run"], sources: ["Claims", "Driver"],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}
