import SigmoidModel
import SigmoidSystem

/// The operators of ai.onnx (https://onnx.ai/onnx/operators).
extension ONNXEvaluation {
  /// An integer attribute, or its default.
  func integer(_ node: ONNXNode, _ name: String, or otherwise: Int64) throws(FileError) -> Int64 {
    switch node.attributes[name] {
    case .integer(let value): return value
    case nil: return otherwise
    default: throw refused(node, expected: "integer \(name)", found: "another kind")
    }
  }

  func float(_ node: ONNXNode, _ name: String, or otherwise: Double) throws(FileError) -> Double {
    switch node.attributes[name] {
    case .float(let value): return value
    case nil: return otherwise
    default: throw refused(node, expected: "float \(name)", found: "another kind")
    }
  }

  func text(_ node: ONNXNode, _ name: String, or otherwise: String) throws(FileError) -> String {
    switch node.attributes[name] {
    case .text(let value): return value
    case nil: return otherwise
    default: throw refused(node, expected: "string \(name)", found: "another kind")
    }
  }

  func floats(_ node: ONNXNode, _ name: String) throws(FileError) -> [Double]? {
    switch node.attributes[name] {
    case .floats(let values): return values
    case nil: return nil
    default: throw refused(node, expected: "floats \(name)", found: "another kind")
    }
  }

  private func checkAxis(
    _ node: ONNXNode, _ wanted: Set<Int64>, or otherwise: Int64
  ) throws(FileError) {
    let axis = try integer(node, "axis", or: otherwise)
    guard wanted.contains(axis) else {
      throw refused(node, expected: "the axis of classes", found: "axis \(axis)")
    }
  }

  /// Between float and double, and of labels; not to what would round.
  func cast(_ node: ONNXNode) throws(FileError) -> Value {
    let value = try self.value(node, 0)
    let type = ONNXTensor.ElementType(rawValue: try integer(node, "to", or: 0))
    switch (value, type) {
    case (.label, .integer), (.label, .text), (.position, .integer): return value
    case (.label, _), (.position, _), (.constant, _): break
    case (_, .float), (_, .double): return value
    default: break
    }
    throw refused(node, expected: "a cast that keeps the value", found: "another")
  }

  mutating func gemm(_ node: ONNXNode) throws(FileError) -> LinearScores {
    guard case .constant(let matrix) = try value(node, 1),
      case .numbers(let numbers) = matrix.elements,
      matrix.dimensions.count == 2, try integer(node, "transA", or: 0) == 0
    else {
      throw refused(node, expected: "features times a constant matrix", found: "another product")
    }
    let transposed = try integer(node, "transB", or: 0) != 0
    let columns = matrix.dimensions[transposed ? 0 : 1]
    let features = matrix.dimensions[transposed ? 1 : 0]
    let alpha = try float(node, "alpha", or: 1), beta = try float(node, "beta", or: 1)
    guard columns >= 2, features >= 1 || node.inputs.count > 2 else {
      throw refused(node, expected: "a score a class", found: "\(columns) × \(features) weights")
    }
    var intercepts: [Double] = []
    if node.inputs.count > 2, !node.inputs[2].isEmpty {
      guard case .constant(let vector) = try value(node, 2),
        case .numbers(let numbers) = vector.elements, numbers.count == columns,
        vector.dimensions.last == columns
      else { throw refused(node, expected: "\(columns) intercepts", found: "another addend") }
      intercepts = numbers.map { beta * $0 }
    } else {
      guard features >= 1 else {
        throw refused(node, expected: "intercepts or features", found: "neither")
      }
      intercepts = Array(repeating: 0, count: columns)
    }
    var weights = numbers
    for column in 0..<columns {
      for feature in 0..<features {
        let source = transposed ? column * features + feature : feature * columns + column
        weights[column * features + feature] = alpha * numbers[source]
      }
    }
    return try linear(node, features: features, weights: weights, intercepts: intercepts)
  }

  /// Folds the scaling of the node's features into a linear layer.
  mutating func linear(
    _ node: ONNXNode, features: Int, weights: [Double], intercepts: [Double]
  ) throws(FileError) -> LinearScores {
    guard case .features(let offset, let scale) = try value(node, 0) else {
      throw refused(node, expected: "the features as input 0", found: "another value")
    }
    guard !hasLinearLayer else {
      throw refused(node, expected: "one linear layer", found: "a second")
    }
    hasLinearLayer = true
    let widths = [offset.count, scale.count].filter { $0 != 1 }
    guard declaredFeatures ?? Int64(features) == Int64(features),
      widths.allSatisfy({ $0 == features })
    else {
      throw refused(
        node, expected: "\(features) features, as the weights have",
        found: "an input of \(declaredFeatures ?? Int64(features)), scales of \(widths)")
    }
    var weights = weights, intercepts = intercepts
    for column in intercepts.indices {
      for feature in 0..<features {
        let index = column * features + feature
        weights[index] *= scale[scale.count == 1 ? 0 : feature]
        intercepts[column] -= weights[index] * offset[offset.count == 1 ? 0 : feature]
      }
    }
    return LinearScores(features: features, weights: weights, intercepts: intercepts)
  }

  func negated(_ node: ONNXNode) throws(FileError) -> Value {
    switch try value(node, 0) {
    case .scores(let scores): return .scores(scores.negated)
    // −log(1 + e^z) = log σ(−z).
    case .softplus(let scores): return .logOfSigmoid(scores.negated)
    default: throw refused(node, expected: "scores as input 0", found: "another value")
    }
  }

  func softmax(_ node: ONNXNode) throws(FileError) -> Value {
    // The default was 1, and is −1 since opset 13: the same axis of a matrix.
    try checkAxis(node, [1, -1], or: -1)
    switch try value(node, 0) {
    case .scores(let scores): return .probabilities(.softmax, scores)
    case .logOfSigmoid(let scores): return .probabilities(.oneVersusRest, scores)
    default: throw refused(node, expected: "scores as input 0", found: "another value")
    }
  }

  /// Probabilities grow with their scores.
  func argMax(_ node: ONNXNode) throws(FileError) -> Value {
    try checkAxis(node, [1, -1], or: 0)
    guard try integer(node, "select_last_index", or: 0) == 0 else {
      throw refused(node, expected: "the first of equal scores", found: "the last")
    }
    switch try value(node, 0) {
    case .scores(let scores), .sigmoids(let scores), .logOfSigmoid(let scores),
      .probabilities(_, let scores):
      return .position(scores)
    default: throw refused(node, expected: "scores as input 0", found: "another value")
    }
  }

  mutating func gather(_ node: ONNXNode) throws(FileError) -> Value {
    try checkAxis(node, [0], or: 0)
    guard case .constant(let tensor) = try value(node, 0), tensor.dimensions.count == 1,
      case .position(let scores) = try value(node, 1)
    else { throw refused(node, expected: "a label by its position", found: "another choice") }
    guard !hasLabels else {
      throw refused(node, expected: "one choice of a label", found: "a second")
    }
    hasLabels = true
    switch tensor.elements {
    case .integers(let integers): return .label(integers.map(String.init), scores)
    case .texts(let texts): return .label(texts, scores)
    case .numbers, .doubles:
      throw refused(node, expected: "labels of int64 or string", found: "floats")
    }
  }
}
