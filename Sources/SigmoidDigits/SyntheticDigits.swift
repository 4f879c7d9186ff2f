import SigmoidExamples
import SigmoidFormats
import SigmoidLinear
import SigmoidSystem

/// Handwritten-looking digits of MNIST's shape, drawn from a seed: for a first run where no data
/// can be had, for tests, and for sets larger than any download.
///
/// 28 × 28 bytes an image, white (255) on black (0), the digit in a box of about 20 × 20 around
/// the centre; labels 0…9, each as likely. An example depends on the seed, the set and its
/// own index alone: neither on the threads nor on how many are asked for nor on the machine.
public struct SyntheticDigits: Sendable {
  /// Which of the two disjoint sets of a seed.
  public enum Subset: UInt64, Sendable {
    /// Examples to train on.
    case training = 0
    /// Examples to measure a model on.
    case test = 1
  }

  /// Pixels of an image: 28 · 28.
  public static let features = DigitPen.pixels

  /// The set's own seed; an example's generator is one of its streams.
  private let key: UInt64

  /// The same seed and set are the same digits on every machine.
  public init(seed: UInt64, set: Subset) {
    var generator = SeededGenerator(seed: seed, stream: set.rawValue)
    key = generator.next()
  }

  /// Draws some examples, on all cores.
  /// - Parameters:
  ///   - range: indices of the examples, from 0.
  ///   - images: features × examples in the range, column-major; overwritten.
  ///   - labels: one an example, 0…9; overwritten.
  public func fill(
    _ range: Range<Int>, into images: inout MutableSpan<UInt8>, labels: inout MutableSpan<UInt8>
  ) {
    require(range.lowerBound >= 0, "examples \(range)")
    require(
      images.count == Self.features * range.count && labels.count == range.count,
      "\(images.count) pixels and \(labels.count) labels for \(range.count) examples "
        + "of \(Self.features) pixels")
    let block = 256
    images.withUnsafeMutableBufferPointer { images in
      labels.withUnsafeMutableBufferPointer { labels in
        // Sound: every block writes to its own part of the two buffers, which outlive the loop.
        nonisolated(unsafe) let images = images
        nonisolated(unsafe) let labels = labels
        concurrently((range.count + block - 1) / block) { part in
          let positions = part * block..<min((part + 1) * block, range.count)
          let pixels = positions.lowerBound * Self.features..<positions.upperBound * Self.features
          var imagesOfBlock = MutableSpan(_unsafeElements: images.extracting(pixels))
          var labelsOfBlock = MutableSpan(_unsafeElements: labels.extracting(positions))
          draw(
            from: range.lowerBound + positions.lowerBound, into: &imagesOfBlock,
            labels: &labelsOfBlock)
        }
      }
    }
  }

  /// Draws the examples from `first` on, as many as there are labels, on this thread.
  func draw(
    from first: Int, into images: inout MutableSpan<UInt8>, labels: inout MutableSpan<UInt8>
  ) {
    var pen = DigitPen()
    let variants = DigitStrokes.variants
    for position in 0..<labels.count {
      var random = SeededGenerator(seed: key, stream: UInt64(first + position))
      let digit = random.index(below: variants.count)
      labels[position] = UInt8(digit)
      pen.draw(
        variants[digit], random: &random, into: &images, at: position * Self.features)
    }
  }
}

extension SyntheticDigits {
  /// - Throws: `FileError` where so many examples do not fit the memory that is left.
  public static func requireMemory(examples: Int) throws(FileError) {
    // Pixels, and a label as a byte, as a code and as a class.
    let (bytes, overflow) = examples.multipliedReportingOverflow(by: features + 16)
    try AvailableMemory.require(
      overflow ? .max : bytes, path: "synthetic digits", purpose: "\(examples) examples",
      remedy: "ask for fewer")
  }

  /// The first `examples` of a set: 784 × examples bytes, with their labels.
  public static func dataset(
    examples: Int, seed: UInt64, set: Subset
  ) -> Dataset<ByteMatrix> {
    var images = ByteMatrix(features: features, examples: examples)
    var labels = [UInt8](repeating: 0, count: examples)
    var imageSpan = images.mutableSpan
    var labelSpan = labels.mutableSpan
    SyntheticDigits(seed: seed, set: set).fill(
      0..<examples, into: &imageSpan, labels: &labelSpan)
    return Dataset(features: images, labels: Labels(labels))
  }

  /// Writes a set as two IDX files of unsigned bytes, images and labels, in memory that the number
  /// of images does not matter to but for a byte a label.
  /// - Throws: `FileError` when one cannot be written.
  public static func write(
    examples: Int, seed: UInt64, set: Subset, images: String, labels: String
  ) throws(FileError) {
    let digits = SyntheticDigits(seed: seed, set: set)
    var all: [UInt8] = []
    try IDXWriter.write(
      examples: examples, shape: [DigitPen.side, DigitPen.side], to: images
    ) {
      let range = all.count..<min(all.count + blockOfFile, examples)
      var block = ByteMatrix(features: features, examples: range.count)
      var marks = [UInt8](repeating: 0, count: range.count)
      var imageSpan = block.mutableSpan
      var labelSpan = marks.mutableSpan
      digits.fill(range, into: &imageSpan, labels: &labelSpan)
      all += marks
      return block
    }
    try IDXWriter.write(labels: all, to: labels)
  }

  /// Images drawn at a time for a file: 13 MB.
  private static let blockOfFile = 1 << 14

  /// As many as MNIST has: 784 × 60000 for training, 784 × 10000 for test.
  public static func mnist(
    seed: UInt64 = 0
  ) -> (training: Dataset<ByteMatrix>, test: Dataset<ByteMatrix>) {
    (
      dataset(examples: 60_000, seed: seed, set: .training),
      dataset(examples: 10_000, seed: seed, set: .test)
    )
  }
}
