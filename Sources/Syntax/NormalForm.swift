// Unicode normal form C for names, as the standard library computes it.
// Neighbours: the parser normalises every name beyond ASCII with this.

@_spi(_Unicode) import Swift

extension String {
  /// The canonically composed form, in which equal names have equal bytes.
  var inNormalFormC: String {
    var result = String.UnicodeScalarView()
    for scalar in self._nfc { result.append(scalar) }
    return String(result)
  }
}
