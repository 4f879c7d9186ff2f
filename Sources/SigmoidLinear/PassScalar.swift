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
    binaryResiduals(
      KernelLevel.currentActivationKernels.logistic, &scores, targets: targets, weights: weights,
      intercept: intercept)
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
    softmaxResiduals(
      KernelLevel.currentActivationKernels.softmax, &scores, classes: classes,
      classOfExample: classOfExample, weights: weights, intercepts: intercepts,
      residualSums: &residualSums)
  }
}

extension Double: PassScalar {
  public static var passNoise: Double { 1e-15 }

  public static func replaceByBinaryResiduals(
    _ scores: inout MutableSpan<Double>, targets: Span<Double>, weights: Span<Double>,
    intercept: Double
  ) -> (loss: Double, residual: Double) {
    binaryResiduals(
      KernelLevel.currentActivationKernels.logistic_double, &scores, targets: targets,
      weights: weights, intercept: intercept)
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
    return softmaxResiduals(
      KernelLevel.currentActivationKernels.softmax_double, &scores, classes: classes,
      classOfExample: classOfExample, weights: weights, intercepts: intercepts,
      residualSums: &residualSums)
  }

  /// values ← σ(values).
  package static func replaceByLogistic(_ values: inout MutableSpan<Double>) {
    let kernel = KernelLevel.currentActivationKernels.sigmoid_double
    values.withUnsafeMutableBufferPointer {
      if let z = $0.baseAddress { kernel(z, z, $0.count) }
    }
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
  fileprivate static func binaryResiduals(
    _ kernel: (
      UnsafeMutablePointer<Self>, UnsafePointer<Self>, UnsafePointer<Self>?, Int, Self
    ) -> activation_sums,
    _ scores: inout MutableSpan<Self>, targets: Span<Self>, weights: Span<Self>, intercept: Self
  ) -> (loss: Double, residual: Double) {
    let sums = scores.withUnsafeMutableBufferPointer { scores in
      targets.withUnsafeBufferPointer { targets in
        guard let z = scores.baseAddress, let y = targets.baseAddress else {
          return activation_sums()
        }
        return weights.withUnsafeBufferPointer { weights in
          kernel(z, y, weights.isEmpty ? nil : weights.baseAddress, scores.count, intercept)
        }
      }
    }
    return (sums.loss, sums.residual)
  }

  fileprivate static func softmaxResiduals(
    _ kernel: (
      UnsafeMutablePointer<Self>, UnsafePointer<Int32>, UnsafePointer<Self>?, Int, Int, Int,
      UnsafePointer<Self>, UnsafeMutablePointer<Double>
    ) -> Double,
    _ scores: inout MutableSpan<Self>, classes: Int, classOfExample: Span<Int32>,
    weights: Span<Self>, intercepts: Span<Self>, residualSums: inout MutableSpan<Double>
  ) -> Double {
    scores.withUnsafeMutableBufferPointer { scores in
      classOfExample.withUnsafeBufferPointer { labels in
        intercepts.withUnsafeBufferPointer { intercepts in
          residualSums.withUnsafeMutableBufferPointer { sums in
            guard let z = scores.baseAddress, let y = labels.baseAddress,
              let b = intercepts.baseAddress, let sums = sums.baseAddress
            else { return 0 }
            return weights.withUnsafeBufferPointer { weights in
              kernel(
                z, y, weights.isEmpty ? nil : weights.baseAddress, classes, intercepts.count,
                labels.count, b, sums)
            }
          }
        }
      }
    }
  }

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
