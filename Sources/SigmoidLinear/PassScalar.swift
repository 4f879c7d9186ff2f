import SigmoidSystem
import SigmoidKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A BLAS number with the loss over a run of scores.
///
/// The loop is a requirement, not a generic function: each type compiles its own, and a pass
/// spends its time in the products.
public protocol PassScalar: BLASScalar {
  /// The relative noise of a value that passes in this type compute.
  static var passNoise: Double { get }

  /// scores[i] ← σ(z) − y with z = scores[i] + intercept and y = targets[i], which is 0 or 1.
  /// Residual and loss are times weights[i]; no weights mean all ones.
  /// - Returns: Σ L and Σ (σ(z) − y).
  static func replaceByBinaryResiduals(
    _ scores: inout MutableSpan<Self>, targets: Span<Self>, weights: Span<Self>, intercept: Self
  ) -> (loss: Double, residual: Double)

  /// scores ← σ(z) − y as above, classes × examples as are the targets and the weights, z with the
  /// intercept of its class. The sums of the residuals, one a class, are added to `residualSums`.
  /// - Returns: Σ L.
  static func replaceByOneVersusRestResiduals(
    _ scores: inout MutableSpan<Self>, targets: Span<Self>, weights: Span<Self>,
    intercepts: Span<Self>, residualSums: inout MutableSpan<Double>
  ) -> Double

  /// The most classes of which a softmax may be computed from the scores of all but the last.
  static var mostRelativeClasses: Int { get }

  /// scores ← softmax(z) − onehot(y), z an example's scores and the intercepts; scores: columns ×
  /// examples, an intercept a column. Columns are the classes, or all but the last, whose z is 0 then.
  /// Residuals and loss are times the weights; no weights mean all ones. The sums of the residuals,
  /// one a column, are added to `residualSums`.
  /// - Returns: Σ logsumexp(z) − z_y.
  static func replaceBySoftmaxResiduals(
    _ scores: inout MutableSpan<Self>, classes: Int, classOfExample: Span<Int32>,
    weights: Span<Self>, intercepts: Span<Self>, residualSums: inout MutableSpan<Double>
  ) -> Double
}

extension Float: PassScalar {
  public static var passNoise: Double { 1e-8 }

  public static func replaceByBinaryResiduals(
    _ scores: inout MutableSpan<Float>, targets: Span<Float>, weights: Span<Float>, intercept: Float
  ) -> (loss: Double, residual: Double) {
    let kernels = KernelLevel.currentActivationKernels
    let sums = scores.withUnsafeMutableBufferPointer { scores in
      targets.withUnsafeBufferPointer { targets in
        guard let z = scores.baseAddress, let y = targets.baseAddress else {
          return activation_sums()
        }
        return weights.withUnsafeBufferPointer { weights in
          kernels.logistic(
            z, y, weights.isEmpty ? nil : weights.baseAddress, scores.count, intercept)
        }
      }
    }
    return (sums.loss, sums.residual)
  }

  public static func replaceByOneVersusRestResiduals(
    _ scores: inout MutableSpan<Float>, targets: Span<Float>, weights: Span<Float>,
    intercepts: Span<Float>, residualSums: inout MutableSpan<Double>
  ) -> Double {
    addIntercepts(intercepts, to: &scores)
    // One run of binary problems, now that the intercepts are in.
    let loss = replaceByBinaryResiduals(&scores, targets: targets, weights: weights, intercept: 0)
      .loss
    addResiduals(scores.span, to: &residualSums)
    return loss
  }

  /// With more, one in so many saves nothing.
  public static var mostRelativeClasses: Int { 32 }

  public static func replaceBySoftmaxResiduals(
    _ scores: inout MutableSpan<Float>, classes: Int, classOfExample: Span<Int32>,
    weights: Span<Float>, intercepts: Span<Float>, residualSums: inout MutableSpan<Double>
  ) -> Double {
    let kernels = KernelLevel.currentActivationKernels
    return scores.withUnsafeMutableBufferPointer { scores in
      classOfExample.withUnsafeBufferPointer { labels in
        intercepts.withUnsafeBufferPointer { intercepts in
          residualSums.withUnsafeMutableBufferPointer { sums in
            guard let z = scores.baseAddress, let y = labels.baseAddress,
              let b = intercepts.baseAddress, let sums = sums.baseAddress
            else { return 0 }
            return weights.withUnsafeBufferPointer { weights in
              kernels.softmax(
                z, y, weights.isEmpty ? nil : weights.baseAddress, classes, intercepts.count,
                labels.count, b, sums)
            }
          }
        }
      }
    }
  }
}

