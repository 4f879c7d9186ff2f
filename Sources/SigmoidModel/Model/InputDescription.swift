/// What the inputs of a model are to a person: nothing is computed from it.
public struct InputDescription: Codable, Equatable, Sendable {
  /// One name a feature, as the header of a table has them.
  public var featureNames: [String]?
  /// The dimensions of one example, whose product is the features: `[28, 28]` for images of 28 rows.
  public var shape: [Int]?

  /// What is not known is nil. A model checks it against its features; `problem(features:)` tells.
  public init(featureNames: [String]? = nil, shape: [Int]? = nil) {
    self.featureNames = featureNames
    self.shape = shape
  }

  /// What does not fit so many features; nil when all does.
  public func problem(features: Int) -> String? {
    if let names = featureNames, names.count != features { return "\(names.count) names" }
    guard let shape else { return nil }
    var product = 1
    for length in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      guard length > 0, !overflow else { return "a shape of \(shape)" }
      product = next
    }
    return product == features ? nil : "a shape of \(shape)"
  }
}
