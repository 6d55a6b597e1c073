// Which taps meet which places: the plan of a direct convolution.
// Neighbours: `DirectStep`, `LongSumStep` compute by it; `CKernels/directconv.c` explains the packed planes.

import CKernels

/// Places of one axis that see the same taps: in a spread-out image, most taps of a window meet zeros between the
/// elements, and which ones do not depends on the place alone, modulo the number of classes.
struct TapClass {
  var places: Int
  var firstTap: Int
  var taps: Int
  /// Element of the image under the first tap of the first place.
  var element: Int
}

/// The classes of one axis.
struct TapClasses {
  let axis: ck_window_axis
  let classes: [TapClass]
  /// Elements from a place to the next one of its class.
  let stride: Int
  let tapStep: Int
  let elementStep: Int
  /// Zeros before the first element; negative if the first ones are not needed.
  let low: Int

  init(_ axis: ck_window_axis) {
    self.axis = axis
    let (places, taps) = (Int(axis.places), Int(axis.taps))
    let (dilation, step) = (Int(axis.dilation), Int(axis.step))
    let common = TapClasses.divisor(Int(axis.stride), dilation)
    let count = Swift.max(1, Swift.min(dilation / common, places))
    stride = Int(axis.stride) / common
    tapStep = dilation / TapClasses.divisor(step, dilation)
    elementStep = step / TapClasses.divisor(step, dilation)
    var classes: [TapClass] = []
    for place in 0..<count {
      let members = (places - place + count - 1) / count
      var found = TapClass(places: members, firstTap: 0, taps: 0, element: 0)
      for tap in 0..<Swift.min(taps, tapStep) {
        let position = place * Int(axis.stride) + tap * step - Int(axis.low)
        if position % dilation == 0 {
          found.firstTap = tap
          found.taps = (taps - tap + tapStep - 1) / tapStep
          found.element = position / dilation
          break
        }
      }
      classes.append(found)
    }
    self.classes = classes
    low = -(classes.lazy.filter { $0.taps > 0 }.map(\.element).min() ?? 0)
  }

  /// Places of the largest class.
  var most: Int { classes[0].places }

  /// Elements of a phase that `count` places of each class need.
  func length(_ count: Int) -> Int {
    let reach = classes.lazy.filter { $0.taps > 0 }.map {
      $0.element &+ ($0.taps &- 1) &* self.elementStep
    }
    guard let last = reach.max() else { return 1 }
    return ((count &- 1) &* stride &+ last &+ low) / stride &+ 1
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
}

/// The description that the kernels take, with the tables it points to.
final class ConvolutionPlan {
  let conv: UnsafeMutablePointer<ck_conv>
  /// Column of the kernel's matrix for each row of the packed kernel; none if they are the same.
  let order: UnsafeMutablePointer<Int32>?
  private let offsets: UnsafeMutablePointer<Int32>
  private let classes: UnsafeMutablePointer<ck_conv_class>

  /// - Parameters:
  ///   - sizes: images and outputs of a group; `channels` of its channels are packed at a time.
  ///   - part: rows and columns of a part, in steps of the classes.
  ///   - folds: whether rows of taps are to be summed apart.
  init(
    _ y: TapClasses, _ x: TapClasses, sizes: (images: Int, own: Int, channels: Int, outputs: Int),
    distances: (image: Int, channel: Int, result: Int), part: (rows: Int, columns: Int),
    folds: Bool = false
  ) {
    let (high, wide) = (y.length(part.rows), x.length(part.columns))
    let across = high * wide
    let plane = across * x.stride * y.stride
    let taps = Int(y.axis.taps * x.axis.taps)
    let total = sizes.channels * taps
    offsets = .allocate(capacity: Swift.max(1, total))
    classes = .allocate(capacity: y.classes.count * x.classes.count)
    let isSplit = folds || y.classes.count * x.classes.count > 1
    order = isSplit ? .allocate(capacity: Swift.max(1, total)) : nil
    var (row, start, count) = (0, 0, 0)
    for (cy, rows) in y.classes.enumerated() {
      for (cx, columns) in x.classes.enumerated() {
        let (first, apart) = (row, folds && y.stride == 1 ? Swift.max(1, rows.taps) : 1)
        for channel in 0..<sizes.channels {
          for ty in stride(from: 0, to: rows.taps, by: apart) {
            for tx in 0..<columns.taps {
              let py = rows.element + y.low + ty * y.elementStep
              let px = columns.element + x.low + tx * x.elementStep
              let phase = (channel * y.stride + py % y.stride) * x.stride + px % x.stride
              offsets[row] = Int32(clamping: phase * across + py / y.stride * wide + px / x.stride)
              let tap = (rows.firstTap + ty * y.tapStep) * Int(x.axis.taps) + columns.firstTap + tx * x.tapStep
              for fold in 0..<apart {
                let place = start + (row - first) * apart + fold
                order?[place] = Int32(
                  clamping: channel * taps + tap + fold * y.tapStep * Int(x.axis.taps))
              }
              row += 1
            }
          }
        }
        classes[count] = ck_conv_class(
          row: Int64(cy), column: Int64(cx), rows: Int64(rows.places), columns: Int64(columns.places),
          offsets: offsets + first, k: Int64(row - first), start: Int64(start), folds: Int64(apart))
        start += (row - first) * apart
        count += 1
      }
    }
    conv = .allocate(capacity: 1)
    conv.initialize(
      to: ck_conv(
        y: ConvolutionPlan.axis(y, length: high, plane: across * x.stride),
        x: ConvolutionPlan.axis(x, length: wide, plane: across), images: Int64(sizes.images),
        own: Int64(sizes.own), outputs: Int64(sizes.outputs), image_distance: Int64(distances.image),
        channel_distance: Int64(distances.channel), result_distance: Int64(distances.result),
        plane: Int64(plane), k: Int64(start), classes: classes, class_count: Int64(count),
        fold_rows: Int64(y.elementStep)))
  }

  deinit {
    offsets.deallocate()
    order?.deallocate()
    classes.deallocate()
    conv.deallocate()
  }

  private static func axis(_ classes: TapClasses, length: Int, plane: Int) -> ck_conv_axis {
    ck_conv_axis(
      size: classes.axis.size, distance: classes.axis.distance, low: Int64(classes.low),
      phases: Int64(classes.stride), length: Int64(length), plane: Int64(plane),
      places: classes.axis.places, classes: Int64(classes.classes.count))
  }
}
