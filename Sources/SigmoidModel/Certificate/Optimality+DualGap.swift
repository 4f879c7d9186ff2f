import SigmoidLinear
import SigmoidOptimization

/// The bound of the optimum by duality, see `DualBound`.
extension Optimality {
  /// J and J − D(q) alone, without an allowance for rounding: what the formula says.
  func dualGap(at parameters: [Double]) throws -> (objective: Double, gap: Double) {
    var gradient = [Double](repeating: 0, count: parameters.count)
    let loss = try meanLoss.evaluate(at: parameters, gradient: &gradient)
    let objective = loss + penalty.value(at: parameters)
    guard !penalty.isZero else { return (objective, .infinity) }
    let gaps = try dualGap(
      at: parameters, gradient, penalty, loss: loss, objective: objective, enough: 0)
    return (objective, gaps.reduce(0, +))
  }

  /// One a column that does not depend on the others, or one. With kinks residuals that shrink are tried
  /// too, which alone give a bound where some weight has nothing but a kink.
  /// - Parameter enough: a gap that is known to be no larger is not computed more closely.
  func dualGap(
    at parameters: [Double], _ gradient: [Double], _ penalty: any Penalty, loss: Double,
    objective: Double, enough: Double
  ) throws -> [Double] {
    let mixtures = mixtures(gradient)
    let sums = mixtures.contains { $0.share > 0 } ? try sumsOfClasses() : []
    let points = mixtures.indices.map { group in
      DualBound.Point(
        parameters: parameters, gradient: gradient, penalty: penalty,
        features: examples.data.features.features,
        columns: mixtures.count == examples.columns ? group..<group + 1 : 0..<examples.columns,
        allColumns: examples.columns, classSums: sums)
    }
    func gaps(_ mixtures: [DualBound.Mixture]) -> [Double] {
      self.gaps(at: points, mixtures, loss: loss, objective: objective, enough: enough)
    }
    let full = gaps(mixtures)
    guard penalty.hasKinks else { return full }
    let shrunk = zip(mixtures, points).map { mixture, point in
      var mixture = mixture
      mixture.shrinkage = DualBound.shrinkage(at: point, mixture)
      return mixture
    }
    return zip(full, gaps(shrunk)).map { min($0, $1) }
  }

  /// What the bound comes to where residuals shrink next to nothing, by a gradient of the mean loss that may
  /// be one of the engine: what a proof is likely to find.
  func gapEstimate(at parameters: [Double], _ gradient: [Double]) -> Double {
    let features = examples.data.features.features
    let point = DualBound.Point(
      parameters: parameters, gradient: gradient, penalty: penalty, features: features,
      columns: 0..<examples.columns, allColumns: examples.columns, classSums: [])
    return DualBound.estimate(at: point)
  }

  /// - Parameter mixtures: one a group, as there are points.
  private func gaps(
    at points: [DualBound.Point], _ mixtures: [DualBound.Mixture], loss: Double, objective: Double,
    enough: Double
  ) -> [Double] {
    func gaps(_ entropyLosses: [Double]) -> [Double] {
      points.indices.map {
        DualBound.gap(at: points[$0], mixture: mixtures[$0], entropyLoss: entropyLosses[$0])
      }
    }
    let same = gaps(mixtures.map { _ in 0 })
    guard mixtures.contains(where: \.changesProbabilities),
      // Infinite whatever the entropies are.
      same.allSatisfy({ $0 < .infinity })
    else { return same }
    // By concavity, an entropy of labels being 0, H(q) ≥ τ·((1 − t)·H(p) + t·H(s)): enough where τ is
    // nearly 1 and t next to nothing.
    let (parameters, gradient) = (points[0].parameters, points[0].gradient)
    let products = zip(parameters, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    let share = mixtures.map { 1 - $0.shrinkage * (1 - $0.share) }.max() ?? 0
    let bound = share * (loss - products)
    let loose = gaps(mixtures.map { _ in bound })
    if bound <= Self.negligible * objective || loose.reduce(0, { $0 + Swift.max(0, $1) }) <= enough
    {
      return loose
    }
    return gaps(
      curvature.examples.entropyLosses(
        ofScores: curvature.preciseScores(at: parameters), mixtures, threads: curvature.threads))
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
