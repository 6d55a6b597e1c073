// How a window moves over the spatial axes of an image, and how many places it has.
// Neighbours: `Attributes` carries it; `ShapeRules+Windows`, the derivative rules and the kernels ask it.

/// A window's way along one spatial axis.
///
/// Tap k of result place p lies at element `(p * stride + k * windowDilation - low) / dilation` of the image;
/// where that is no whole number, or outside, there is padding.
public struct WindowAxis: Hashable, Sendable, BitwiseCopyable {
  public var stride: Int
  /// Padding before and after; negative crops.
  public var low: Int
  public var high: Int
  /// Distance of neighbouring elements of the image: `dilation - 1` zeros lie between them.
  public var dilation: Int
  /// Distance of neighbouring taps of the window.
  public var windowDilation: Int

  public init(stride: Int = 1, low: Int = 0, high: Int = 0, dilation: Int = 1, windowDilation: Int = 1) {
    self.stride = stride
    self.low = low
    self.high = high
    self.dilation = dilation
    self.windowDilation = windowDilation
  }

  /// What `count` elements (or taps) `distance` apart reach over.
  public static func reach(_ count: Int, _ distance: Int) -> Int {
    count == 0 ? 0 : (count - 1) * distance + 1
  }

  /// Elements of the padded image.
  public func extent(_ size: Int) -> Int { WindowAxis.reach(size, dilation) + low + high }

  /// Places of a window of `taps` taps; nil if it does not fit once.
  public func places(_ size: Int, taps: Int) -> Int? {
    let room = extent(size) - WindowAxis.reach(taps, windowDilation)
    return room < 0 ? nil : room / stride + 1
  }

  /// Whether sizes derived from it cannot overflow, and steps go forward.
  var isValid: Bool {
    [stride, dilation, windowDilation].allSatisfy { $0 >= 1 && $0 <= 1 << 30 }
      && [low, high].allSatisfy { $0.magnitude <= 1 << 33 }
  }
}

/// A window's way along one or two spatial axes, as plain data.
public struct Windows: Hashable, Sendable, BitwiseCopyable, RandomAccessCollection {
  private var first: WindowAxis
  private var second: WindowAxis
  private let length: Int

  public init(_ axis: WindowAxis) { (first, second, length) = (axis, WindowAxis(), 1) }
  public init(_ rows: WindowAxis, _ columns: WindowAxis) { (first, second, length) = (rows, columns, 2) }

  public var startIndex: Int { 0 }
  public var endIndex: Int { length }
  public subscript(axis: Int) -> WindowAxis { axis == 0 ? first : second }

  /// The same for each axis, changed.
  public func mapAxes(_ change: (Int, WindowAxis) -> WindowAxis) -> Windows {
    length == 1 ? Windows(change(0, first)) : Windows(change(0, first), change(1, second))
  }
}
