import SigmoidSystem

/// (l2/2)·Σ dᵢ·pᵢ² over the first `penalized` parameters; those after them (intercepts) are not penalised.
///
/// The factors d are 1, unless a change of variables put others there: where p is w/s for weights w
/// that are penalised as they are, d is s².
public struct L2Penalty: Penalty, Equatable {
  /// The strength, at least 0.
  public let l2: Double
  /// How many of the parameters, from the first on, are penalised.
  public let penalized: Int
  /// d of as many parameters as there are factors, repeated for the next ones; empty for ones.
  public let factors: [Double]

  /// - Parameters: the properties of the same names.
  public init(l2: Double, penalized: Int, factors: [Double] = []) {
    require(l2 >= 0 && l2.isFinite, "an l2 of \(l2)")
    require(penalized >= 0, "\(penalized) penalised parameters")
    require(
      factors.isEmpty || penalized.isMultiple(of: factors.count),
      "\(factors.count) factors for \(penalized) penalised parameters")
    self.l2 = l2
    self.penalized = penalized
    self.factors = factors
  }

  public var isZero: Bool { l2 == 0 }
  public var isUniform: Bool { factors.isEmpty }

  /// l2·d of a parameter.
  public func curvature(of index: Int) -> Double {
    guard index < penalized else { return 0 }
    return factors.isEmpty ? l2 : l2 * factors[index % factors.count]
  }

  /// None.
  public func kink(of index: Int) -> Double { 0 }

  public func value(at parameters: [Double]) -> Double {
    var squares = 0.0
    if factors.isEmpty {
      for index in 0..<penalized { squares += parameters[index] * parameters[index] }
    } else {
      forEachRun { run in
        for (index, factor) in zip(run, factors) {
          squares += factor * parameters[index] * parameters[index]
        }
      }
    }
    return l2 / 2 * squares
  }

  /// gradient ← gradient + l2·d·p.
  public func add(to gradient: inout [Double], at parameters: [Double]) -> Double {
    if factors.isEmpty {
      for index in 0..<penalized { gradient[index] += l2 * parameters[index] }
    } else if l2 > 0 {
      forEachRun { run in
        for (index, factor) in zip(run, factors) {
          gradient[index] += l2 * factor * parameters[index]
        }
      }
    }
    return value(at: parameters)
  }

  /// v ← v/(1 + step·l2·d).
  public func prox(_ parameters: inout [Double], step: Double) {
    require(step > 0, "a step of \(step)")
    for index in 0..<penalized { parameters[index] /= 1 + step * curvature(of: index) }
  }

  /// The penalised parameters, as many at a time as there are factors.
  private func forEachRun(_ body: (Range<Int>) -> Void) {
    for start in stride(from: 0, to: penalized, by: max(1, factors.count)) {
      body(start..<start + factors.count)
    }
  }
}
