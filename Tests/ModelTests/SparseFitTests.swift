@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidOptimization
import TestSupport
import Testing

/// Fits with an l1 in every storage, of much data and little, and what there is no answer to.
@Suite struct SparseFitTests {
  private struct Problem {
    let features = 30
    let examples = 1500
    let bytes: [UInt8]
    let labels: [Int]

    init() {
      var random = RandomValues()
      bytes = random.bytes(30 * 1500).map { $0 < 150 ? 0 : $0 }
      var labels: [Int] = []
      for example in 0..<1500 {
        let x = bytes[example * 30..<(example + 1) * 30].map { Double($0) / 255 }
        let score = 3 * x[0] - 4 * x[1] + 2 * x[2] - 0.5
        labels.append(abs(random.unit()) < logistic(score) ? 1 : 0)
      }
      self.labels = labels
    }

    var byteMatrix: ByteMatrix {
      var matrix = ByteMatrix(features: features, examples: examples)
      var span = matrix.mutableSpan
      for index in bytes.indices { span[index] = bytes[index] }
      return matrix
    }

    /// The same values in another storage: pixels times 1/255.
    func matrix<Scalar: PassScalar>() -> Matrix<Scalar> {
      var matrix = Matrix<Scalar>(
        rows: features, columns: examples, elements: bytes.map { Scalar($0) })
      matrix.scale = 1 / 255
      return matrix
    }

    var sparse: SparseMatrix {
      var sparse = SparseMatrix(matrix() as Matrix<Float>)
      sparse.scale = 1 / 255
      return sparse
    }
  }

  private let task = BinaryTask(positive: ["1"], versus: ["0"])

  /// Whatever the storage, and whether the curvature is the Hessian or of a sample, it is one optimum.
  @Test(arguments: [0.02, 0.002], [false, true])
  func storagesAgree(l1: Double, isLarge: Bool) throws {
    let problem = Problem()
    let labels = Labels(problem.labels)
    var trainer = LogisticTrainer(solver: .auto, l1: l1, threads: 2, gap: 1e-12)
    if isLarge {
      trainer.thrift.elementsInDouble = 0
      trainer.thrift.cheapHessian = 0
    }
    let fits = [
      try trainer.fit(Dataset(features: problem.byteMatrix, labels: labels), task),
      try trainer.fit(Dataset(features: problem.matrix() as Matrix<Float>, labels: labels), task),
      try trainer.fit(Dataset(features: problem.matrix() as Matrix<Double>, labels: labels), task),
      try trainer.fit(Dataset(features: problem.sparse, labels: labels), task),
    ]
    for fit in fits {
      #expect(fit.summary.isConverged && fit.summary.solver == "proximal")
      let objective = fits[0].summary.objective
      #expect(abs(fit.summary.objective - objective) <= 3e-12 * objective)
      let scale = fit.model.inputScale / fits[0].model.inputScale
      for (own, first) in zip(fit.model.weights, fits[0].model.weights) {
        #expect((own == 0) == (first == 0))
        #expect(abs(own * scale - first) <= 1e-5)
      }
    }
    #expect(fits[0].model.weights.contains(0) && fits[0].model.weights.contains { $0 != 0 })
  }

  /// A copy of a feature, a constant, and more features than examples: the optimum may be at several points,
  /// but its value is one, and it is proved.
  @Test func dependentFeaturesHaveAnOptimum() throws {
    var random = RandomValues()
    let rows = (0..<25).map { _ -> [Double] in
      let own = (0..<40).map { _ in random.unit() }
      return own + [own[0], 7, own[1] + own[2]]
    }
    let labels = rows.map { $0[0] + 0.5 * $0[1] + 0.6 * random.unit() > 0 ? 1 : 0 }
    let table = try Examples(rows: rows, labels: Labels(labels), featureNames: nil)
    for l1 in [0.1, 0.02, 0.003] {
      let fit = try LogisticRegression(l1: l1).fit(table)
      #expect(fit.summary.isConverged && fit.summary.separation == nil, "\(l1)")
      #expect(fit.model.weights[41] == 0)
      #expect(try #require(fit.summary.dualityGap) <= 1e-6 * fit.summary.objective)
    }
  }

