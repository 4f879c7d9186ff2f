@testable import SigmoidExamples
@testable import SigmoidLinear
import TestSupport
import Testing

/// Both products of every storage against sums in double.
@Suite struct ProductTests {
  /// features, examples, classes: ones, primes, and no multiple of a vector width.
  static let shapes = [
    (1, 1, 1), (1, 7, 1), (5, 1, 1), (3, 4, 2), (17, 33, 1), (31, 65, 3), (64, 128, 10),
    (100, 67, 5), (129, 130, 1), (784, 97, 1), (784, 97, 10),
  ]

  @Test(arguments: shapes) func float(features: Int, examples: Int, classes: Int) {
    checkMatrix(Float.self, features, examples, classes)
  }

  @Test(arguments: shapes) func double(features: Int, examples: Int, classes: Int) {
    checkMatrix(Double.self, features, examples, classes)
  }

  @Test(arguments: shapes) func bytes(features: Int, examples: Int, classes: Int) {
    var random = RandomValues()
    var x = ByteMatrix(features: features, examples: examples)
    let raw = random.bytes(features * examples)
    var span = x.mutableSpan
    for index in raw.indices { span[index] = raw[index] }
    check(x, values: raw.map(Double.init), classes: classes, &random)
  }

  private func checkMatrix<Scalar: PassScalar>(
    _: Scalar.Type, _ features: Int, _ examples: Int, _ classes: Int
  ) {
    var random = RandomValues()
    let elements: [Scalar] = random.array(features * examples)
    let x = Matrix(rows: features, columns: examples, elements: elements)
    check(x, values: elements.map(Double.init), classes: classes, &random)
  }

  private func check<Features: FeatureStorage>(
    _ x: Features, values: [Double], classes: Int, _ random: inout RandomValues
  ) {
    typealias Scalar = Features.Scalar
    let (features, examples) = (x.features, x.examples)
    let columns = examples > 4 ? 2..<examples - 1 : 0..<examples

    let weights: [Scalar] = random.array(features * classes)
    var scores = [Scalar](repeating: .nan, count: classes * columns.count)
    var scoreSpan = scores.mutableSpan
    x.forward(weights: weights.span, classes: classes, columns: columns, into: &scoreSpan)
    let magnitude = values.map(abs).max() ?? 1
    let bound = Tolerance.product(Scalar.self, terms: features, magnitude: magnitude)
    for (position, example) in columns.enumerated() {
      for k in 0..<classes {
        let exact = (0..<features).reduce(0.0) {
          $0 + Double(weights[k * features + $1]) * values[example * features + $1]
        }
        #expect(abs(Double(scores[position * classes + k]) - exact) <= bound)
      }
    }

    let residuals: [Scalar] = random.array(classes * columns.count)
    let start: [Scalar] = random.array(features * classes)
    var gradient = start
    var gradientSpan = gradient.mutableSpan
    x.accumulate(
      residuals: residuals.span, classes: classes, columns: columns, into: &gradientSpan)
    // What is added to is a term too, and may be larger than all products.
    let largest = start.reduce(magnitude) { max($0, Double(abs($1))) }
    let gradientBound = Tolerance.product(Scalar.self, terms: columns.count + 1, magnitude: largest)
    for k in 0..<classes {
      for feature in 0..<features {
        var exact = Double(start[k * features + feature])
        for (position, example) in columns.enumerated() {
          exact +=
            Double(residuals[position * classes + k]) * values[example * features + feature]
        }
        #expect(abs(Double(gradient[k * features + feature]) - exact) <= gradientBound)
      }
    }
  }

  @Test func noFeatures() {
    let x = Matrix<Float>(rows: 0, columns: 3)
    var scores: [Float] = [1, 2, 3]
    var span = scores.mutableSpan
    x.forward(weights: [Float]().span, classes: 1, columns: 0..<3, into: &span)
    #expect(scores == [0, 0, 0])
  }

  @Test func shapesThatDoNotFitStop() async {
    await #expect(processExitsWith: .failure) {
      let x = Matrix<Float>(rows: 3, columns: 2)
      var scores: [Float] = [0, 0]
      var span = scores.mutableSpan
      x.forward(weights: [Float(1), 2].span, classes: 1, columns: 0..<2, into: &span)
    }
  }
}
