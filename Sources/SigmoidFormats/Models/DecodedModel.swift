import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import SigmoidSystem

/// What a file says of a model, before it is known to be one.
struct DecodedModel {
  var link: OutputTransform
  var features: Int
  /// features × columns, column-major.
  var weights: [Double]
  var intercepts: [Double]
  var classes: [ModelClass]
  var training: [String: String] = [:]
  var schema = Schema()
  /// The schema as a whole, but for the scale, where the file has it; what it says goes first.
  var inputs: Schema?

  /// - Throws: `FileError` where shapes do not agree or numbers are not finite.
  func checked(path: String) throws(FileError) -> LogisticModel {
    func refused(expected: String, found: String) -> FileError {
      FileError(path: path, expected: expected, found: found, remedy: "export the model again")
    }
    guard !intercepts.isEmpty, link != .ordinal, (intercepts.count == 1) == (link == .logistic)
    else {
      throw refused(
        expected: link == .logistic ? "one column of weights" : "a column of weights a class",
        found: "\(intercepts.count) intercepts")
    }
    let (count, overflow) = features.multipliedReportingOverflow(by: intercepts.count)
    guard features >= 0, !overflow, weights.count == count else {
      throw refused(
        expected: "\(features) features × \(intercepts.count) columns of weights",
        found: "\(weights.count) weights")
    }
    let wanted = link == .logistic ? 2 : intercepts.count
    guard classes.count == wanted else {
      throw refused(expected: "\(wanted) classes", found: "\(classes.count)")
    }
    guard classes.count(where: { $0.labels == nil }) < 2 else {
      throw refused(expected: "one class without labels at most", found: "several")
    }
    if let twice = classes.repetition {
      throw refused(expected: "classes that differ", found: "'\(twice)' twice")
    }
    for (kind, values) in [("weight", weights), ("intercept", intercepts)] {
      guard let bad = values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw refused(expected: "finite numbers", found: "\(values[bad]) as \(kind) \(bad)")
    }
    var schema = inputs ?? self.schema
    schema.scale = self.schema.scale
    guard schema.scale.isFinite, schema.scale != 0 else {
      throw refused(expected: "a finite inputScale other than 0", found: "\(schema.scale)")
    }
    if let problem = schema.problem(features: features) {
      throw refused(expected: "names and a shape of \(features) features", found: problem)
    }
    return LogisticModel(
      features: features, weights: weights, intercepts: intercepts, classes: classes,
      link: link, training: training, schema: schema)
  }
}
