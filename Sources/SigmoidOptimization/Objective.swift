/// A function of a parameter vector that an optimizer minimises.
///
/// An objective gives value and gradient in one evaluation, since both cost the same pass over
/// the data. Optimizers know it by this protocol alone: nothing of data, loss or penalty.
public protocol Objective: ~Copyable {
  /// The number of parameters.
  var dimension: Int { get }

  /// The value at `parameters`; the gradient is written over `gradient`. Both hold `dimension`
  /// numbers. Value and gradient belong to this call alone: nothing is remembered between calls
  /// that changes a result.
  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double

  /// The largest component of a gradient, in the units that a tolerance is meant in.
  func gradientMax(of gradient: [Double]) -> Double

  /// What to do at a point where an optimizer sees a reason to end: it knows the objective as it is
  /// evaluated, and the objective knows how well that is.
  /// - Parameters:
  ///   - value: what `evaluate` gave there, and the gradient.
  ///   - reason: `gradientBelowTolerance`, `gapBelowTolerance` or `noFurtherProgress`.
  mutating func assess(
    at parameters: [Double], value: Double, gradient: [Double], because reason: TerminationReason
  ) throws -> Assessment

  /// Adds to a state what evaluations depend on, if that changes in a run.
  func save(to state: inout RunState)

  /// Evaluates from now on as the run did of which the state is.
  /// - Throws: `RunState.Mismatch`.
  mutating func restore(from state: RunState) throws
}

/// An objective's verdict on a point at which an optimizer would stop.
public enum Assessment: Equatable, Sendable {
  /// End, for this reason.
  case end(TerminationReason)
  /// Evaluations are more precise from now on, values to this relative noise: go on from the same
  /// point, and forget what differences of gradients told before.
  case refined(valueNoise: Double)
  /// Evaluations are good for more, as they are: values are known to this relative noise. Go on, and
  /// ask again where a step promises at most this share of what the last one did.
  case continued(valueNoise: Double, share: Double)
  /// It is not the optimum yet, as far as the objective knows, and evaluations cannot do better.
  case short
}

extension Objective where Self: ~Copyable {
  public func gradientMax(of gradient: [Double]) -> Double {
    gradient.reduce(0) { $1.isNaN ? $1 : max($0, abs($1)) }
  }

  public mutating func assess(
    at parameters: [Double], value: Double, gradient: [Double], because reason: TerminationReason
  ) -> Assessment { .end(reason) }

  public func save(to state: inout RunState) {}
  public mutating func restore(from state: RunState) {}

  /// Value and gradient in a new array, for callers that evaluate once.
  public mutating func evaluate(
    at parameters: [Double]
  ) throws -> (value: Double, gradient: [Double]) {
    var gradient = [Double](repeating: 0, count: dimension)
    let value = try evaluate(at: parameters, gradient: &gradient)
    return (value, gradient)
  }
}
