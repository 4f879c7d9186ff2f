@testable import SigmoidExamples
@testable import SigmoidLinear
import TestSupport
import Testing

@Suite struct GramTests {
  /// features, examples: ones, and more than one block.
  @Test(arguments: [(1, 1), (5, 1), (1, 9), (7, 40), (3, 2500), (66, 400)])
  func isTheSumOfOuterProducts(features: Int, examples: Int) {
    var random = RandomValues()
    let raw = random.bytes(features * examples)
    var x = ByteMatrix(features: features, examples: examples)
    var span = x.mutableSpan
    for index in raw.indices { span[index] = raw[index] }
    let chosen = (0..<examples).filter { $0 % 3 != 1 || examples < 3 }.reversed() as [Int]
    let curvatures = chosen.map { _ in abs(random.unit()) }

    let data = Dataset(features: x, labels: Labels(Array(repeating: 0, count: examples)))
    let selected = data.selecting(chosen)
    let gram = Gram.weighted(selected, curvatures: curvatures, threads: 2)
    let sampled = Gram.sampled(selected, curvatures: curvatures, threads: 2)
    for row in 0...features {
      for column in 0...row {
        var exact = 0.0
        for (h, example) in zip(curvatures, chosen) {
          func value(_ feature: Int) -> Double {
            feature == features ? 1 : Double(raw[example * features + feature]) / 255
          }
          exact += h * value(row) * value(column)
        }
        // No term is negative: whatever the order of a sum in float, it is off by at most a
        // rounding of the whole for each of its terms and of their factors.
        let tolerance = Tolerance.product(Float.self, terms: chosen.count + 4, magnitude: exact)
        #expect(abs(gram[row, column] - exact) <= tolerance)
        #expect(abs(Double(sampled[row, column]) - exact) <= tolerance)
      }
    }
  }
}
