import SigmoidSystem
import SigmoidLinear
import SigmoidExamples
import SigmoidFormats

/// Examples as grey pictures, and the mean of those of each class.
struct ExampleImages {
  private let examples: Examples
  private let size: ImageSize

  /// - Precondition: the pixels of `size` are the features.
  init(_ examples: Examples, size: ImageSize) {
    require(
      size.pixels == examples.featureCount,
      "images of \(size) of \(examples.featureCount) features")
    self.examples = examples
    self.size = size
  }

  /// One picture an example, all on one scale: black is zero or the least element, white the
  /// greatest. Bytes stay as they are.
  func pictures(_ chosen: [Int]) -> [GreyImage] {
    let values = Self.gather(chosen, examples.features)
    var range = Self.range(values)
    if examples.features is ByteMatrix { range = 0...255 }
    return chosen.indices.map { position in
      Thumbnail(values[position * size.pixels..<(position + 1) * size.pixels], size: size)
        .grey(range)
    }
  }

  /// The mean image of the examples of each class, each on a scale of its own; nil of a class
  /// without examples.
  /// - Parameters:
  ///   - positions: of the examples in the set that are counted.
  ///   - actual: the position of the class of each of them.
  func means(positions: [Int], actual: [Int], classes: Int) -> [GreyImage?] {
    var classOfExample = [Int?](repeating: nil, count: examples.count)
    for (position, actual) in zip(positions, actual) { classOfExample[position] = actual }
    let sums = Self.sums(examples.features, classOfExample, classes)
    return (0..<classes).map { label in
      guard actual.contains(label) else { return nil }
      let own = sums[label * size.pixels..<(label + 1) * size.pixels]
      return Thumbnail(own, size: size).grey(Self.range(own))
    }
  }

  /// The stored elements of some examples, features × examples.
  private static func gather<Features: FeatureStorage>(
    _ chosen: [Int], _ features: Features
  ) -> [Double] {
    let factors = [Features.Scalar](repeating: 1, count: chosen.count)
    var elements = [Features.Scalar](repeating: 0, count: chosen.count * features.features)
    var span = elements.mutableSpan
    features.gather(chosen[...], times: factors.span, into: &span)
    return elements.map { Double($0) }
  }

  /// The sum of the examples of each class, features × classes: X times one row of ones and zeros
  /// a class.
  private static func sums<Features: FeatureStorage>(
    _ features: Features, _ classOfExample: [Int?], _ classes: Int
  ) -> [Double] {
    var sums = [Features.Scalar](repeating: 0, count: features.features * classes)
    var span = sums.mutableSpan
    let block = 1024
    for start in stride(from: 0, to: features.examples, by: block) {
      let columns = start..<min(start + block, features.examples)
      var isOfClass = [Features.Scalar](repeating: 0, count: classes * columns.count)
      for column in columns {
        if let label = classOfExample[column] {
          isOfClass[(column - start) * classes + label] = 1
        }
      }
      features.accumulate(
        residuals: isOfClass.span, classes: classes, columns: columns, into: &span)
    }
    return sums.map { Double($0) }
  }

  private static func range(_ values: some Collection<Double>) -> ClosedRange<Double> {
    min(values.min() ?? 0, 0)...max(values.max() ?? 0, 0)
  }
}
