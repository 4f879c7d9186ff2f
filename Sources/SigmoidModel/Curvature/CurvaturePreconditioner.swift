import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization
import SigmoidSystem

/// An approximate inverse Hessian of the penalised mean loss: Cholesky factors of
/// X̃·diag(h)·X̃ᵀ/m + D + damping·I over a sample of the examples, D being the penalty's curvature.
///
/// At the start h is one constant and one factor serves all classes. After a few steps, when the
/// probabilities p are known, each class has a factor of its own with h = p(1 − p), from examples
/// drawn with a probability in proportion to h and weighed by its inverse: most examples are
/// decided by then, and those that are not carry the curvature.
///
/// The scheme of subsampled Newton methods (Roosta-Khorasani & Mahoney, "Sub-sampled Newton
/// methods", Math. Programming 174, 2019) as the initial matrix of L-BFGS; the constant is below
/// Böhning's bound (Annals Inst. Stat. Math. 44, 1992), which MNIST's curvature leaves after one step.
struct CurvaturePreconditioner<Features: FeatureStorage>: Preconditioner {
  private let loss: LinearLoss<Features>
  private let penalty: any Penalty
  /// The Hessian itself at some parameters; nil where it cannot be had.
  private let exactHessian: ([Double]) -> FactoredHessian?
  /// Whether that takes no time to speak of: then it is used where steps go on and on.
  private let isExactCheap: Bool
  private let seed: UInt64
  private let features: Int
  private let columns: Int
  /// One, shared by all columns, or one a column.
  private var factors: [Factor<Features.Scalar>] = []
  /// Whether those are of a model, and not of a start at which no example was decided.
  private var isOfModel = false
  private var renewAt: Int
  /// Where the factors were renewed last; nil for those of the start.
  private var renewedAt: [Double]?
  /// The Hessian itself, once a run has stopped short of the optimum with the factors, and where it
  /// is of.
  private var exact: (hessian: FactoredHessian, place: [Double])?
  private var refinements = 0

  /// Beyond this a factor takes longer than the passes it saves, and 4·features² bytes.
  static var mostFeatures: Int { 4096 }

  private static var firstSample: Int { 1500 }
  private static var laterSample: (binary: Int, column: Int) { (3000, 2000) }
  /// Added to the diagonal, as a share of its mean: features that hardly any example of a small
  /// sample has would seem flat.
  private static var firstDamping: Double { 0.012 }
  private static var laterDamping: Double { 0.006 }
  /// A run that comes near the optimum in fewer steps would not get back what new factors cost.
  private static var renewedAgain: Int { 32 }
  private static var mostCurvature: Double { 0.15 }
  private static var mostRefinements: Int { 12 }
  /// After so many steps a sample is not enough; the Hessian itself is renewed after so many more.
  private static var manySteps: Int { 30 }
  private static var stepsBetween: Int { 6 }

  /// - Parameters:
  ///   - examples: in the coordinates of the solvers.
  ///   - start: where the run begins, if that is a model at which examples are decided already; nil
  ///     for a start at zero.
  ///   - given: what a fit like this one learnt, to begin with.
  ///   - exactHessian: the Hessian itself, for a run that would else end short of the optimum.
  /// - Throws: `NotPositiveDefinite` when even a heavily damped sample has no factor.
  init(
    _ examples: TrainingSet<Features>, penalty: any Penalty, fitsIntercept: Bool = true,
    threads: Int, seed: UInt64, start: [Double]? = nil, given: FitCurvature? = nil,
    exactHessian: @escaping ([Double]) -> FactoredHessian? = { _ in nil },
    isExactCheap: Bool = false
  ) throws(NotPositiveDefinite) {
    self.isExactCheap = isExactCheap
    loss = LinearLoss(examples, fitsIntercept: fitsIntercept, threads: threads)
    self.penalty = penalty
    self.exactHessian = exactHessian
    self.seed = seed
    features = examples.data.features.features
    columns = examples.columns
    renewAt = columns == 1 ? 6 : 8

    if let known = given?.factors(features: features, columns: columns) as [Factor]?
      ?? start.flatMap({ factorForEachColumn(at: $0) })
    {
      factors = known
      isOfModel = true
      renewAt = Self.renewedAgain
      return
    }
    let count = examples.data.partition.examples
    var generator = SeededGenerator(seed: seed, stream: 0)
    let sample = examples.drawing(
      count <= Self.firstSample
        ? Array(0..<count) : (0..<Self.firstSample).map { _ in generator.index(below: count) })
    let weight = 1 / Double(sample.data.examples)
    let curvature = min(Self.mostCurvature, examples.meanClassVariance())
    factors = [
      try sample.sampledFactor(
        sample.classOfExample.indices.map { curvature * weight * sample.relativeWeights[$0] },
        penalty: penalty, damping: Self.firstDamping, threads: threads)
    ]
  }

