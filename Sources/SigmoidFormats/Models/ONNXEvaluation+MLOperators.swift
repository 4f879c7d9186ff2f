import SigmoidSystem

/// The operators of ai.onnx.ml (https://onnx.ai/onnx/operators) that skl2onnx makes of a logistic
/// regression.
extension ONNXEvaluation {
  func scaler(_ node: ONNXNode) throws(FileError) -> Value {
    guard case .features([0], [1]) = try value(node, 0) else {
      throw refused(node, expected: "one scaling of the raw features", found: "another value")
    }
    let offset = try floats(node, "offset") ?? [0]
    let scale = try floats(node, "scale") ?? [1]
    guard !offset.isEmpty, !scale.isEmpty else {
      throw refused(node, expected: "offsets and scales", found: "none")
    }
    return .features(offset: offset, scale: scale)
  }

  /// Its label and its probabilities.
  mutating func linearClassifier(_ node: ONNXNode) throws(FileError) -> [Value] {
    let labels: [String]
    switch (node.attributes["classlabels_ints"], node.attributes["classlabels_strings"]) {
    case (.integers(let integers), nil): labels = integers.map(String.init)
    case (nil, .texts(let texts)): labels = texts
    default: throw refused(node, expected: "labels of integers or strings", found: "others")
    }
    let coefficients = try floats(node, "coefficients") ?? []
    let intercepts = try floats(node, "intercepts") ?? Array(repeating: 0, count: labels.count)
    // A single row for two classes has no scores that say which is which.
    guard labels.count >= 2, intercepts.count == labels.count,
      coefficients.count % labels.count == 0
    else {
      throw refused(
        node, expected: "a row of coefficients and an intercept a class",
        found:
          "\(labels.count) classes, \(coefficients.count) coefficients, \(intercepts.count) intercepts"
      )
    }
    let scores = try linear(
      node, features: coefficients.count / labels.count, weights: coefficients,
      intercepts: intercepts)
    let label = Value.label(labels, scores)
    switch try text(node, "post_transform", or: "NONE") {
    case "NONE": return [label, .scores(scores)]
    case "LOGISTIC": return [label, .sigmoids(scores)]
    case "SOFTMAX": return [label, .probabilities(.softmax, scores)]
    case let other:
      throw refused(node, expected: "post_transform LOGISTIC or SOFTMAX", found: "'\(other)'")
    }
  }

  func normalizer(_ node: ONNXNode) throws(FileError) -> Value {
    guard try text(node, "norm", or: "MAX") == "L1" else {
      throw refused(node, expected: "norm L1", found: "another")
    }
    let value = normalised(try self.value(node, 0))
    switch value {
    case .probabilities: return value
    case .sigmoids(let scores): return .probabilities(.oneVersusRest, scores)
    default: throw refused(node, expected: "probabilities as input 0", found: "another value")
    }
  }

  /// Rows of probabilities as dictionaries by label.
  func zipMap(_ node: ONNXNode) throws(FileError) -> Value {
    let value = normalised(try self.value(node, 0))
    guard case .probabilities = value else {
      throw refused(node, expected: "probabilities as input 0", found: "another value")
    }
    return value
  }
}
