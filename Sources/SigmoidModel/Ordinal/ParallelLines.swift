import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// The test of parallel lines, or of proportional odds: whether the weights are the same for each split of
/// the classes into lower and higher ones (Rollin Brant, "Assessing proportionality in the proportional odds
/// model for ordinal logistic regression", Biometrics 46, 1990).
public struct ParallelLines: Equatable, Codable, Sendable {
  /// Of all features together; nil where there is no test, see `problem`.
  public let together: Inference.Test?
  /// Of each column of a table, or each feature.
  public let terms: [Inference.Test]
  /// What is split from what, where there is no such optimum, as `low|high`.
  public let splitsWithoutOptimum: [String]

  /// Why there is no test; nil where there is one.
  public var problem: String? {
    if together != nil { return nil }
    return splitsWithoutOptimum.isEmpty
      ? "the splits' coefficients have no covariance that is positive definite, as with few examples"
      : "there is no fit of its own of the split at "
        + splitsWithoutOptimum.prefix(10).joined(separator: ", ")
  }
}

extension FittedOrdinal {
  /// A binary fit of each split, ln P(above)/P(below) = w·x − θ, and Wald's test that all weights are the
  /// same, with the covariance of the fits' estimates between them:
  ///
  ///     cov(w_k, w_l) = I_k⁻¹·(Σ c·p_l(1 − p_k)·x̃x̃ᵀ)·I_l⁻¹ for k ≤ l, p_k being P(above k)
  func parallelLines(of model: LogisticModel) -> ParallelLines? {
    let (rows, thresholds) = (rows, loss.thresholds)
    guard !rows.isEmpty else { return nil }
    var fits: [SplitFit] = []
    var lacking: [String] = []
    for index in 0..<thresholds {
      if let fit = split(index) {
        fits.append(fit)
      } else {
        lacking.append(model.interceptName(index))
      }
    }
    guard lacking.isEmpty else {
      return ParallelLines(together: nil, terms: [], splitsWithoutOptimum: lacking)
    }
    let order = rows.count
    var covariance = Matrix<Double>(rows: order * thresholds, columns: order * thresholds)
    for l in 0..<thresholds {
      for k in 0...l {
        let block = self.covariance(fits[k], fits[l])
        for j in 0..<order {
          for i in 0..<order {
            covariance[k * order + i, l * order + j] = block[i, j]
            covariance[l * order + j, k * order + i] = block[i, j]
          }
        }
      }
    }
    /// That the weights of some rows are those of the first split in all splits.
    func test(_ term: String, _ own: [Int]) -> Inference.Test? {
      let count = own.count * (thresholds - 1)
      var spread = Matrix<Double>(rows: count, columns: count)
      var off: [Double] = []
      for l in 1..<thresholds {
        for (b, j) in own.enumerated() {
          off.append(fits[l].weights[j] - fits[0].weights[j])
          for k in 1..<thresholds {
            for (a, i) in own.enumerated() {
              func part(_ k: Int, _ l: Int) -> Double { covariance[k * order + i, l * order + j] }
              spread[(k - 1) * own.count + a, (l - 1) * own.count + b] =
                part(k, l) - part(k, 0) - part(0, l) + part(0, 0)
            }
          }
        }
      }
      guard let factor = BLASThreads.scoped(1, { try? Cholesky(spread) }) else { return nil }
      off.withPart(0..<count) { factor.whiten(&$0, columns: 1) }
      return Inference.Test(term: term, chiSquared: squaredLength(off.span), degrees: count)
    }
    // Where all of it is no covariance, a part of it is none to rely on.
    let together = test("all features", Array(rows.indices))
    let terms = testedTerms(of: model).compactMap { term, features in
      together == nil ? nil : test(term, features.compactMap { rows.firstIndex(of: $0) })
    }
    return ParallelLines(together: together, terms: terms, splitsWithoutOptimum: [])
  }

  /// A binary fit in the solvers' coordinates.
  private struct SplitFit {
    /// Of the rows.
    let weights: [Double]
    /// P(above) of each example, and P(below).
    let above, below: [Double]
    /// I⁻¹ of the rows and the intercept.
    let inverse: Matrix<Double>
  }

  /// - Returns: nil where no optimum was proved.
  private func split(_ index: Int) -> SplitFit? {
    let classes = loss.classOfExample.map { Int($0) > index ? Int32(1) : 0 }
    let binary = OrdinalLoss(
      loss.linear, classes: 2, classOfExample: classes, penalty: loss.penalty)
    let begin = binary.start([Double](repeating: 0, count: loss.features))
    guard let end = binary.minimum(from: begin, takesPart: takesPart, steps: 200),
      let gap = end.gap, gap <= 1e-9 * end.point.objective, let inverse = end.inverse
    else { return nil }
    let threshold = end.point.parameters[loss.features]
    return SplitFit(
      weights: rows.map { end.point.parameters[$0] },
      above: end.point.scores.map { logistic($0 - threshold) },
      below: end.point.scores.map { logistic(threshold - $0) },
      inverse: inverse.times(1 / loss.examples.totalWeight))
  }

  /// Of the rows' weights, of a lower split and a higher one.
  private func covariance(_ one: SplitFit, _ other: SplitFit) -> Matrix<Double> {
    let (examples, rows) = (loss.examples, rows)
    let weights = examples.weights
    let gram = examples.gram(
      curvatures: one.below.indices.map {
        (weights.isEmpty ? 1 : weights[$0]) * other.above[$0] * one.below[$0]
      }, threads: loss.linear.threads)
    // The intercept is minus a threshold: by it the gradient has another sign.
    let all = rows + [loss.features]
    let count = all.count
    var middle = Matrix<Double>(rows: count, columns: count)
    for (j, column) in all.enumerated() {
      for (i, row) in all.enumerated() {
        let sign: Double = (i == count - 1) != (j == count - 1) ? -1 : 1
        middle[i, j] = sign * gram[max(row, column), min(row, column)]
      }
    }
    return BLASThreads.scoped(1) { one.inverse.product(with: middle).product(with: other.inverse) }
  }
}
