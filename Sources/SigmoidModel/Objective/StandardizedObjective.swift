import SigmoidExamples
import SigmoidOptimization

/// A mean loss as a function of the parameters of standardized features; the mean loss itself
/// where there is no standardization. X is not touched.
struct StandardizedObjective<Base: Objective & ~Copyable>: Objective, ~Copyable {
  private var base: Base
  private let standardization: Standardization?
  private let columns: Int
  private let fitsIntercept: Bool
  private let offset: Offset?

  /// - Parameters:
  ///   - fitsIntercept: false keeps the intercepts where they are: their gradient is 0.
  ///   - offset: whose weight is kept too.
  init(
    _ base: consuming Base, _ standardization: Standardization?, columns: Int,
    fitsIntercept: Bool = true, offset: Offset? = nil
  ) {
    self.fitsIntercept = fitsIntercept
    self.offset = offset
    self.base = base
    self.standardization = standardization
    self.columns = columns
  }

  var dimension: Int { base.dimension }

  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double {
    let value: Double
    if let standardization {
      value = try base.evaluate(
        at: standardization.rawParameters(parameters, columns: columns), gradient: &gradient)
      standardization.pullBack(&gradient, columns: columns)
    } else {
      value = try base.evaluate(at: parameters, gradient: &gradient)
    }
    if !fitsIntercept {
      for index in gradient.count - columns..<gradient.count { gradient[index] = 0 }
    }
    if let offset { gradient[offset.feature] = 0 }
    return value
  }
}
