import SigmoidSystem

/// l1·Σ sᵢ·|pᵢ| + (l2/2)·Σ sᵢ²·pᵢ² over the first `penalized` parameters; those after them (intercepts)
/// are not penalised.
///
/// The scales s are 1, unless a change of variables put others there: where p is w/s for weights w that are
/// penalised as they are. Hui Zou, Trevor Hastie, "Regularization and variable selection via the elastic
/// net", J. Royal Statistical Society B 67, 2005.
public struct ElasticNetPenalty: Penalty, Equatable {
  /// The strength of the absolute values, at least 0.
  public let l1: Double
  /// The strength of the squares, at least 0.
  public let l2: Double
  /// How many of the parameters, from the first on, are penalised.
  public let penalized: Int
  /// s of as many parameters as there are scales, repeated for the next ones; empty for ones.
  public let scales: [Double]

  /// - Parameters: the properties of the same names.
  public init(l1: Double, l2: Double, penalized: Int, scales: [Double] = []) {
    require(l1 >= 0 && l1.isFinite, "an l1 of \(l1)")
    require(l2 >= 0 && l2.isFinite, "an l2 of \(l2)")
    require(penalized >= 0, "\(penalized) penalised parameters")
    require(
      scales.isEmpty || penalized.isMultiple(of: scales.count),
      "\(scales.count) scales for \(penalized) penalised parameters")
    self.l1 = l1
    self.l2 = l2
    self.penalized = penalized
    self.scales = scales
  }

  public var isZero: Bool { l1 == 0 && l2 == 0 }
  public var isUniform: Bool { scales.isEmpty }

  private func scale(of index: Int) -> Double {
    scales.isEmpty ? 1 : scales[index % scales.count]
  }

  /// l2·s².
  public func curvature(of index: Int) -> Double {
    guard index < penalized else { return 0 }
    let scale = scale(of: index)
    return l2 * scale * scale
  }

  /// l1·s.
  public func kink(of index: Int) -> Double { index < penalized ? l1 * scale(of: index) : 0 }

  public func value(at parameters: [Double]) -> Double {
    var (sizes, squares) = (0.0, 0.0)
    for index in 0..<penalized where parameters[index] != 0 {
      let size = scale(of: index) * abs(parameters[index])
      sizes += size
      squares += size * size
    }
    return l1 * sizes + l2 / 2 * squares
  }

  public func add(to gradient: inout [Double], at parameters: [Double]) -> Double {
    for index in 0..<penalized {
      let (value, kink) = (parameters[index], kink(of: index))
      if value == 0 {
        gradient[index] = gradient[index].softened(by: kink)
      } else {
        gradient[index] += curvature(of: index) * value + (value < 0 ? -kink : kink)
      }
    }
    return value(at: parameters)
  }

  public func prox(_ parameters: inout [Double], step: Double) {
    require(step > 0, "a step of \(step)")
    for index in 0..<penalized {
      parameters[index] =
        parameters[index].softened(by: step * kink(of: index))
        / (1 + step * curvature(of: index))
    }
  }
}

extension Double {
  /// sign(v)·max(0, |v| − threshold); NaN stays NaN.
  package func softened(by threshold: Double) -> Double {
    if self > threshold { return self - threshold }
    if self < -threshold { return self + threshold }
    return isNaN ? self : 0
  }
}
