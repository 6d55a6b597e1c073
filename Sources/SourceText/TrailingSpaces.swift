// Lines without the spaces at their ends.
// Neighbours: whoever lays lines out in columns uses it last: charts in characters, panels, tables of models.

extension StringProtocol {
  /// The text up to its last character that is not dropped.
  public func droppingLast(while isDropped: (Character) -> Bool = { $0 == " " }) -> String {
    guard let last = lastIndex(where: { !isDropped($0) }) else { return "" }
    return String(self[...last])
  }
}