  mutating func apply(to vector: inout [Double]) {
    if let exact { return exact.hessian.solve(&vector) }
    typealias Scalar = Features.Scalar
    if loss.isSoftmax { vector.removeCommonPart(columns: columns) }
    var column = [Scalar](repeating: 0, count: features + 1)
    for index in 0..<columns {
      for feature in 0..<features { column[feature] = Scalar(vector[index * features + feature]) }
      column[features] = Scalar(vector[columns * features + index])
      var span = column.mutableSpan
      factors[factors.count == 1 ? 0 : index].cholesky.solve(&span)
      for feature in 0..<features { vector[index * features + feature] = Double(column[feature]) }
      vector[columns * features + index] = loss.fitsIntercept ? Double(column[features]) : 0
    }
    if loss.isSoftmax { vector.removeCommonPart(columns: columns) }
  }

  mutating func update(at parameters: [Double], iteration: Int) throws -> Bool {
    if isExactCheap, iteration > Self.manySteps, iteration.isMultiple(of: Self.stepsBetween),
      exact?.place != parameters, let hessian = exactHessian(parameters)
    {
      exact = (hessian, parameters)
      return true
    }
    guard iteration == renewAt, exact == nil else { return false }
    renewAt = max(Self.renewedAgain, 4 * renewAt)
    // A class that is settled everywhere has no curvature left to renew.
    guard let renewed = factorForEachColumn(at: parameters) else { return false }
    factors = renewed
    isOfModel = true
    renewedAt = parameters
    return true
  }

  mutating func refine(at parameters: [Double]) -> Bool {
    guard refinements < Self.mostRefinements, exact?.place != parameters,
      let hessian = exactHessian(parameters)
    else { return false }
    refinements += 1
    exact = (hessian, parameters)
    return true
  }

  /// What another fit may begin with; nil of factors from before any example was decided.
  var learnt: FitCurvature? { isOfModel ? FitCurvature(factors, features: features) : nil }

  func save(to state: inout RunState) {
    state.numbers["refinements"] = Double(refinements)
    state.vectors["refinedAt"] = exact?.place
    state.numbers["renewAt"] = Double(renewAt)
    state.vectors["renewedAt"] = renewedAt
  }

  /// Draws the samples once more where they were drawn then: the same bits.
  mutating func restore(from state: RunState) throws {
    guard let next = state.numbers["renewAt"].flatMap({ Int(exactly: $0) }) else {
      throw RunState.Mismatch(expected: "a whole number renewAt", found: "none")
    }
    renewAt = next
    guard let count = state.numbers["refinements"].flatMap({ Int(exactly: $0) }), count >= 0 else {
      throw RunState.Mismatch(expected: "a count of refinements", found: "none")
    }
    refinements = count
    if let place = state.vectors["refinedAt"] {
      guard place.count == (features + 1) * columns, let hessian = exactHessian(place) else {
        throw RunState.Mismatch(
          expected: "\((features + 1) * columns) parameters refinedAt", found: "\(place.count)")
      }
      exact = (hessian, place)
    }
    guard let place = state.vectors["renewedAt"] else { return }
    guard place.count == (features + 1) * columns, place.allSatisfy(\.isFinite),
      let renewed = factorForEachColumn(at: place)
    else {
      throw RunState.Mismatch(
        expected: "\((features + 1) * columns) parameters renewedAt", found: "\(place.count)")
    }
    factors = renewed
    isOfModel = true
    renewedAt = place
  }

  /// A factor for each column from a sample of its own; nil where a class has no curvature left.
  private func factorForEachColumn(at parameters: [Double]) -> [Factor<Features.Scalar>]? {
    let draws = CurvatureDraws(
      loss.samplingCurvatures(at: parameters), columns: columns, loss.examples.data.partition,
      threads: loss.threads)
    let wanted = columns == 1 ? Self.laterSample.binary : Self.laterSample.column
    guard let draws = draws(wanted, seed: seed) else { return nil }
    let (examples, penalty, threads) = (loss.examples, penalty, loss.threads)
    var factors: [Factor<Features.Scalar>] = []
    // As many columns at a time as there are threads: each has the memory of its sample.
    for first in stride(from: 0, to: columns, by: threads) {
      let some = draws[first..<min(first + threads, columns)]
      let samples = some.map { examples.drawing($0.positions) }
      let made = parallelMap(some.count, threads: some.count) { index in
        try? samples[index].sampledFactor(
          some[first + index].curvatures, penalty: penalty, damping: Self.laterDamping,
          threads: max(1, threads / some.count))
      }
      factors += made.compactMap(\.self)
    }
    return factors.count == columns ? factors : nil
  }
}

extension [Double] {
  /// Takes away what is the same in all columns of softmax's parameters, weights (features ×
  /// columns) and then intercepts: their mean over the columns.
  ///
  /// Adding the same to all classes changes no probability, and the penalty is least without it;
  /// rounding would let it grow.
  mutating func removeCommonPart(columns: Int) {
    let features = count / columns - 1
    var common = [Double](repeating: 0, count: features)
    for index in 0..<columns * features { common[index % features] += self[index] }
    for index in 0..<columns * features {
      self[index] -= common[index % features] / Double(columns)
    }
    centreIntercepts(columns: columns)
  }

  /// Takes away what is the same in all intercepts of softmax's parameters: it changes no probability, and no
  /// penalty is on it.
  mutating func centreIntercepts(columns: Int) {
    let intercepts = count - columns..<count
    let mean = self[intercepts].reduce(0, +) / Double(columns)
    for index in intercepts { self[index] -= mean }
  }
}
