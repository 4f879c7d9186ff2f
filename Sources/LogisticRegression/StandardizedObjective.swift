import LinearAlgebra
import Optimization

/// A mean loss as a function of the parameters of standardized features; the mean loss itself
/// where there is no standardization. X is not touched.
struct StandardizedObjective<Base: Objective & ~Copyable>: Objective, ~Copyable {
  private var base: Base
  private let standardization: Standardization?
  private let columns: Int

  init(_ base: consuming Base, _ standardization: Standardization?, columns: Int) {
    self.base = base
    self.standardization = standardization
    self.columns = columns
  }

  var dimension: Int { base.dimension }

  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double {
    guard let standardization else {
      return try base.evaluate(at: parameters, gradient: &gradient)
    }
    let value = try base.evaluate(
      at: standardization.rawParameters(parameters, columns: columns), gradient: &gradient)
    standardization.pullBack(&gradient, columns: columns)
    return value
  }
}
