@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidReport
import Foundation
import TestSupport
import Testing

@Suite struct PageImagesTests {
  private let size = ImageSize(width: 4, height: 3)

  /// The same whole numbers, 0 to 255, in every storage.
  private func sets(_ values: [UInt8], labels: Labels) -> [Examples] {
    let examples = labels.count
    let features = values.count / examples
    func matrix<Element: PassScalar>(_: Element.Type) -> Matrix<Element> {
      Matrix(rows: features, columns: examples, elements: values.map { Element($0) })
    }
    var bytes = ByteMatrix(features: features, examples: examples)
    var span = bytes.mutableSpan
    for (index, value) in values.enumerated() { span[index] = value }
    var offsets = [0]
    var elements: [SparseMatrix.Element] = []
    for example in 0..<examples {
      for feature in 0..<features where values[example * features + feature] > 0 {
        elements.append(
          .init(feature: Int32(feature), value: Float(values[example * features + feature])))
      }
      offsets.append(elements.count)
    }
    return [
      Examples(Dataset(features: bytes, labels: labels)),
      Examples(Dataset(features: matrix(Float.self), labels: labels)),
      Examples(Dataset(features: matrix(Double.self), labels: labels)),
      Examples(
        Dataset(
          features: SparseMatrix(features: features, offsets: offsets, elements: elements),
          labels: labels)),
    ]
  }

  @Test func picturesAreTheExamples() {
    var random = RandomValues()
    var values = random.bytes(12 * 6)
    // The scale of numbers that are no bytes is that of the pictures at hand.
    (values[24], values[25]) = (0, 255)
    for set in sets(values, labels: Labels([0, 1, 0, 1, 2, 2])) {
      let pictures = ExampleImages(set, size: size).pictures([2, 5, 0])
      for (picture, example) in zip(pictures, [2, 5, 0]) {
        #expect(picture.size == size)
        #expect(picture.pixels == Array(values[example * 12..<(example + 1) * 12]))
      }
    }
  }

  @Test func meansAreOfTheExamplesThatAreCounted() throws {
    var random = RandomValues()
    let examples = 40
    let values = random.bytes(12 * examples)
    let codes = (0..<examples).map { _ in random.int(in: 0..<3) }
    // Every fifth example is left out; class 3 has none.
    let positions = (0..<examples).filter { $0 % 5 != 0 }
    for set in sets(values, labels: Labels(codes)) {
      let means = ExampleImages(set, size: size).means(
        positions: positions, actual: positions.map { codes[$0] }, classes: 4)
      #expect(means.count == 4 && means[3] == nil)
      for label in 0..<3 {
        let own = positions.filter { codes[$0] == label }
        let sums = (0..<12).map { pixel in own.reduce(0) { $0 + Int(values[$1 * 12 + pixel]) } }
        let most = Double(sums.max() ?? 1)
        let expected = sums.map { UInt8((Double($0) / most * 255).rounded()) }
        let mean = try #require(means[label])
        #expect(zip(mean.pixels, expected).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
      }
    }
  }

  @Test func largeImagesBecomeSmaller() {
    let size = ImageSize(width: 112, height: 57)
    let values = (0..<size.pixels).map { position -> Double in
      let (column, row) = (position % 112, position / 112)
      return Double(column / 2 + row / 2 * 100)
    }
    let small = Thumbnail(values, size: size)
    #expect(small.size == ImageSize(width: 56, height: 29))
    for (position, value) in small.values.enumerated() {
      #expect(value == Double(position % 56 + position / 56 * 100))
    }
    #expect(Thumbnail(values.prefix(56), size: ImageSize(width: 56, height: 1)).values.count == 56)
  }

  @Test func aPictureIsAPNGInThePage() throws {
    let image = GreyImage(width: 2, height: 2, pixels: [0, 80, 160, 255])
    let markup = try image.markup("a \"<picture>\"")
    #expect(
      markup.hasPrefix("<img class=\"pixels\" alt=\"a &quot;&lt;picture&gt;&quot;\" width=\"2\""))
    let text = try #require(markup.firstMatch(of: /base64,([^"]*)"/)).output.1
    let file = try #require(Data(base64Encoded: String(text)))
    #expect(try PNGImage.decode([UInt8](file)) == image)
  }

  @Test func thePageHasTheModelsOwnNumbers() throws {
    var random = RandomValues()
    let model = LogisticModel(
      features: 784, weights: random.array(2352), intercepts: random.array(3),
      classes: ["a", "b", "c"].map { ModelClass(name: $0, labels: [$0]) }, link: .oneVersusRest)
    let markup = try #require(DrawModel(model, shape: [28, 28], scale: 1.0 / 255)).markup
    #expect(markup.contains("data-columns=\"3\" data-scale=\"0.00392156862745098\""))
    #expect(markup.contains("data-link=\"one-vs-rest\""))
    let text = try #require(markup.firstMatch(of: /data-parameters="([^"]*)"/)).output.1
    let bytes = [UInt8](try #require(Data(base64Encoded: String(text))))
    let numbers = stride(from: 0, to: bytes.count, by: 8).map { start in
      var pattern: UInt64 = 0
      for byte in bytes[start..<start + 8].reversed() { pattern = pattern << 8 | UInt64(byte) }
      return Double(bitPattern: pattern)
    }
    #expect(numbers == model.weights + model.intercepts)
    #expect(DrawModel(model, shape: [56, 14], scale: 1) == nil)
    #expect(DrawModel(model, shape: nil, scale: 1) == nil)
  }
}
