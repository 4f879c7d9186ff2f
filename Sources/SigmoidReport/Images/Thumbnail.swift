import SigmoidExamples
import SigmoidFormats

/// Numbers that lie as the pixels of an image, made smaller where the image is large: each new
/// pixel is the mean of a square of old ones.
struct Thumbnail {
  /// More pixels an edge would only make a page heavy.
  static let longestEdge = 56

  let size: ImageSize
  /// Row after row.
  package let values: [Double]

  /// - Parameter values: one a pixel, row after row.
  init(_ values: some RandomAccessCollection<Double>, size old: ImageSize) {
    let edge = (max(old.width, old.height) + Self.longestEdge - 1) / Self.longestEdge
    guard edge > 1 else {
      (size, self.values) = (old, Array(values))
      return
    }
    size = ImageSize(width: (old.width + edge - 1) / edge, height: (old.height + edge - 1) / edge)
    var sums = [Double](repeating: 0, count: size.pixels)
    var counts = sums
    for (position, value) in values.enumerated() {
      let target = position / old.width / edge * size.width + position % old.width / edge
      sums[target] += value
      counts[target] += 1
    }
    self.values = zip(sums, counts).map { $0 / $1 }
  }

  /// Black at the lower bound, white at the upper one.
  func grey(_ range: ClosedRange<Double>) -> GreyImage {
    let length = range.upperBound - range.lowerBound
    let pixels = values.map { value in
      UInt8((length > 0 ? (value - range.lowerBound) / length * 255 : 0).rounded())
    }
    return GreyImage(width: size.width, height: size.height, pixels: pixels)
  }
}
