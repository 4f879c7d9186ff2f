@testable import SigmoidMetrics
@testable import SigmoidDigits
@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
import Foundation
import TestSupport
import Testing

/// A model trained on MNIST reads digits that were drawn elsewhere, larger, on white paper.
@Suite(
  .enabled(if: OptimisedCommand.isReady, Comment(rawValue: OptimisedCommand.whatIsMissing)))
struct DigitRecipeAccuracyTests {
  private let size = ImageSize(width: 28, height: 28)

  /// Each pixel as a square of 5 × 5, black ink on white, somewhere on 200 × 150 pixels.
  private func drawn(_ digit: GreyImage, number: Int) -> GreyImage {
    let (left, top) = (number * 7 % 60, number * 3 % 10)
    var pixels = [UInt8](repeating: 255, count: 200 * 150)
    for y in 0..<140 {
      for x in 0..<140 {
        pixels[(top + y) * 200 + left + x] = 255 - digit.pixels[y / 5 * 28 + x / 5]
      }
    }
    return GreyImage(width: 200, height: 150, pixels: pixels)
  }

  @Test func drawingsArePredictedLikeTheOriginals() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("m.safetensors")
    _ = try OptimisedCommand.run([
      "train", "--multiclass", "--solver", "lbfgs", "--epochs", "60", "--model", file,
    ])
    let model = try LogisticModel(contentsOf: file)
    let path = try #require(ProcessInfo.processInfo.environment["MNIST_DIR"])
    let test = try MNIST(folder: path).test.selecting(Array(0..<300))
    var recipes = ByteMatrix(features: 784, examples: test.examples)
    var span = recipes.mutableSpan
    for number in 0..<test.examples {
      let original = GreyImage(example: number, of: test.features, size: size)
      let result = try DigitRecipe.apply(to: drawn(original, number: number))
      for (pixel, value) in result.pixels.enumerated() { span[number * 784 + pixel] = value }
      // An image of MNIST is what the recipe makes of itself, but for its brightness.
      let again = try DigitRecipe.apply(to: original)
      #expect(zip(again.pixels, original.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
    let accuracy = try model.accuracy(on: Dataset(features: recipes, labels: test.labels))
    #expect(try accuracy >= model.accuracy(on: test) - 0.02)
  }
}
