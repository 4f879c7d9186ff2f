import SigmoidLinear
import SigmoidModel
import SigmoidSystem

/// Follows a graph from its input, node by node, by what each value means for a logistic
/// regression. A node that leads elsewhere is refused by name.
///
/// There is one linear layer and at most one scaler, so that it takes a few times the memory of
/// the tensors whatever the nodes are.
struct ONNXEvaluation {
  /// The meaning of a value.
  enum Value {
    /// (x − offset) · scale, by feature; one number each when all features share it.
    case features(offset: [Double], scale: [Double])
    case constant(ONNXTensor)
    case scores(LinearScores)
    /// log(1 + e^z) of each score.
    case softplus(LinearScores)
    case logOfSigmoid(LinearScores)
    /// σ of each score, not normalised.
    case sigmoids(LinearScores)
    /// Sums to 1.
    case probabilities(OutputTransform, LinearScores)
    /// Of the greatest score.
    case position(LinearScores)
    case label([String], LinearScores)
  }

  struct Result {
    let link: OutputTransform
    /// Two columns when the link is logistic.
    let scores: LinearScores
    let labels: [String]
  }

  private var values: [String: Value]
  private let path: String
  /// Of the input, as declared; nil when that is left open.
  let declaredFeatures: Int64?
  var hasLinearLayer = false
  /// Whether labels were chosen by position, which takes memory for each of them.
  var hasLabels = false

  init(_ graph: ONNXGraph, path: String) throws(FileError) {
    var values: [String: Value] = [:]
    for tensor in graph.initializers { values[tensor.name] = .constant(tensor) }
    let inputs = graph.inputs.filter { input in
      if case .constant = values[input.name] { return false }
      return true
    }
    guard let input = inputs.first, inputs.count == 1 else {
      throw FileError(
        path: path, expected: "a graph of one input", found: "\(inputs.count) inputs",
        remedy: "export a model that takes its features as one matrix")
    }
    values[input.name] = .features(offset: [0], scale: [1])
    if case .size(let size)? = input.shape?.last, size > 0 {
      declaredFeatures = size
    } else {
      declaredFeatures = nil
    }
    self.values = values
    self.path = path
  }

  func refused(_ node: ONNXNode, expected: String, found: String) -> FileError {
    FileError(
      path: path, expected: expected,
      found: "\(found) in node \(node.operation) '\(node.outputs.first ?? "")'",
      remedy: "export a logistic regression, as Sigmoid or skl2onnx write it")
  }

  func value(_ node: ONNXNode, _ index: Int) throws(FileError) -> Value {
    guard index < node.inputs.count, let value = values[node.inputs[index]] else {
      throw refused(node, expected: "a known value as input \(index)", found: "none")
    }
    return value
  }

  func scores(_ node: ONNXNode) throws(FileError) -> LinearScores {
    guard case .scores(let scores) = try value(node, 0) else {
      throw refused(node, expected: "scores as input 0", found: "another value")
    }
    return scores
  }

  mutating func run(_ node: ONNXNode) throws(FileError) {
    // As many as the node has outputs, or fewer: the rest of them are unknown.
    let meanings: [Value]
    switch (node.domain, node.operation) {
    case ("", "Identity"): meanings = [try value(node, 0)]
    case ("", "Cast"): meanings = [try cast(node)]
    case ("", "Gemm"): meanings = [.scores(try gemm(node))]
    case ("", "Neg"): meanings = [try negated(node)]
    case ("", "Softplus"): meanings = [.softplus(try scores(node))]
    case ("", "Sigmoid"): meanings = [.sigmoids(try scores(node))]
    case ("", "Softmax"): meanings = [try softmax(node)]
    case ("", "ArgMax"): meanings = [try argMax(node)]
    case ("", "Gather"): meanings = [try gather(node)]
    case ("ai.onnx.ml", "Scaler"): meanings = [try scaler(node)]
    case ("ai.onnx.ml", "LinearClassifier"): meanings = try linearClassifier(node)
    case ("ai.onnx.ml", "Normalizer"): meanings = [try normalizer(node)]
    case ("ai.onnx.ml", "ZipMap"): meanings = [try zipMap(node)]
    default:
      throw refused(
        node, expected: "operators of a logistic regression",
        found: node.domain.isEmpty ? "another" : "one of '\(node.domain)'")
    }
    for (name, value) in zip(node.outputs, meanings) { values[name] = value }
  }

  /// σ(−z) and σ(z) sum to 1 already.
  func normalised(_ value: Value) -> Value {
    if case .sigmoids(let scores) = value, scores.isAntisymmetricPair {
      return .probabilities(.logistic, scores)
    }
    return value
  }

  /// The model that the outputs of the graph are of.
  func result(of outputs: [ONNXValueInfo]) throws(FileError) -> Result {
    var probabilities: (link: OutputTransform, scores: LinearScores)?
    // Without names they are 0, 1 and so on.
    var labels: (names: [String]?, scores: LinearScores)?
    for output in outputs {
      switch values[output.name].map(normalised) {
      case .probabilities(let link, let scores): probabilities = (link, scores)
      case .label(let names, let scores): labels = (names, scores)
      case .position(let scores): labels = (nil, scores)
      default: continue
      }
    }
    guard let probabilities else {
      throw FileError(
        path: path, expected: "an output of probabilities that sum to 1",
        found: "outputs " + outputs.prefix(5).map { "'\($0.name)'" }.joined(separator: ", "),
        remedy: "export a logistic regression with its probabilities")
    }
    let names = labels?.names ?? probabilities.scores.intercepts.indices.map(String.init)
    guard labels == nil || labels?.scores == probabilities.scores,
      names.count == probabilities.scores.intercepts.count
    else {
      throw FileError(
        path: path, expected: "labels of the same scores as the probabilities",
        found: "\(names.count) labels of others", remedy: "export the model again")
    }
    return Result(link: probabilities.link, scores: probabilities.scores, labels: names)
  }
}