  @Test func oneVersusRestIsABinaryFitOfEach() throws {
    var random = RandomValues()
    let rows = (0..<300).map { _ in (0..<6).map { _ in random.unit() } }
    let labels = rows.map { row in
      (0..<3).max { row[$0] + 0.4 * random.unit() < row[$1] + 0.4 * random.unit() } ?? 0
    }
    let table = try Examples(rows: rows, labels: Labels(labels), featureNames: nil)
    let all = try LogisticRegression(
      l1: 0.02, task: MulticlassTask(oneVersusRest: true)
    ).fit(table)
    #expect(all.summary.isConverged)
    for column in 0..<3 {
      let one = try LogisticRegression(
        l1: 0.02, task: BinaryTask(positive: [column])
      ).fit(table)
      for feature in 0..<6 {
        #expect(
          abs(all.model.weights[column * 6 + feature] - one.model.weights[feature]) <= 1e-6)
      }
    }
  }

  /// However small the penalty, the classes' weights of a feature do not drift together.
  @Test(arguments: [1e-3, 1e-6, 1e-9]) func softmaxOfASmallPenaltyConverges(l1: Double) throws {
    var random = RandomValues()
    let rows = (0..<300).map { _ in (0..<8).map { _ in random.unit() } }
    let labels = rows.map { row in random.int(in: 0..<4) == 0 ? 2 : row[0] > 0.1 * row[1] ? 1 : 0 }
    let table = try Examples(rows: rows, labels: Labels(labels), featureNames: nil)
    let fit = try LogisticRegression(l1: l1).fit(table)
    #expect(fit.summary.isConverged && fit.summary.evaluations < 100)
    for feature in 0..<8 {
      let weights = (0..<3).map { fit.model.weights[$0 * 8 + feature] }.sorted()
      #expect(weights[1] == 0, "\(weights)")
    }
  }

  @Test func whatIsCommonIsTakenAtItsBest() {
    var random = RandomValues()
    for _ in 0..<500 {
      let weights = (0..<random.int(in: 2..<7)).map { _ in
        random.int(in: 0..<4) == 0 ? 0 : random.unit()
      }
      let (kink, curvature) = (
        abs(random.unit()), random.int(in: 0..<2) == 0 ? 0 : abs(random.unit())
      )
      func cost(_ c: Double) -> Double {
        weights.reduce(0) { $0 + kink * abs($1 - c) + curvature / 2 * ($1 - c) * ($1 - c) }
      }
      let common = [Double].common(weights, kink: kink, curvature: curvature)
      for step in stride(from: -1.5, through: 1.5, by: 0.01) {
        #expect(cost(common) <= cost(step) + 1e-12)
      }
    }
  }

  /// Of thousands of features that mean nothing the working set holds few.
  @Test func wideTablesHaveAPath() throws {
    var random = RandomValues()
    let rows = (0..<60).map { _ in (0..<3000).map { _ in random.unit() } }
    let labels = rows.map { $0[0] + $0[1] - $0[2] + 0.5 * random.unit() > 0 ? 1 : 0 }
    let table = try Examples(rows: rows, labels: Labels(labels), featureNames: nil)
    let path = try LogisticRegression(standardizes: true).path(
      PathPlan(points: 30, endsEarly: false), of: table)
    #expect(path.points.count == 30 && path.points.allSatisfy(\.isConverged))
    #expect(path.points.allSatisfy { $0.features.count <= 60 })
    #expect(path.points.reduce(0) { $0 + $1.evaluations } < 1000)
  }

  @Test func thereAreNoStandardErrors() throws {
    let problem = Problem()
    let fit = try LogisticTrainer(solver: .auto, l1: 0.01).fit(
      Dataset(features: problem.byteMatrix, labels: Labels(problem.labels)), task)
    #expect(throws: InferenceError.kinks) { _ = try fit.inference() }
  }
}
