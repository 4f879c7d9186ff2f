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
}

extension Objective where Self: ~Copyable {
  /// Value and gradient in a new array, for callers that evaluate once.
  public mutating func evaluate(
    at parameters: [Double]
  ) throws -> (value: Double, gradient: [Double]) {
    var gradient = [Double](repeating: 0, count: dimension)
    let value = try evaluate(at: parameters, gradient: &gradient)
    return (value, gradient)
  }
}
