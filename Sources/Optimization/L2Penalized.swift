/// (l2/2)·Σ p_i² over the first `penalized` parameters; those behind (intercepts) are free.
public struct L2Penalty: Equatable, Sendable {
  public let l2: Double
  public let penalized: Int

  public init(l2: Double, penalized: Int) {
    precondition(l2 >= 0 && l2.isFinite, "an l2 of \(l2)")
    precondition(penalized >= 0, "\(penalized) penalised parameters")
    self.l2 = l2
    self.penalized = penalized
  }

  public func value(at parameters: [Double]) -> Double {
    var squares = 0.0
    for index in 0..<penalized { squares += parameters[index] * parameters[index] }
    return l2 / 2 * squares
  }

  /// Adds the penalty's gradient to `gradient`.
  /// - Returns: the penalty.
  public func add(to gradient: inout [Double], at parameters: [Double]) -> Double {
    for index in 0..<penalized { gradient[index] += l2 * parameters[index] }
    return value(at: parameters)
  }
}

/// An objective with a penalty added to it.
public struct L2Penalized<Base: Objective & ~Copyable>: Objective, ~Copyable {
  public var base: Base
  public let penalty: L2Penalty

  public init(_ base: consuming Base, _ penalty: L2Penalty) {
    precondition(
      penalty.penalized <= base.dimension,
      "\(penalty.penalized) penalised parameters of \(base.dimension)")
    self.base = base
    self.penalty = penalty
  }

  public var dimension: Int { base.dimension }

  public mutating func evaluate(
    at parameters: [Double], gradient: inout [Double]
  ) throws -> Double {
    let value = try base.evaluate(at: parameters, gradient: &gradient)
    return value + penalty.add(to: &gradient, at: parameters)
  }
}
