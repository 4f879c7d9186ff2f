import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The loss of classes in an order. With ascending thresholds θ, a score z = w·x̃ and the class k of an
/// example, a = θ_k − z and b = θ_(k−1) − z, of which the first class has no b and the last one no a:
///
///     value       L = ln(1 + e^−a) + ln(1 + e^b) − ln(1 − e^(b − a))       −ln P(class = k)
///     gradient    ∂L/∂z = u − v,  ∂L/∂θ_k = −u + τ,  ∂L/∂θ_(k−1) = v − τ
///                 u = σ(−a),  v = σ(b),  τ = −1/(e^(a − b) − 1)
///     Hessian     of the first two terms u(1 − u) along θ_k − z and v(1 − v) along θ_(k−1) − z; of the
///                 third, which no score is in, e^t/(e^t − 1)² along t = θ_k − θ_(k−1)
///
/// Parameters are the weights of all features, then the thresholds. All means are over Σc, and sums are made
/// chunk by chunk: the same bits on any number of threads and processes.
struct OrdinalLoss<Features: FeatureStorage>: Sendable {
  /// Of which the examples and their scores are meant.
  let linear: LinearLoss<CentredFeatures<Features>>
  /// The position of each example's class, in the order of the classes.
  let classOfExample: [Int32]
  let classes: Int
  let penalty: any Penalty
  /// Σc of each class, over all processes.
  private let totals: [Double]

  var examples: TrainingSet<CentredFeatures<Features>> { linear.examples }
  var features: Int { linear.features }
  var thresholds: Int { classes - 1 }
  private var threads: Int { linear.threads }

  init(
    _ linear: LinearLoss<CentredFeatures<Features>>, classes: Int, classOfExample: [Int32]? = nil,
    penalty: any Penalty
  ) {
    self.linear = linear
    self.classes = classes
    let classOf = classOfExample ?? linear.examples.classOfExample
    self.classOfExample = classOf
    self.penalty = penalty
    let weights = linear.examples.weights
    totals = linear.examples.data.partition.sum(classes, threads: linear.threads) { range, sums in
      for example in range {
        sums[Int(classOf[example])] += weights.isEmpty ? 1 : weights[example]
      }
    }
  }

  /// What there is to know at some parameters.
  struct Point: Sendable {
    let parameters: [Double]
    /// Of each example: the score, and u and v.
    let scores, above, below: [Double]
    /// τ of each class between two thresholds, the lowest first.
    let slopes: [Double]
    /// The mean loss, and with the penalty.
    let loss: Double
    let objective: Double
    /// ∇J, as the parameters are.
    let gradient: [Double]
    /// ∂L/∂z of each example.
    var residuals: [Double] { zip(above, below).map { $0 - $1 } }
  }

