import SigmoidModel
import SigmoidSystem

/// A model as other programs run it: scores z = Wᵀx + b of raw inputs x.
struct RawInputModel {
  let link: OutputTransform
  let features: Int
  /// features × columns, column-major; a raw input times its weight is a term of the score.
  let weights: [Double]
  /// One a column.
  let intercepts: [Double]
  /// The names of the classes: two when binary, else one a column.
  let labels: [String]

  var columns: Int { intercepts.count }

  /// The weights of one column.
  func weights(of column: Int) -> ArraySlice<Double> {
    weights[column * features..<(column + 1) * features]
  }

  /// - Throws: `FileError` for classes in an order, and when a number is not finite, as given or times `inputScale`.
  init(_ model: LogisticModel, name: String) throws(FileError) {
    guard model.link != .ordinal else {
      throw FileError(
        path: name, expected: "a model of two classes, or of several without an order",
        found: "thresholds between classes, for which the formats have no place",
        remedy: "use the model's own file")
    }
    let folded = model.weights.map { $0 * model.inputScale }
    for (kind, values) in [("weight", folded), ("intercept", model.intercepts)] {
      guard let bad = values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw FileError(
        path: name, expected: "finite weights and intercepts of raw inputs",
        found: "\(values[bad]) as \(kind) \(bad)", remedy: "train the model again")
    }
    guard model.inputScale.isFinite, model.inputScale != 0 else {
      throw FileError(
        path: name, expected: "a finite inputScale other than 0", found: "\(model.inputScale)",
        remedy: "give the scale that the inputs were multiplied by")
    }
    link = model.link
    features = model.features
    weights = folded
    intercepts = model.intercepts
    labels = model.classes.map(\.name)
  }

  init(
    link: OutputTransform, features: Int, weights: [Double], intercepts: [Double], labels: [String]
  ) {
    self.link = link
    self.features = features
    self.weights = weights
    self.intercepts = intercepts
    self.labels = labels
  }
}
