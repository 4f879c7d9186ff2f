/// An objective that is a mean over examples, and can be evaluated on some of them.
package protocol StochasticObjective: Objective, ~Copyable {
  var examples: Int { get }

  /// The mean over `batch`, plus whatever does not depend on examples (a penalty) in full; the
  /// gradient of that is written over `gradient`. Over all examples it is the objective itself.
  /// - Parameter batch: positions in 0 ..< examples.
  mutating func evaluate(
    at parameters: [Double], batch: Span<Int>, gradient: inout [Double]
  ) throws -> Double
}
