@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidLinear
import TestSupport
import Testing

/// Passes in double over every storage, against plain loops, and moments of features far from 0.
@Suite struct CentredFeaturesTests {
  static let features = 21
  static let examples = 150

  /// Whole numbers of 0 to 255, of which every storage holds each.
  private static func numbers(_ random: inout RandomValues) -> [Double] {
    let all: [Double] = random.array(features * examples)
    return all.map { ($0 * 64 + 100).rounded().magnitude.truncatingRemainder(dividingBy: 256) }
  }

  private static func check<Features: FeatureStorage>(
    _ storage: consuming Features, _ x: [Double], centre: [Double], classes: Int,
    random: inout RandomValues
  ) {
    let data = Dataset(features: storage, labels: Labels([Int](repeating: 0, count: examples)))
    let view = CentredFeatures(data, centre: centre)
    let weights: [Double] = random.array(features * classes)
    let residuals: [Double] = random.array(examples * classes)
    func value(_ feature: Int, _ example: Int) -> Double {
      x[example * features + feature] - (centre.isEmpty ? 0 : centre[feature])
    }
    var scores = [Double](repeating: .nan, count: examples * classes)
    var gradient = [Double](repeating: 0, count: features * classes)
    var scoreSpan = scores.mutableSpan
    view.forward(
      weights: weights.span, classes: classes, columns: 0..<examples, into: &scoreSpan)
    var gradientSpan = gradient.mutableSpan
    view.accumulate(
      residuals: residuals.span, classes: classes, columns: 0..<examples, into: &gradientSpan)
    for k in 0..<classes {
      for example in 0..<examples {
        let terms = (0..<features).map { weights[k * features + $0] * value($0, example) }
        let sum = terms.reduce(0, +)
        let bound = 1e-14 * terms.reduce(0) { $0 + abs($1) }
        #expect(abs(scores[example * classes + k] - sum) <= bound)
      }
      for feature in 0..<features {
        let terms = (0..<examples).map { residuals[$0 * classes + k] * value(feature, $0) }
        let bound = 1e-13 * terms.reduce(0) { $0 + abs($1) }
        #expect(abs(gradient[k * features + feature] - terms.reduce(0, +)) <= bound)
      }
    }
  }

  @Test(arguments: [1, 3], [false, true])
  func productsAreThoseOfPlainLoops(classes: Int, isCentred: Bool) {
    var random = RandomValues()
    let x = Self.numbers(&random)
    let centre: [Double] = isCentred ? (0..<Self.features).map { Double($0) * 3 } : []
    let doubles = Matrix<Double>(rows: Self.features, columns: Self.examples, elements: x)
    Self.check(doubles, x, centre: centre, classes: classes, random: &random)
    let floats = Matrix<Float>(
      rows: Self.features, columns: Self.examples, elements: x.map { Float($0) })
    Self.check(floats, x, centre: centre, classes: classes, random: &random)
    // Of a sparse matrix only what is stored can be centred.
    Self.check(SparseMatrix(floats), x, centre: [], classes: classes, random: &random)
    var bytes = ByteMatrix(features: Self.features, examples: Self.examples, scale: 1)
    var span = bytes.mutableSpan
    for index in x.indices { span[index] = UInt8(x[index]) }
    Self.check(bytes, x, centre: centre, classes: classes, random: &random)
  }

  /// A deviation of 1 at 10⁹, and a constant: the variance keeps its digits, and the constant has none.
  @Test func momentsOfFeaturesFarFromZero() {
    let count = 4001
    let elements = (0..<count).flatMap { example -> [Double] in
      [1e9 + Double(example % 2 == 0 ? 1 : -1), 0.1, Double(example == 7 ? 1 : 0)]
    }
    let data = Dataset(
      features: Matrix<Double>(rows: 3, columns: count, elements: elements),
      labels: Labels([Int](repeating: 0, count: count)))
    for threads in [1, 3] {
      let found = Standardization(data, threads: threads)
      let m = Double(count)
      #expect(abs(found.means[0] - (1e9 + 1 / m)) <= 1.2e-7)
      #expect(abs(1 / (found.factors[0] * found.factors[0]) - (1 - 1 / (m * m))) <= 1e-12)
      #expect(found.factors[1] == 0 && found.means[1] == 0.1)
      #expect(abs(1 / (found.factors[2] * found.factors[2]) - (1 - 1 / m) / m) <= 1e-15)
    }
  }

  /// The moments of bytes are those of the same numbers as doubles.
  @Test func momentsOfBytes() {
    var random = RandomValues()
    let x = Self.numbers(&random)
    let labels = Labels([Int](repeating: 0, count: Self.examples))
    var bytes = ByteMatrix(features: Self.features, examples: Self.examples)
    var span = bytes.mutableSpan
    for index in x.indices { span[index] = UInt8(x[index]) }
    let ofBytes = Standardization(Dataset(features: bytes, labels: labels), threads: 2)
    var matrix = Matrix<Double>(rows: Self.features, columns: Self.examples, elements: x)
    matrix.scale = ByteMatrix.unitScale
    let ofDoubles = Standardization(Dataset(features: matrix, labels: labels), threads: 2)
    for feature in 0..<Self.features {
      #expect(abs(ofBytes.means[feature] - ofDoubles.means[feature]) <= 1e-14)
      #expect(
        abs(ofBytes.factors[feature] - ofDoubles.factors[feature])
          <= 1e-12 * ofDoubles.factors[feature])
    }
  }

  /// A factor of rows is that of their product, and of nearly dependent columns the only one.
  @Test func aFactorOfRows() throws {
    var random = RandomValues()
    let (rows, order) = (40, 6)
    let a = Matrix<Double>(rows: rows, columns: order, elements: random.array(rows * order))
    var product = Matrix<Double>(rows: order, columns: order)
    for i in 0..<order {
      for j in 0..<order {
        product[i, j] = (0..<rows).reduce(0) { $0 + a[$1, i] * a[$1, j] }
      }
    }
    var x: [Double] = random.array(order)
    var y = x
    var xSpan = x.mutableSpan
    try Cholesky(ofRows: a).solve(&xSpan)
    var ySpan = y.mutableSpan
    try Cholesky(product).solve(&ySpan)
    for index in 0..<order { #expect(abs(x[index] - y[index]) <= 1e-10 * abs(y[index]) + 1e-12) }
    // Two columns that differ by 10⁻⁹: their product is singular to sixteen digits.
    let near = Matrix<Double>(rows: 3, columns: 2, elements: [1, 1, 1, 1, 1, 1 + 1e-9])
    let factor = try Cholesky(ofRows: near)
    #expect(factor.leastPivotShare(diagonal: [3, 3]) > 1e-20)
    #expect(factor.leastPivotShare(diagonal: [3, 3]) < 1e-17)
  }
}
