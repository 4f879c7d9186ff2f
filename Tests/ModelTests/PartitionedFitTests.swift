@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
import TestSupport
import Testing

/// Fits of which several processes hold the examples, each some chunks: the same bits as one that
/// holds them all. Threads stand for the processes here.
@Suite struct PartitionedFitTests {
  /// Bytes with labels 0 to 3, three quarters of them zero.
  private struct Problem {
    let features = 12
    let examples = 2200
    let bytes: [UInt8]
    let labels: [Int]
    let weights: [Double]

    init(_ random: inout RandomValues) {
      let raw = random.bytes(features * examples)
      bytes = raw.map { $0 < 192 ? 0 : $0 }
      var labels: [Int] = []
      for example in 0..<examples {
        let x = bytes[example * features..<example * features + 3].map(Int.init)
        labels.append((x[0] > 0 ? 1 : 0) + (x[1] > x[2] ? 2 : 0) ^ (raw[example] % 5 == 0 ? 1 : 0))
      }
      self.labels = labels
      weights = (0..<examples).map { Double($0 % 7) / 3 }
    }

    /// The examples of a range.
    func matrix(_ range: Range<Int>) -> ByteMatrix {
      var matrix = ByteMatrix(features: features, examples: range.count)
      var span = matrix.mutableSpan
      for index in 0..<features * range.count {
        span[index] = bytes[range.lowerBound * features + index]
      }
      return matrix
    }

    func sparse(_ range: Range<Int>) -> SparseMatrix { SparseMatrix(matrix(range).converted()) }

    func doubles(_ range: Range<Int>) -> Matrix<Double> {
      Matrix(
        rows: features, columns: range.count,
        elements: bytes[range.lowerBound * features..<range.upperBound * features].map {
          Double($0) / 64
        })
    }
  }

  /// What a fit ended with, and what it says of examples.
  private struct Result: Equatable, Sendable {
    let parameters: [UInt64]
    let objective: UInt64
    let evaluations: Int
    let accuracy: Double
    let evaluation: Evaluation
    let examples: Int

    init<Features: FeatureStorage>(_ fit: LogisticFit, _ data: Dataset<Features>) throws {
      parameters = (fit.model.weights + fit.model.intercepts).map(\.bitPattern)
      objective = fit.summary.objective.bitPattern
      evaluations = fit.summary.evaluations
      accuracy = try fit.model.accuracy(on: data)
      evaluation = try fit.model.evaluate(data)
      examples = fit.summary.examples
    }
  }

  enum Storage: CaseIterable, Sendable { case bytes, sparse, doubles }

  enum ResolvedTask: CaseIterable, Sendable {
    case binary, versus, softmax, oneVersusRest

    var task: any ClassificationTask {
      switch self {
      case .binary: BinaryTask(positive: [0, 3])
      case .versus: BinaryTask(positive: [1], versus: [2])
      case .softmax: MulticlassTask()
      case .oneVersusRest: MulticlassTask(oneVersusRest: true)
      }
    }
  }

  static let solvers: [Solver] = [
    .gradientDescent(epochs: 8, learningRate: 0.5), .momentum(epochs: 8, learningRate: 0.5),
    .sgd(epochs: 2, learningRate: 0.1, batchSize: 500), .adam(epochs: 1, learningRate: 0.01),
    .lbfgs(evaluations: 30), .newton(evaluations: 6), .proximal(evaluations: 12),
  ]

  /// Fits with so many processes; nil for one that needs no communicator.
  private func fit(
    _ trainer: LogisticTrainer, _ problem: Problem, _ storage: Storage, _ question: ResolvedTask,
    weighted: Bool, ranks: Int?
  ) throws -> [Result] {
    func fit<Features: FeatureStorage>(
      _ matrix: @escaping @Sendable (Range<Int>) -> Features
    ) throws -> [Result] {
      @Sendable func result(_ data: Dataset<Features>, _ range: Range<Int>) throws -> Result {
        let weights = weighted ? Array(problem.weights[range]) : nil
        let fit = try trainer.fit(data, question.task, exampleWeights: weights)
        return try Result(fit, data)
      }
      let all = 0..<problem.examples
      let whole = Dataset(features: matrix(all), labels: Labels(problem.labels))
      guard let ranks else { return [try result(whole, all)] }
      let plan = whole.partition.plan
      return try ThreadCommunicator.run(ranks: ranks) { communicator in
        let partition = Partition(plan, communicator: communicator)
        let labels = Labels(problem.labels[partition.range]).shared(by: communicator)
        return try result(
          Dataset(features: matrix(partition.range), labels: labels, partition: partition),
          partition.range)
      }
    }
    switch storage {
    case .bytes: return try fit(problem.matrix)
    case .sparse: return try fit(problem.sparse)
    case .doubles: return try fit(problem.doubles)
    }
  }

  @Test(arguments: solvers, ResolvedTask.allCases)
  func isTheSameBits(solver: Solver, question: ResolvedTask) throws {
    if case .newton = solver, question != .binary, question != .versus { return }
    var random = RandomValues()
    let problem = Problem(&random)
    for storage in Storage.allCases {
      let isStandardized = storage == .doubles
      var trainer = LogisticTrainer(
        solver: solver, l1: solver.kind == .proximal ? 0.01 : 0, l2: 0.01,
        classWeights: storage == .sparse ? .balanced : .equal,
        standardizes: isStandardized, threads: 2, seed: 5)
      let weighted = storage == .doubles
      let alone = try fit(
        trainer, problem, storage, question, weighted: weighted, ranks: nil)[0]
      for (ranks, threads) in [(1, 2), (3, 1), (8, 2)] {
        trainer.threads = threads
        let results = try fit(
          trainer, problem, storage, question, weighted: weighted, ranks: ranks)
        #expect(results.count == ranks)
        for (rank, result) in results.enumerated() {
          #expect(
            result == alone, "\(storage), \(ranks) ranks of \(threads) threads, rank \(rank)")
        }
      }
    }
  }
}
