import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import TestSupport

/// Clouds of points, one a class, near enough that no plane parts them: what the peers' tests draw
/// with `make_classification` and `make_blobs`.
struct Clouds {
  let features: Int
  /// 0, 1, …, in turn.
  let labels: [Int]
  /// Features × examples.
  let values: [Double]

  var examples: Int { labels.count }

  /// - Parameter distance: between the middles of two clouds, whose points lie 1 from theirs.
  init(
    _ examples: Int, features: Int, classes: Int = 2, distance: Double = 1.5,
    random: inout RandomValues
  ) {
    var values: [Double] = []
    for example in 0..<examples {
      for feature in 0..<features {
        // The sum of three has the variance 1.
        let noise = random.unit() + random.unit() + random.unit()
        let isItsOwn = feature % classes == example % classes
        values.append(noise + (isItsOwn ? distance : 0))
      }
    }
    self.features = features
    labels = (0..<examples).map { $0 % classes }
    self.values = values
  }

  func data<Scalar: PassScalar>(_: Scalar.Type = Double.self) -> Dataset<Matrix<Scalar>> {
    data(labelled: Labels(labels))
  }

  func data<Scalar: PassScalar>(labelled labels: Labels) -> Dataset<Matrix<Scalar>> {
    Dataset(
      features: Matrix(rows: features, columns: examples, elements: values.map { Scalar($0) }),
      labels: labels)
  }

  var sparseData: Dataset<SparseMatrix> {
    let dense: Matrix<Float> = Matrix(
      rows: features, columns: examples, elements: values.map { Float($0) })
    return Dataset(features: SparseMatrix(dense), labels: Labels(labels))
  }

  /// These examples of the clouds, in that order, with labels of their own.
  func data(_ chosen: [Int], labels: [Int]) -> Dataset<Matrix<Double>> {
    Dataset(
      features: Matrix(
        rows: features, columns: chosen.count,
        elements: chosen.flatMap { values[$0 * features..<($0 + 1) * features] }),
      labels: Labels(labels))
  }

  /// The binary question about them: is the label 1?
  static let task = BinaryTask(positive: [1])

  /// The question about so many classes.
  static func task(classes: Int) -> any ClassificationTask {
    classes == 2 ? task : MulticlassTask()
  }
}

/// The solvers that come to the optimum, those of several classes and those of two.
func solvers(classes: Int) -> [Solver] {
  [.lbfgs(), .momentum(epochs: 20_000, learningRate: 0.3)] + (classes == 2 ? [.newton()] : [])
}

func trainer(_ solver: Solver = .lbfgs(), l2: Double = 0.02, tolerance: Double = 1e-9)
  -> LogisticTrainer
{
  LogisticTrainer(solver: solver, l2: l2, tolerance: tolerance, threads: 2)
}

/// max|a − b| over weights and intercepts.
func distance(_ one: LogisticModel, _ other: LogisticModel) -> Double {
  distance(one.weights + one.intercepts, other.weights + other.intercepts)
}

func distance(_ one: [Double], _ other: [Double]) -> Double {
  precondition(one.count == other.count, "\(one.count) numbers and \(other.count)")
  return zip(one, other).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
