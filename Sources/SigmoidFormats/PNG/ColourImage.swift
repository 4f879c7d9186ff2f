import SigmoidSystem
import SigmoidExamples

/// An image of red, green and blue, one byte each, row after row from the top.
package struct ColourImage: Equatable, Sendable {
  package let size: ImageSize
  /// Red, green and blue of the first pixel, then of the next.
  package let samples: [UInt8]

  /// - Precondition: at least one pixel, and three samples for each.
  package init(size: ImageSize, samples: [UInt8]) {
    require(
      size.width > 0 && size.height > 0 && samples.count == 3 * size.pixels,
      "\(samples.count) samples for an image of \(size)")
    self.size = size
    self.samples = samples
  }
}
