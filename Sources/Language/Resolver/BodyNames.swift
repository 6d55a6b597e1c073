// The names outside a loop's body that it looks at and binds: all that a pass can depend on, and all that it leaves behind.
// Neighbours: `Scope` notes them while a body is resolved; `KeptPass` reads and writes their values.

/// Names of a loop's body. Functions and cells of the top level are noted when the body runs.
struct BodyNames {
  /// Comprehensions around the body: the variables of those within are its own.
  let overlayCount: Int
  /// Slots that are looked at.
  private(set) var slots: [Int] = []
  private(set) var bound: [Destination] = []
  private(set) var readNames: Set<String> = []
  private(set) var boundNames: Set<String> = []
  /// Whether these are all names.
  var isClear = true

  init(overlayCount: Int) { self.overlayCount = overlayCount }

  mutating func note(read name: String, _ slot: Int?) {
    readNames.insert(name)
    if let slot, !slots.contains(slot) { slots.append(slot) }
  }

  mutating func note(bound name: String, _ destination: Destination) {
    if boundNames.insert(name).inserted { bound.append(destination) }
  }

  /// Adds those of a body within.
  mutating func add(_ inner: BodyNames) {
    for slot in inner.slots where !slots.contains(slot) { slots.append(slot) }
    for destination in inner.bound where !bound.contains(where: { $0.isSame(as: destination) }) { bound.append(destination) }
    readNames.formUnion(inner.readNames)
    boundNames.formUnion(inner.boundNames)
    isClear = isClear && inner.isClear
  }

  /// Slots that are looked at and not bound.
  var readOnlySlots: [Int] { slots.filter { slot in !bound.contains { $0.isSame(as: .slot(slot)) } } }

  func contains(_ name: String) -> Bool { readNames.contains(name) || boundNames.contains(name) }
}

extension Destination {
  func isSame(as other: Destination) -> Bool {
    switch (self, other) {
    case (.slot(let slot), .slot(let known)): slot == known
    case (.global(let cell), .global(let known)): cell === known
    default: false
    }
  }
}
