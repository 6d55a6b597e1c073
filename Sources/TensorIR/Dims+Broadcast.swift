// Small facts about shapes that several transforms and executors need.
// Neighbours: `ShapeRules`, `Autodiff`.

extension Shape {
  /// Axes of `self` (the result of broadcasting) along which an operand of shape `operand` was repeated.
  ///
  /// - Returns: the missing leading axes, and the axes where the operand has size 1 and the result not.
  public func stretchedAxes(from operand: Shape) -> (missing: Axes, ones: Axes) {
    let offset = count - operand.count
    var missing = Axes()
    var ones = Axes()
    for axis in 0..<Swift.max(0, offset) { missing.append(axis) }
    for axis in operand.indices where operand[axis] == 1 && self[axis + offset] != 1 {
      ones.append(axis + offset)
    }
    return (missing, ones)
  }
}
