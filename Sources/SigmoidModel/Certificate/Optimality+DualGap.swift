import SigmoidLinear
import SigmoidOptimization

/// The bound of the optimum by duality, see `DualBound`.
extension Optimality {
  /// J and J − D(q) alone, without an allowance for rounding: what the formula says.
  func dualGap(at parameters: [Double]) throws -> (objective: Double, gap: Double) {
    var gradient = [Double](repeating: 0, count: parameters.count)
    let loss = try meanLoss.evaluate(at: parameters, gradient: &gradient)
    let objective = loss + penalty.value(at: parameters)
    guard let dualPenalty else { return (objective, .infinity) }
    let gaps = try dualGap(
      at: parameters, gradient, dualPenalty, loss: loss, objective: objective, enough: 0)
    return (objective, gaps.reduce(0, +))
  }

  /// One a column that does not depend on the others, or one.
  /// - Parameter enough: a gap that is known to be no larger is not computed more closely.
  func dualGap(
    at parameters: [Double], _ gradient: [Double], _ penalty: L2Penalty, loss: Double,
    objective: Double, enough: Double
  ) throws -> [Double] {
    let features = examples.data.features.features
    let columns = examples.columns
    let mixtures = mixtures(gradient)
    let mixes = mixtures.contains { $0.share > 0 }
    let sums = mixes ? try sumsOfClasses() : []
    func gaps(_ entropyLosses: [Double]) -> [Double] {
      mixtures.indices.map { group in
        DualBound.gap(
          parameters: parameters, gradient: gradient, penalty: penalty, features: features,
          columns: mixtures.count == columns ? group..<group + 1 : 0..<columns, of: columns,
          mixture: mixtures[group], classSums: sums, entropyLoss: entropyLosses[group])
      }
    }
    guard mixes else { return gaps(mixtures.map { _ in 0 }) }
    // By concavity H(q) ≥ (1 − t)·H(p) + t·H(s): enough where t is next to nothing.
    let products = zip(parameters, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    let share = mixtures.map(\.share).max() ?? 0
    let bound = share * (loss - products)
    let loose = gaps(mixtures.map { _ in bound })
    if bound <= Self.negligible * objective || loose.reduce(0, { $0 + Swift.max(0, $1) }) <= enough
    {
      return loose
    }
    return gaps(examples.entropyLosses(at: parameters, mixtures, threads: curvature.threads))
  }

  /// The penalty on what is the same in all columns of a softmax, which changes no score: J without it
  /// is so much lower, and no gradient step of the loss shows it.
  func costOfCommonPart(_ parameters: [Double]) -> Double {
    guard examples.link == .softmax else { return 0 }
    var rest = parameters
    rest.removeCommonPart(columns: examples.columns)
    return Swift.max(0, penalty.value(at: parameters) - penalty.value(at: rest))
  }

  /// Of J: so much a gap may be larger to spare a pass.
  private static var negligible: Double { 1e-10 }

  /// How probabilities become feasible, one a group of classes.
  private func mixtures(_ gradient: [Double]) -> [DualBound.Mixture] {
    let columns = examples.columns
    let shares = examples.classShares()
    let intercepts = gradient[(gradient.count - columns)...]
    guard curvature.fitsIntercept else {
      let none = DualBound.Mixture(actual: shares, excess: shares.map { _ in 0 })
      return examples.link == .oneVersusRest ? (0..<columns).map { _ in none } : [none]
    }
    switch examples.link {
    case .softmax:
      return [.init(actual: shares, excess: Array(intercepts))]
    case .logistic:
      let excess = intercepts.first ?? 0
      return [.init(actual: shares, excess: [-excess, excess])]
    case .oneVersusRest:
      return zip(shares, intercepts).map { share, excess in
        .init(actual: [1 - share, share], excess: [-excess, excess])
      }
    case .ordinal: preconditionFailure("classes in an order have no such bound")
    }
  }

  /// X y_k/Σc, features × columns: minus the gradient where all probabilities are alike, as features
  /// have mean 0.
  private func sumsOfClasses() throws -> [Double] {
    if let classSums { return classSums }
    let zero = [Double](repeating: 0, count: dimension)
    var gradient = zero
    _ = try meanLoss.evaluate(at: zero, gradient: &gradient)
    let sums = gradient.map { -$0 }
    classSums = sums
    return sums
  }
}
