import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// How an image file becomes an example.
public enum ImagePreparation: Equatable, Sendable {
  /// By MNIST's recipe: a digit on paper, of any size, becomes 28 × 28.
  case digit
  /// As it is, without inversion: all of this size, or, nil, all of the first one's.
  case raw(ImageSize?)

  /// The image of an example; its pixels, row after row, are the example's features.
  package func image(at path: String) throws(FileError) -> GreyImage {
    switch self {
    case .digit: try DigitRecipe.apply(to: PNGImage.read(path), name: path)
    case .raw(let size): try PNGImage.read(path, expecting: size)
    }
  }

  /// One file as a matrix of one example, pixels × 1, that has no label.
  public func example(at path: String) throws(FileError) -> ByteMatrix {
    let image = try image(at: path)
    var matrix = ByteMatrix(features: image.size.pixels, examples: 1)
    matrix.set(0, to: image)
    return matrix
  }
}

extension ByteMatrix {
  /// Makes the pixels of `image` the features of an example.
  mutating func set(_ example: Int, to image: GreyImage) {
    require(
      image.pixels.count == features && example < examples,
      "\(image.size) for example \(example) of a \(features) × \(examples) matrix")
    var target = mutableSpan
    let source = image.pixels.span
    let start = example * source.count
    for index in source.indices { target[unchecked: start + index] = source[unchecked: index] }
  }
}
