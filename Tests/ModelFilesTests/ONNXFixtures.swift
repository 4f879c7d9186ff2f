@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidFormats

/// Graphs as skl2onnx writes them, which our own writer does not make.
struct ONNXFixture {
  var labels: ONNXAttribute = .integers([3, -8])
  var coefficients = [-1.0, -2, 1, 2]
  var intercepts = [-0.5, 0.5]
  var transform = "LOGISTIC"
  /// Of a Scaler before the classifier, each of one number a feature; nil without one.
  var scaling: (offset: [Double], scale: [Double])?
  /// Of a Normalizer behind it; nil without one.
  var norm: String?
  var hasZipMap = true
  /// Declared width of the input.
  var width: Int64 = 2
  /// Further nodes of ai.onnx.ml behind the classifier: operation, input, output, attributes.
  var more: [(String, String, String, [(String, ONNXAttribute)])] = []
  /// Nodes that each choose a label by its position.
  var choices = 0

  private func attribute(
    _ writer: inout ProtobufWriter, _ name: String, _ value: ONNXAttribute
  ) {
    writer.message(ONNXNode.Field.attributes) {
      $0.text(1, name)
      switch value {
      case .text(let text):
        $0.text(4, text)
        $0.integer(20, 3)
      case .floats(let values):
        // Packed, as a reader must also take them.
        $0.bytes(
          7,
          values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: Float(value).bitPattern >> (8 * $0)) }
          })
        $0.integer(20, 6)
      case .integer(let value):
        $0.integer(3, value)
        $0.integer(20, 2)
      case .integers(let values):
        for value in values { $0.integer(8, value) }
        $0.integer(20, 7)
      case .texts(let values):
        for value in values { $0.text(9, value) }
        $0.integer(20, 8)
      default: break
      }
    }
  }

  private func node(
    _ graph: inout ProtobufWriter, _ operation: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [(String, ONNXAttribute)], domain: String = "ai.onnx.ml"
  ) {
    graph.message(ONNXGraph.Field.nodes) { node in
      for input in inputs { node.text(1, input) }
      for output in outputs { node.text(2, output) }
      node.text(4, operation)
      node.text(7, domain)
      for (name, value) in attributes { attribute(&node, name, value) }
    }
  }

  private func info(_ graph: inout ProtobufWriter, _ field: Int, _ name: String, width: Int64?) {
    graph.message(field) {
      $0.text(1, name)
      $0.message(2) {
        $0.message(1) {
          $0.integer(1, 1)
          $0.message(2) {
            $0.message(1) { _ in }
            if let width { $0.message(1) { $0.integer(1, width) } }
          }
        }
      }
    }
  }

  private func choose(_ graph: inout ProtobufWriter) {
    node(&graph, "ArgMax", ["p"], ["best"], [("axis", .integer(1))], domain: "")
    for index in 0..<choices {
      node(&graph, "Gather", ["names", "best"], ["choice\(index)"], [], domain: "")
    }
    graph.message(ONNXGraph.Field.initializers) {
      $0.integer(ONNXTensor.Field.dimensions, Int64(intercepts.count))
      $0.integer(ONNXTensor.Field.elementType, 7)
      for index in intercepts.indices { $0.integer(ONNXTensor.Field.integers, Int64(index)) }
      $0.text(ONNXTensor.Field.name, "names")
    }
  }

  var bytes: [UInt8] {
    var model = ProtobufWriter()
    model.integer(1, 10)
    model.text(2, "skl2onnx")
    model.message(7) { graph in
      if let scaling {
        node(
          &graph, "Scaler", ["X"], ["scaled"],
          [("offset", .floats(scaling.offset)), ("scale", .floats(scaling.scale))])
      }
      var labelName = "classlabels_ints"
      if case .texts = labels { labelName = "classlabels_strings" }
      node(
        &graph, "LinearClassifier", [scaling == nil ? "X" : "scaled"], ["label", "p"],
        [
          (labelName, labels), ("coefficients", .floats(coefficients)),
          ("intercepts", .floats(intercepts)), ("post_transform", .text(transform)),
        ])
      for (operation, input, output, attributes) in more {
        node(&graph, operation, [input], [output], attributes)
      }
      if choices > 0 { choose(&graph) }
      node(&graph, "Identity", ["label"], ["output_label"], [], domain: "")
      if let norm { node(&graph, "Normalizer", ["p"], ["q"], [("norm", .text(norm))]) }
      let last = norm == nil ? "p" : "q"
      if hasZipMap { node(&graph, "ZipMap", [last], ["output_probability"], [(labelName, labels)]) }
      info(&graph, 11, "X", width: width)
      info(&graph, 12, "output_label", width: nil)
      info(&graph, 12, hasZipMap ? "output_probability" : last, width: 2)
    }
    return model.bytes
  }
}
