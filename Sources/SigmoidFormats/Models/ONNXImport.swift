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
    var evaluation = try ONNXEvaluation(file.graph, path: path)
    for node in file.graph.nodes { try evaluation.run(node) }
    return try model(evaluation.result(of: file.graph.outputs), metadata).checked(path: path)

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
