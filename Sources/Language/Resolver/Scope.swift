// Which names are local, captured or global while a tree is resolved.
// Neighbours: `Resolver` asks; `Module` holds the global cells.

import SourceText

/// The names of one function, or of the temporaries at the top level of a cell.
final class Scope {
  let parent: Scope?
  /// Names at the top level are global; only comprehension variables get slots there.
  let isTopLevel: Bool
  private var slots: [String: Int] = [:]
  /// Slots whose values something here, or in a function within, may look at.
  private(set) var readSlots: Set<Int> = []
  /// Names of comprehensions and the like, innermost last; they hide everything else.
  private var overlays: [[String: Int]] = []
  private(set) var slotCount = 0
  /// What the loop body under way has looked at and bound so far.
  private var watch: BodyNames?
  /// Values taken from the enclosing scope when the function is made.
  private(set) var captures: [(name: String, outerSlot: Int, slot: Int)] = []

  init(parent: Scope?, isTopLevel: Bool) {
    self.parent = parent
    self.isTopLevel = isTopLevel
  }

  func newSlot() -> Int {
    slotCount += 1
    return slotCount - 1
  }

  /// Makes `name` a local of this function.
  @discardableResult func declare(_ name: String) -> Int {
    if let known = slots[name] { return known }
    let slot = newSlot()
    slots[name] = slot
    return slot
  }

  func pushOverlay(_ names: [String]) {
    var overlay: [String: Int] = [:]
    for name in names { overlay[name] = newSlot() }
    overlays.append(overlay)
  }

  func popOverlay() { overlays.removeLast() }

  /// The slot to read in this frame: own, or captured from an enclosing function.
  func slot(_ name: String) -> Int? {
    for level in overlays.indices.reversed() {
      if let slot = overlays[level][name] {
        if isOutside(level) { watch?.note(read: name, slot) }
        return slot
      }
    }
    let slot = ownOrCaptured(name)
    watch?.note(read: name, slot)
    return slot
  }

  private func ownOrCaptured(_ name: String) -> Int? {
    if let slot = slots[name] {
      readSlots.insert(slot)
      return slot
    }
    guard let parent, let outer = parent.slot(name) else { return nil }
    if let known = captures.first(where: { $0.outerSlot == outer }) { return known.slot }
    let slot = newSlot()
    captures.append((name, outer, slot))
    return slot
  }

  /// A local that assignments in this function may rebind.
  func ownSlot(_ name: String) -> Int? {
    for overlay in overlays.reversed() {
      if let slot = overlay[name] { return slot }
    }
    return slots[name]
  }

  // MARK: Bodies of loops

  /// What `resolve` looks at and binds of the names outside it.
  func watching<T>(_ resolve: () throws -> T) rethrows -> (result: T, names: BodyNames) {
    var outer = watch
    watch = BodyNames(overlayCount: overlays.count)
    defer { watch = outer }
    let result = try resolve()
    let names = watch ?? BodyNames(overlayCount: 0)
    outer?.add(names)
    return (result, names)
  }

  /// Notes that something is bound.
  func note(bound name: String, _ destination: Destination) {
    if let level = overlays.lastIndex(where: { $0[name] != nil }), !isOutside(level) { return }
    watch?.note(bound: name, destination)
  }

  /// Notes something whose names nobody knows.
  func noteUnknownNames() { watch?.isClear = false }

  private func isOutside(_ level: Int) -> Bool { level < (watch?.overlayCount ?? 0) }
}

/// A file's or session's top-level names.
final class Module {
  let name: String
  let isLibrary: Bool
  private(set) var cells: [String: GlobalCell] = [:]
  /// What a name means before the user binds it.
  private let fallback: (String) -> Value?

  init(name: String, isLibrary: Bool, fallback: @escaping (String) -> Value?) {
    self.name = name
    self.isLibrary = isLibrary
    self.fallback = fallback
  }

  func cell(_ name: String) -> GlobalCell {
    if let known = cells[name] { return known }
    let meaning = fallback(name)
    // Looking for the meaning may load a library file, and that may define this very cell.
    if let known = cells[name] { return known }
    let cell = GlobalCell(name: name, fallback: meaning)
    cells[name] = cell
    return cell
  }

  /// Lets go of all names. Functions hold the names that they read, and names hold functions: nothing else ends that.
  func forget() {
    for cell in cells.values { cell.forget() }
    cells = [:]
  }

  /// Bound names in alphabetical order.
  var definitions: [(String, Value)] {
    cells.values.compactMap { cell in cell.value.map { (cell.name, $0) } }.sorted { $0.0 < $1.0 }
  }
}
