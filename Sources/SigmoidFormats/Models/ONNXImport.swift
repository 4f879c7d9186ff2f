import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import SigmoidSystem

/// Logistic regressions in ONNX: the graphs of `ONNXExport`, and those that skl2onnx makes of
/// scikit-learn's LogisticRegression, alone or behind a scaler.
enum ONNXImport {
  static func decode(_ bytes: [UInt8], path: String) throws(FileError) -> LogisticModel {
    let file = try ONNXModel(ProtobufReader(bytes, path: path))
    let metadata = try ONNXMetadata(entries: file.metadata, path: path)
    var graph = file.graph
    if let columns = metadata.inputs?.columns,
      !graph.inputs.contains(where: { $0.name == ONNXExport.input })
    {
      graph = try graph.behind(ONNXColumns(PortableColumn.all(columns)), path: path)
    }
    var evaluation = try ONNXEvaluation(graph, path: path)
    for node in graph.nodes { try evaluation.run(node) }
    return try model(evaluation.result(of: graph.outputs), metadata).checked(path: path)

    func model(
      _ result: ONNXEvaluation.Result, _ metadata: ONNXMetadata
    ) throws(FileError) -> DecodedModel {
      let classes =
        metadata.classes ?? result.labels.map { ModelClass(name: $0, labels: [$0]) }
      guard classes.map(\.name) == result.labels else {
        throw FileError(
          path: path, expected: "classes named as the labels of the graph",
          found: "metadata of other classes", remedy: "export the model again")
      }
      let scores = result.scores
      var weights = scores.signedWeights
      var intercepts = scores.signedIntercepts
      if result.link == .logistic {
        weights.removeFirst(scores.features)
        intercepts.removeFirst()
      }
      return DecodedModel(
        link: result.link, features: scores.features,
        weights: weights.map { $0 / metadata.inputScale }, intercepts: intercepts,
        classes: classes, training: metadata.training,
        schema: Schema(scale: metadata.inputScale), inputs: metadata.inputs)
    }
  }
}

extension ONNXGraph {
  /// The graph from the features on, of one that makes them as the schema beside it says.
  fileprivate func behind(_ table: ONNXColumns, path: String) throws(FileError) -> ONNXGraph {
    let isSame =
      inputs.map(\.name) == table.inputs.map(\.name) && nodes.count >= table.nodes.count
      && initializers.count >= table.initializers.count
      && zip(nodes, table.nodes).allSatisfy { $0.encoded == $1.encoded }
      && zip(initializers, table.initializers).allSatisfy { $0.holds($1) }
    guard isSame else {
      throw FileError(
        path: path, expected: "a graph that makes its features as the schema in the file says",
        found: "another", remedy: "export the model again")
    }
    var rest = self
    rest.nodes.removeFirst(table.nodes.count)
    rest.initializers.removeFirst(table.initializers.count)
    rest.inputs = [
      ONNXValueInfo(
        name: ONNXColumns.features, shape: [.symbol("N"), .size(Int64(table.width))])
    ]
    return rest
  }
}

extension ONNXTensor {
  /// Whether it is what is read of `other`, which was written.
  fileprivate func holds(_ other: ONNXTensor) -> Bool {
    guard name == other.name, dimensions == other.dimensions else { return false }
    switch (elements, other.elements) {
    case (.numbers(let own), .numbers(let others)): return own == others.map { Double(Float($0)) }
    case (.numbers(let own), .doubles(let others)): return own == others
    case (.integers(let own), .integers(let others)): return own == others
    case (.texts(let own), .texts(let others)): return own == others
    default: return false
    }
  }
}
