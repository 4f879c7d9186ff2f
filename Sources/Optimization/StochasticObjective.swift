/// An objective that is a mean over examples, and can be evaluated on some of them.
public protocol StochasticObjective: Objective, ~Copyable {
  var examples: Int { get }

  /// The mean over `batch`, plus whatever does not depend on examples (a penalty) in full; the
  /// gradient of that is written over `gradient`. Over all examples it is the objective itself.
  /// - Parameter batch: positions in 0 ..< examples.
  mutating func evaluate(
    at parameters: [Double], batch: Span<Int>, gradient: inout [Double]
  ) throws -> Double
}

extension L2Penalized: StochasticObjective where Base: StochasticObjective & ~Copyable {
  public var examples: Int { base.examples }

  public mutating func evaluate(
    at parameters: [Double], batch: Span<Int>, gradient: inout [Double]
  ) throws -> Double {
    let value = try base.evaluate(at: parameters, batch: batch, gradient: &gradient)
    for index in 0..<penalty.penalized { gradient[index] += penalty.l2 * parameters[index] }
    return value + penalty.value(at: parameters)
  }
}