  /// nil where thresholds do not ascend, or a number is not finite.
  func point(at parameters: [Double]) -> Point? {
    let theta = Array(parameters[features...])
    guard parameters.allSatisfy(\.isFinite), zip(theta, theta.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    let scores = linear.scores(at: Array(parameters[..<features]) + [0])
    let (count, classOf) = (thresholds, classOfExample)
    let tails = parallelNumbers(scores.count, width: 2, threads: threads) { some, result in
      for (position, example) in some.enumerated() {
        let (label, score) = (Int(classOf[example]), scores[example])
        result[2 * position] = label < count ? logistic(score - theta[label]) : 0
        result[2 * position + 1] = label > 0 ? logistic(theta[label - 1] - score) : 0
      }
    }
    let above = scores.indices.map { tails[2 * $0] }
    let below = scores.indices.map { tails[2 * $0 + 1] }
    let gaps = zip(theta, theta.dropFirst()).map { $1 - $0 }
    let last = gaps.map { -log(-expm1(-$0)) }
    let slopes = gaps.map { -1 / expm1($0) }
    let weights = examples.weights
    let sums = examples.data.partition.sum(1 + count, threads: threads) { range, sums in
      for example in range {
        let (label, score) = (Int(classOf[example]), scores[example])
        let weight = weights.isEmpty ? 1 : weights[example]
        var loss = 0.0
        if label < count {
          loss += Double.binaryLossAndResidual(score: theta[label] - score, target: 1).0
          sums[1 + label] -= weight * above[example]
        }
        if label > 0 {
          loss += Double.binaryLossAndResidual(score: theta[label - 1] - score, target: 0).0
          sums[label] += weight * below[example]
        }
        if label > 0, label < count {
          loss += last[label - 1]
          sums[1 + label] += weight * slopes[label - 1]
          sums[label] -= weight * slopes[label - 1]
        }
        sums[0] += weight * loss
      }
    }
    let total = examples.totalWeight
    let residuals = zip(above, below).enumerated().map { example, tails in
      (weights.isEmpty ? 1 : weights[example]) * (tails.0 - tails.1)
    }
    var gradient = examples.products(with: residuals, columns: 1, threads: threads)
      .dropLast().map { $0 / total }
    let byWeights = Array(parameters[..<features])
    _ = penalty.add(to: &gradient, at: byWeights)
    let loss = sums[0] / total
    let objective = loss + penalty.value(at: byWeights)
    guard objective.isFinite else { return nil }
    return Point(
      parameters: parameters, scores: scores, above: above, below: below, slopes: slopes,
      loss: loss,
      objective: objective, gradient: gradient + sums.dropFirst().map { $0 / total })
  }

  /// Where the loss is least without any feature: the logits of the shares of the classes together.
  func start(_ features: [Double]) -> [Double] {
    let all = totals.reduce(0, +)
    return features
      + (0..<thresholds).map { index in
        let below = totals[...index].reduce(0, +)
        return log(below / (all - below))
      }
  }

  /// ∇²J by the weights of some features and the thresholds, in their order; the lower triangle.
  func hessian(at point: Point, rows: [Int]) -> Matrix<Double> {
    let (count, total) = (thresholds, examples.totalWeight)
    let (above, below, classOf) = (point.above, point.below, classOfExample)
    let weights = examples.weights
    // Of a − z and b − z: what is along each threshold.
    let curvatures = parallelNumbers(above.count, width: count, threads: threads) { some, result in
      for (position, example) in some.enumerated() {
        let (label, weight) = (Int(classOf[example]), weights.isEmpty ? 1 : weights[example])
        let (u, v) = (above[example], below[example])
        if label < count { result[position * count + label] = weight * u * (1 - u) }
        if label > 0 { result[position * count + label - 1] += weight * v * (1 - v) }
      }
    }
    let each = (0..<above.count).map { example in
      (example * count..<(example + 1) * count).reduce(0) { $0 + curvatures[$1] }
    }
    let gram = examples.gram(curvatures: each, threads: threads)
    let cross = examples.products(with: curvatures, columns: count, threads: threads)
    let order = rows.count
    var result = Matrix<Double>(rows: order + count, columns: order + count)
    for (j, column) in rows.enumerated() {
      for (i, row) in rows.enumerated() where i >= j {
        result[i, j] = gram[max(row, column), min(row, column)] / total
      }
      result[j, j] += penalty.curvature(of: column)
      for k in 0..<count { result[order + k, j] = -cross[k * features + column] / total }
    }
    let theta = point.parameters[features...]
    for k in 0..<count { result[order + k, order + k] = cross[count * features + k] / total }
    for k in 1..<max(1, count) {
      let gap = theta[theta.startIndex + k] - theta[theta.startIndex + k - 1]
      // e^t/(e^t − 1)² = 1/(4·sinh²(t/2)).
      let half = sinh(gap / 2)
      let curvature = totals[k] / total / (4 * half * half)
      result[order + k, order + k] += curvature
      result[order + k - 1, order + k - 1] += curvature
      result[order + k, order + k - 1] -= curvature
    }
    return result
  }
}
