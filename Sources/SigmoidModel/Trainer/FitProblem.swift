import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// The objective of a fit in the coordinates of its solver.
///
/// A solver that runs to the optimum sees every feature at mean 0 and variance 1, whatever is
/// penalised: b̃ = b + wᵀμ takes up the means, as the intercept is free, and of the weights u = w·σ the
/// penalty is (l2/2)·Σ u²/σ². To standardize changes the penalty alone, to (l2/2)·Σ u². X is not
/// touched.
struct FitProblem<Features: FeatureStorage> {
  /// In those coordinates.
  let examples: TrainingSet<Features>
  let penalty: any Penalty
  /// Of the sizes of weights in these coordinates, as the penalty sees them; empty for ones.
  let penaltyScales: [Double]
  private let fitsIntercept: Bool
  private let threads: Int
  /// What all features take in memory, over all processes.
  private let elements: Int
  private let thrift: Thrift
  private let isInterrupted: @Sendable () -> Bool

  /// - Parameters:
  ///   - trainer: of which the penalty, the intercept, the threads and `standardizes` are meant.
  ///   - isConditioned: whether the solver has coordinates of its own.
  init(_ examples: TrainingSet<Features>, _ trainer: LogisticTrainer, isConditioned: Bool) {
    fitsIntercept = trainer.fitsIntercept
    threads = trainer.threads
    thrift = trainer.thrift
    isInterrupted = trainer.isInterrupted
    // A constant has no unit to be penalised in. Without a penalty to standardize changes no optimum: there a
    // constant is what an intercept would be, where there is none.
    let dropsConstants = trainer.standardizes && trainer.isPenalized
    self.examples =
      isConditioned || trainer.standardizes
      ? examples.standardized(
        centres: fitsIntercept, dropsConstants: dropsConstants, threads: threads) : examples
    let standardization = self.examples.standardization
    // Standardized, the penalty is on w·σ, with or without an intercept.
    var ownFactors =
      trainer.standardizes
      ? (fitsIntercept ? [] : standardization?.variances ?? [])
      : (standardization?.factors ?? []).map { $0 * $0 }
    if let offset = examples.offset {
      if ownFactors.isEmpty {
        ownFactors = [Double](repeating: 1, count: examples.data.features.features)
      }
      ownFactors[offset.feature] = 0
    }
    penaltyScales = ownFactors.map { $0.squareRoot() }
    penalty = trainer.penalty(
      onWeights: examples.data.features.features * examples.columns, factors: ownFactors)
    let data = examples.data
    let own = data.examples * data.features.exampleBytes / MemoryLayout<Features.Element>.stride
    elements = data.partition.communicator.sum([own])[0]
  }

  var isSmall: Bool { elements <= thrift.elementsInDouble }
  var isDouble: Bool { Features.Scalar.self == Double.self }

  /// - Throws: `TrainingDataError` where a double does not hold the squares of a feature.
  func checkScales() throws(TrainingDataError) {
    let standardization = examples.standardization
    let factors = standardization?.factors ?? []
    let means = standardization?.means ?? []
    let unusable = factors.indices.first {
      !(factors[$0] == 0 || (1e-150...1e150).contains(factors[$0])) || !means[$0].isFinite
    }
    if let unusable { throw .unusableScale(feature: unusable) }
  }

  func conditioned<MeanLoss: Objective & ~Copyable>(
    _ meanLoss: consuming MeanLoss
  ) -> StandardizedObjective<MeanLoss> {
    StandardizedObjective(
      meanLoss, examples.standardization, columns: examples.columns, fitsIntercept: fitsIntercept,
      offset: examples.offset)
  }

  /// - Parameter isPrecise: whether all passes are in double from the beginning.
  func optimality(
    gap: Double?, tolerance: Double?, isPrecise: Bool
  ) -> Optimality<Features> {
    Optimality(curvature(isPrecise: isPrecise), gap: gap, tolerance: tolerance)
  }

  /// See `optimality`.
  func curvature(isPrecise: Bool) -> Curvature<Features> {
    let standardization =
      examples.standardization ?? .identity(features: examples.data.features.features)
    return Curvature(
      fast: examples, examples: examples.centred(standardization), penalty: penalty,
      fitsIntercept: fitsIntercept, isPrecise: isPrecise, threads: threads,
      cheapHessian: thrift.cheapHessian, isInterrupted: isInterrupted)
  }
}
