// All built-ins by name. The table of contents of the language's operations.
// Neighbours: the files beside this one define them by area.

/// Built-ins of a session; hosts may add their own.
public final class Registry {
  private var builtins: [String: Builtin] = [:]

  public init() {
    for group in Registry.groups { for builtin in group() { builtins[builtin.name] = builtin } }
  }

  subscript(name: String) -> Builtin? { builtins[name] }

  var names: [String] { Array(builtins.keys) }
  var all: [Builtin] { builtins.values.sorted { $0.name < $1.name } }

  func add(_ builtin: Builtin) { builtins[builtin.name] = builtin }

  private static var groups: [() -> [Builtin]] {
    [
      makers, randomness, elementwise, reductions, shapes, linearAlgebra, images, losses, transforms, trees, loops,
      dataAndFiles, showing, plain, texts, help,
    ]
  }
}

/// Names that stand for values.
enum Constants {
  static func value(_ name: String) -> Value? {
    switch name {
    case "pi", "π": .float(.pi)
    case "inf", "∞": .float(.infinity)
    case "nan": .float(.nan)
    default: nil
    }
  }
}
