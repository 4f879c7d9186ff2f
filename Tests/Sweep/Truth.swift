import SigmoidOptimization
import Foundation

/// What the oracle knows of a problem.
struct Truth: Sendable {
  let upper: Wide
  let lower: Wide
  /// Without a penalty; of several binary problems separated if one is.
  var separation: Separation
  let optima: [Optimum]
  /// The optimum as a model of doubles.
  let weights: [Double]
  let intercepts: [Double]
  /// What such a model is above the optimum for no other reason than its rounding.
  let roundingGap: Wide

  init(_ problem: Problem) {
    optima = Self.pieces(of: problem).map(Optimum.init)
    upper = optima.reduce(0) { $0 + $1.upper }
    lower = optima.reduce(0) { $0 + $1.lower }
    let design = Design(problem)
    var (weights, intercepts): ([Double], [Double]) = ([], [])
    for optimum in optima {
      for index in 0..<problem.columns / optima.count {
        let first = index * design.columns
        let column = design.model(
          of: optimum.parameters[first..<first + design.columns], features: problem.features)
        weights += column.weights
        intercepts.append(column.intercept)
      }
    }
    (self.weights, self.intercepts) = (weights, intercepts)
    roundingGap = max(0, problem.objective(weights: weights, intercepts: intercepts) - upper)
    let kinds = optima.map(\.separation)
    if let separated = kinds.first(where: \.isSeparated) {
      separation =
        kinds.allSatisfy { $0 == .complete }
        ? .complete : separated == .complete ? .quasiComplete : separated
    } else {
      separation = kinds.contains(.unknown) ? .unknown : .none
    }
  }

  /// Whether doubles can say that a model is at the optimum: next to equal columns far from zero have
  /// weights whose last digits are worth whole scores.
  var isInReach: Bool { roundingGap <= Verdict.allowed / 10 * upper + Verdict.slack / 10 }

  /// One, or of one-versus-rest one a class, whose optima add up.
  static func pieces(of problem: Problem) -> [Piece] {
    let design = Design(problem)
    let labels = design.rows.map { problem.labels[$0] }
    let l2 = Wide(problem.l2)
    switch problem.task {
    case .binary:
      return [Piece(design: design, losses: .logistic(labels.map { $0 == 1 }), l2: l2)]
    case .softmax:
      return [Piece(design: design, losses: .softmax(labels, classes: problem.classes), l2: l2)]
    case .oneVersusRest:
      return (0..<problem.classes).map { own in
        Piece(design: design, losses: .logistic(labels.map { $0 == own }), l2: l2)
      }
    }
  }
}

extension Problem {
  /// The objective of weights and intercepts as they are, products of doubles without rounding.
  /// - Parameter weights: features × columns, a column contiguous.
  func objective(weights: [Double], intercepts: [Double]) -> Wide {
    guard weights.allSatisfy(\.isFinite), intercepts.allSatisfy(\.isFinite) else {
      return .infinity
    }
    let shares = shares
    let losses: [Losses] =
      switch task {
      case .binary: [.logistic(labels.map { $0 == 1 })]
      case .softmax: [.softmax(labels, classes: classes)]
      case .oneVersusRest: (0..<classes).map { own in .logistic(labels.map { $0 == own }) }
      }
    var total = CompensatedSum()
    for example in labels.indices where shares[example] > 0 {
      let scores = intercepts.indices.map { column in
        var sum = CompensatedSum()
        sum.add(Wide(intercepts[column]))
        for feature in 0..<features {
          sum.add(
            weights[column * features + feature], times: values[example * features + feature])
        }
        return sum.value
      }
      for (index, loss) in losses.enumerated() {
        let first = losses.count > 1 ? index : 0
        total.add(shares[example] * loss.value(of: example) { scores[first + $0] })
      }
    }
    guard l2 > 0 else { return total.value }
    var penalty = CompensatedSum()
    for feature in 0..<features {
      let cost =
        standardizes ? FeatureMoments(self, feature: feature, shares: shares).variance : 1
      for column in intercepts.indices {
        let weight = Wide(weights[column * features + feature])
        penalty.add(weight * weight * cost)
      }
    }
    return total.value + Wide(l2) / 2 * penalty.value
  }

  /// Whether a model leaves every example that counts strictly on its own class's side: by sums of twice
  /// the digits, and beyond what those may lose.
  func isToldApart(by weights: [Double], _ intercepts: [Double]) -> Bool {
    let shares = shares
    return labels.indices.filter { shares[$0] > 0 }.allSatisfy { example in
      var scores: [Wide] = []
      var size: Wide = 0
      for column in intercepts.indices {
        var sum = CompensatedSum()
        sum.add(Wide(intercepts[column]))
        size += Wide(intercepts[column]).magnitude
        for feature in 0..<features {
          let (weight, value) = (
            weights[column * features + feature], values[example * features + feature]
          )
          sum.add(weight, times: value)
          size += Wide(weight).magnitude * Wide(value).magnitude
        }
        scores.append(sum.value)
      }
      let noise = 1e-18 * size
      let own = labels[example]
      switch task {
      case .binary: return (own == 1 ? scores[0] : -scores[0]) > noise
      case .softmax:
        return scores.indices.allSatisfy { $0 == own || scores[own] - scores[$0] > noise }
      case .oneVersusRest:
        return scores.indices.allSatisfy { ($0 == own ? scores[$0] : -scores[$0]) > noise }
      }
    }
  }
}
