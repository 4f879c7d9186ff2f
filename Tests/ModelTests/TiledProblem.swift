@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidOptimization
import TestSupport

/// Random examples in one of the three storages, with targets of both kinds of loss, and the same
/// numbers in double.
struct TiledProblem<Features: FeatureStorage>: Sendable {
  let data: Dataset<Features>
  let exact: Dataset<Matrix<Double>>
  let classOfExample: [Int32]
  let classes: Int
  let weights: [Double]
  let parameters: [Double]

  var features: Int { data.features.features }
  var examples: Int { data.examples }

  /// - Parameter value: of an element of the storage.
  fileprivate init(
    _ features: consuming Features, exact: consuming Matrix<Double>, classes: Int, isWeighted: Bool,
    _ random: inout RandomValues
  ) {
    let examples = features.examples
    let width = features.features
    let labels = (0..<examples).map { _ in Int32(random.int(in: 0..<max(2, classes))) }
    classOfExample = labels
    self.classes = classes
    weights = isWeighted ? (0..<examples).map { _ in Double(Float(random.unit() + 1.25)) } : []
    parameters = random.array((width + 1) * classes)
    data = Dataset(features: features, labels: Labels(labels))
    self.exact = Dataset(features: exact, labels: Labels(labels))
  }

  func loss<Scalar: PassScalar>(_: Scalar.Type) -> BinaryLoss<Scalar> {
    BinaryLoss(
      targets: classOfExample.map { Scalar($0) }, weights: weights.map { Scalar($0) })
  }

  func softmax<Scalar: PassScalar>(_: Scalar.Type) -> SoftmaxLoss<Scalar> {
    SoftmaxLoss(
      classes: classes, classOfExample: classOfExample, weights: weights.map { Scalar($0) })
  }

  /// Value, then gradient, of one evaluation and of those after it.
  func tiled(threads: Int, evaluations: Int = 1) throws -> [[Double]] {
    if classes == 1 {
      var objective = TiledObjective(
        data, loss: loss(Features.Scalar.self), threads: threads)
      return try (0..<evaluations).map { _ in try objective.flat(at: parameters) }
    }
    var objective = TiledObjective(
      data, loss: softmax(Features.Scalar.self), threads: threads)
    return try (0..<evaluations).map { _ in try objective.flat(at: parameters) }
  }

  /// The same by two products of the whole matrix in double.
  func wholeInDouble() throws -> [Double] {
    if classes == 1 {
      var objective = WholeMatrixObjective(
        exact, loss: loss(Double.self), threads: 1)
      return try objective.flat(at: parameters)
    }
    var objective = WholeMatrixObjective(
      exact, loss: softmax(Double.self), threads: 1)
    return try objective.flat(at: parameters)
  }
}

extension Objective where Self: ~Copyable {
  /// Value, then gradient.
  mutating func flat(at parameters: [Double]) throws -> [Double] {
    let (value, gradient) = try evaluate(at: parameters)
    return [value] + gradient
  }
}

extension TiledProblem where Features == ByteMatrix {
  static func bytes(
    _ features: Int, _ examples: Int, classes: Int = 1, isWeighted: Bool = false,
    _ random: inout RandomValues
  ) -> TiledProblem {
    var x = ByteMatrix(features: features, examples: examples)
    let raw = random.bytes(features * examples)
    var span = x.mutableSpan
    for index in raw.indices { span[index] = raw[index] }
    let exact = Matrix<Double>(
      rows: features, columns: examples, elements: raw.map { Double($0) / 255 })
    return TiledProblem(x, exact: exact, classes: classes, isWeighted: isWeighted, &random)
  }
}

extension TiledProblem {
  static func numbers<Scalar: PassScalar>(
    _ features: Int, _ examples: Int, classes: Int = 1, isWeighted: Bool = false,
    _ random: inout RandomValues
  ) -> TiledProblem where Features == Matrix<Scalar> {
    let x: [Scalar] = random.array(features * examples)
    return TiledProblem(
      Matrix(rows: features, columns: examples, elements: x),
      exact: Matrix(rows: features, columns: examples, elements: x.map { Double($0) }),
      classes: classes, isWeighted: isWeighted, &random)
  }
}

/// Whether all are the same bits; `#expect` of two long arrays would spend minutes on their
/// difference.
func areSameBits(_ one: [Double], _ other: [Double]) -> Bool {
  one.map(\.bitPattern) == other.map(\.bitPattern)
}

/// The largest difference; infinite when the counts differ or one is NaN.
func largestDifference(_ one: [Double], _ other: [Double]) -> Double {
  guard one.count == other.count else { return .infinity }
  return zip(one, other).reduce(0) {
    let difference = abs($1.0 - $1.1)
    return difference.isNaN ? .infinity : max($0, difference)
  }
}
