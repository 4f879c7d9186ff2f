import SigmoidSystem

/// An objective with a penalty added to it.
package struct Penalized<Base: Objective & ~Copyable>: Objective, ~Copyable {
  package var base: Base
  /// Of any kind: it is asked once an evaluation, beside a pass over all examples.
  package let penalty: any Penalty

  package init(_ base: consuming Base, _ penalty: any Penalty) {
    require(
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
