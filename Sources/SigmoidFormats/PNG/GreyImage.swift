import SigmoidSystem
import SigmoidExamples
import SigmoidLinear

/// A grey image of one byte a pixel, 0 black and 255 white, row after row from the top: what a
/// file or somebody's drawing is before it becomes an example.
package struct GreyImage: Equatable, Sendable {
  package let size: ImageSize
  package let pixels: [UInt8]

  /// - Precondition: at least one pixel, and as many as the size has.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    require(
      width > 0 && height > 0 && pixels.count / width == height && pixels.count % width == 0,
      "\(pixels.count) pixels for an image of \(width) × \(height)")
    size = ImageSize(width: width, height: height)
    self.pixels = pixels
  }

  /// The features of one example as an image.
  ///
  /// - Precondition: the pixels of `size` are the features.
  package init(example: Int, of examples: ByteMatrix, size: ImageSize) {
    require(
      size.pixels == examples.features, "an image of \(size) of \(examples.features) features")
    let bytes = examples.bytes(example..<example + 1)
    var pixels = [UInt8](repeating: 0, count: bytes.count)
    for index in bytes.indices { pixels[index] = bytes[index] }
    self.init(width: size.width, height: size.height, pixels: pixels)
  }

  package var width: Int { size.width }
  package var height: Int { size.height }
}