extension Double: PassScalar {
  public static var passNoise: Double { 1e-15 }

  public static func replaceByBinaryResiduals(
    _ scores: inout MutableSpan<Double>, targets: Span<Double>, weights: Span<Double>,
    intercept: Double
  ) -> (loss: Double, residual: Double) {
    var (loss, residualSum) = (0.0, 0.0)
    for index in targets.indices {
      let (l, residual) = binaryLossAndResidual(
        score: scores[index] + intercept, target: targets[index])
      let weight = weights.isEmpty ? 1 : weights[index]
      scores[index] = weight * residual
      loss += weight * l
      residualSum += scores[index]
    }
    return (loss, residualSum)
  }

  public static func replaceByOneVersusRestResiduals(
    _ scores: inout MutableSpan<Double>, targets: Span<Double>, weights: Span<Double>,
    intercepts: Span<Double>, residualSums: inout MutableSpan<Double>
  ) -> Double {
    addIntercepts(intercepts, to: &scores)
    // One run of binary problems, now that the intercepts are in.
    let loss = replaceByBinaryResiduals(&scores, targets: targets, weights: weights, intercept: 0)
      .loss
    addResiduals(scores.span, to: &residualSums)
    return loss
  }

  /// Always all: precision goes before speed here.
  public static var mostRelativeClasses: Int { 0 }

  public static func replaceBySoftmaxResiduals(
    _ scores: inout MutableSpan<Double>, classes: Int, classOfExample: Span<Int32>,
    weights: Span<Double>, intercepts: Span<Double>, residualSums: inout MutableSpan<Double>
  ) -> Double {
    require(intercepts.count == classes, "\(intercepts.count) columns of \(classes) classes")
    addIntercepts(intercepts, to: &scores)
    var loss = 0.0
    for example in classOfExample.indices {
      let first = example * classes
      let label = first + Int(classOfExample[example])
      var most = first
      for index in first..<first + classes where scores[index] > scores[most] { most = index }
      let (top, own) = (scores[most], scores[label])
      var rest = 0.0  // Σ e^(z − top) without its largest term, which is 1
      for index in first..<first + classes {
        scores[index] = scores[index] == top ? 1 : exp(scores[index] - top)  // no ∞ − ∞
        if index != most { rest += scores[index] }
      }
      let weight = weights.isEmpty ? 1 : weights[example]
      let factor = weight / (1 + rest)
      for index in first..<first + classes { scores[index] *= factor }
      // softmax − 1 of the greatest is minus the rest: no cancellation.
      if label == most { scores[label] = -rest * factor } else { scores[label] -= weight }
      loss += weight * (log1p(rest) + (own == top ? 0 : top - own))
    }
    addResiduals(scores.span, to: &residualSums)
    return loss
  }

  /// The loss of one example and its derivative by the score; target 0 or 1.
  public static func binaryLossAndResidual(score z: Double, target y: Double) -> (Double, Double) {
    let e = exp(-abs(z))
    // For these targets this is max(z, 0) − y·z + log1p(e^−|z|), and it stays right at ±∞.
    let sign = 1 - 2 * y
    let against = sign * z
    let loss = max(against, 0) + log1p(e)
    // σ(z) − y without its cancellation where the two are alike.
    return (loss, sign * (against >= 0 ? 1 : e) / (1 + e))
  }
}

extension PassScalar {
  /// Σ weights in double, or the count where there are none.
  public static func total(_ weights: [Self], orCount count: Int) -> Double {
    weights.isEmpty ? Double(count) : weights.reduce(0) { $0 + Double($1) }
  }

  /// scores: classes × examples.
  @inline(__always)
  fileprivate static func addIntercepts(
    _ intercepts: Span<Self>, to scores: inout MutableSpan<Self>
  ) {
    var first = 0
    while first < scores.count {
      for index in intercepts.indices { scores[first + index] += intercepts[index] }
      first += intercepts.count
    }
  }

  /// residuals: classes × examples.
  @inline(__always)
  fileprivate static func addResiduals(
    _ residuals: Span<Self>, to sums: inout MutableSpan<Double>
  ) {
    var first = 0
    while first < residuals.count {
      for index in sums.indices { sums[index] += Double(residuals[first + index]) }
      first += sums.count
    }
  }
}

/// σ(z) = 1 / (1 + e^−z), exact in both tails.
package func logistic(_ z: Double) -> Double {
  let e = exp(-abs(z))
  return (z >= 0 ? 1 : e) / (1 + e)
}
