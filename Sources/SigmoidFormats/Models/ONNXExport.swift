import SigmoidLinear
import SigmoidSystem

/// A graph of ai.onnx alone, which every runtime has: `input` float [N, features] to `label`, int64
/// or string [N], and `probabilities`, float [N, classes].
///
///     scores = Gemm(input, weights, intercepts)      one a class
///     label = Gather(labels, ArgMax(scores))
///     probabilities = Sigmoid or Softmax(scores)
///
/// A binary model has the scores −z and z, so that neither probability is a difference from 1, and
/// the label follows the sign of z also where both probabilities round to ½ or to 1.
///
/// Of a model of a table there is an input a column instead, and the features are made of them, see
/// `ONNXColumns`.
///
/// All is float32, for runtimes that have nothing else. Probabilities are right to 1e-6 where the
/// terms of a score come to 100 or so; at 1600, in a model of MNIST without regularisation, to 1e-5.
enum ONNXExport {
  /// Of all features.
  static let input = "input"

  private static let irVersion: Int64 = 7
  private static let operatorSet: Int64 = 13

  /// - Parameter columns: of a table; nil for one input of all features.
  /// - Throws: `FileError` for a number beyond float32, or columns without a feature.
  static func encode(
    _ model: RawInputModel, columns: [PortableColumn]? = nil, metadata: ONNXMetadata, name: String
  ) throws(FileError) -> [UInt8] {
    for (kind, values) in [("weight", model.weights), ("intercept", model.intercepts)] {
      guard let bad = values.firstIndex(where: { !Float($0).isFinite }) else { continue }
      throw FileError(
        path: name, expected: "weights of raw inputs within the ±3.4e38 of float32",
        found: "\(values[bad]) as \(kind) \(bad)", remedy: "export it as json, csv, c or swift")
    }
    if columns != nil, model.features == 0 {
      throw FileError(
        path: name, expected: "a column with a feature", found: "none",
        remedy: "export the model with --raw, or as json, csv, c or swift")
    }
    for column in columns ?? [] {
      guard let fill = column.column.fill, !Float(fill).isFinite else { continue }
      throw FileError(
        path: name, expected: "fills within the ±3.4e38 of float32",
        found: "\(fill) of \(stringLiteralOfSwift(column.column.name))",
        remedy: "export it as json, c or swift")
    }
    let table = columns.map(ONNXColumns.init)
    let features = table == nil ? input : ONNXColumns.features
    let classes = model.labels.count
    let isBinary = model.link == .logistic
    let weights = isBinary ? model.weights.map { -$0 } + model.weights : model.weights
    let intercepts = isBinary ? model.intercepts.map { -$0 } + model.intercepts : model.intercepts
    let (labels, labelType) = elements(of: model.labels)

    let axis: ONNXAttribute = .integer(1)
    var nodes =
      (table?.nodes ?? []) + [
        ONNXNode(
          operation: "Gemm", inputs: [features, "weights", "intercepts"], outputs: ["scores"],
          attributes: ["transB": .integer(1)]),
        ONNXNode(
          operation: "ArgMax", inputs: ["scores"], outputs: ["position"],
          attributes: ["axis": axis, "keepdims": .integer(0)]),
        ONNXNode(
          operation: "Gather", inputs: ["labels", "position"], outputs: ["label"],
          attributes: ["axis": .integer(0)]),
      ]
    func append(_ operation: String, _ input: String, _ output: String) {
      nodes.append(
        ONNXNode(
          operation: operation, inputs: [input], outputs: [output],
          attributes: operation == "Softmax" ? ["axis": axis] : [:]))
    }
    switch model.link {
    case .logistic: append("Sigmoid", "scores", "probabilities")
    case .softmax: append("Softmax", "scores", "probabilities")
    case .ordinal: preconditionFailure("no format has thresholds; see RawInputModel")
    case .oneVersusRest:
      // σ(z) / Σ σ(z) as the softmax of log σ(z), whose sum cannot underflow to 0.
      append("Neg", "scores", "negated")
      append("Softplus", "negated", "lossOfClass")
      append("Neg", "lossOfClass", "logOfSigmoid")
      append("Softmax", "logOfSigmoid", "probabilities")
    }
    let graph = ONNXGraph(
      name: name, nodes: nodes,
      initializers: (table?.initializers ?? []) + [
        ONNXTensor(
          name: "weights", dimensions: [classes, model.features], elements: .numbers(weights)),
        ONNXTensor(name: "intercepts", dimensions: [classes], elements: .numbers(intercepts)),
        ONNXTensor(name: "labels", dimensions: [classes], elements: labels),
      ],
      inputs: table?.inputs ?? [
        ONNXValueInfo(name: input, shape: [.symbol("N"), .size(Int64(model.features))])
      ],
      outputs: [
        ONNXValueInfo(name: "label", elementType: labelType, shape: [.symbol("N")]),
        ONNXValueInfo(name: "probabilities", shape: [.symbol("N"), .size(Int64(classes))]),
      ])
    return ONNXModel(graph: graph, metadata: metadata.entries)
      .encoded(irVersion: irVersion, operatorSet: operatorSet, producer: "sigmoid")
  }

  /// Integers when all labels are written as such.
  private static func elements(
    of labels: [String]
  ) -> (ONNXTensor.Elements, ONNXTensor.ElementType) {
    let integers = labels.compactMap { label in Int64(label).flatMap { "\($0)" == label ? $0 : nil }
    }
    return integers.count == labels.count
      ? (.integers(integers), .integer) : (.texts(labels), .text)
  }
}
