/// (l2/2)·Σ dᵢ·pᵢ² over the first `penalized` parameters; those after them (intercepts) are not penalised.
///
/// The factors d are 1, unless a change of variables put others there: where p is w/s for weights w
/// that are penalised as they are, d is s².
package struct L2Penalty: Equatable, Sendable {
  package let l2: Double
  package let penalized: Int
  /// d of as many parameters as there are factors, repeated for the next ones; empty for ones.
  package let factors: [Double]

  package init(l2: Double, penalized: Int, factors: [Double] = []) {
    precondition(l2 >= 0 && l2.isFinite, "an l2 of \(l2)")
    precondition(penalized >= 0, "\(penalized) penalised parameters")
    precondition(
      factors.isEmpty || penalized.isMultiple(of: factors.count),
      "\(factors.count) factors for \(penalized) penalised parameters")
    self.l2 = l2
    self.penalized = penalized
    self.factors = factors
  }

  /// l2·d of a parameter: the penalty's curvature.
  package func curvature(of index: Int) -> Double {
    guard index < penalized else { return 0 }
    return factors.isEmpty ? l2 : l2 * factors[index % factors.count]
  }

  package func value(at parameters: [Double]) -> Double {
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

  /// Adds the penalty's gradient to `gradient`.
  /// - Returns: the penalty.
  package func add(to gradient: inout [Double], at parameters: [Double]) -> Double {
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

  /// The penalised parameters, as many at a time as there are factors.
  private func forEachRun(_ body: (Range<Int>) -> Void) {
    for start in stride(from: 0, to: penalized, by: max(1, factors.count)) {
      body(start..<start + factors.count)
    }
  }
}

/// An objective with a penalty added to it.
package struct L2Penalized<Base: Objective & ~Copyable>: Objective, ~Copyable {
  package var base: Base
  package let penalty: L2Penalty

  package init(_ base: consuming Base, _ penalty: L2Penalty) {
    precondition(
      penalty.penalized <= base.dimension,
      "\(penalty.penalized) penalised parameters of \(base.dimension)")
    self.base = base
    self.penalty = penalty
  }

  package var dimension: Int { base.dimension }

  package mutating func evaluate(
    at parameters: [Double], gradient: inout [Double]
  ) throws -> Double {
    let value = try base.evaluate(at: parameters, gradient: &gradient)
    return value + penalty.add(to: &gradient, at: parameters)
  }

  package func gradientMax(of gradient: [Double]) -> Double { base.gradientMax(of: gradient) }
}
