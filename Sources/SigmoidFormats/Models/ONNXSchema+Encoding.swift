extension ONNXModel {
  /// Of ai.onnx.ml, for LabelEncoder by lists of keys and values.
  private static let mlOperatorSet: Int64 = 2

  /// - Parameter operatorSet: the version of ai.onnx that the nodes are of.
  func encoded(irVersion: Int64, operatorSet: Int64, producer: String) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.integer(Field.irVersion, irVersion)
    writer.text(Field.producerName, producer)
    writer.message(Field.graph) { graph.encode(to: &$0) }
    writer.message(Field.operatorSets) {
      $0.text(Field.setDomain, "")
      $0.integer(Field.setVersion, operatorSet)
    }
    if graph.nodes.contains(where: { $0.domain == Self.mlDomain }) {
      writer.message(Field.operatorSets) {
        $0.text(Field.setDomain, Self.mlDomain)
        $0.integer(Field.setVersion, Self.mlOperatorSet)
      }
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      writer.message(Field.metadata) {
        $0.text(Field.key, key)
        $0.text(Field.value, value)
      }
    }
    return writer.bytes
  }
}

extension ONNXGraph {
  fileprivate func encode(to writer: inout ProtobufWriter) {
    for node in nodes { writer.message(Field.nodes) { node.encode(to: &$0) } }
    writer.text(Field.name, name)
    for tensor in initializers { writer.message(Field.initializers) { tensor.encode(to: &$0) } }
    for input in inputs { writer.message(Field.inputs) { input.encode(to: &$0) } }
    for output in outputs { writer.message(Field.outputs) { output.encode(to: &$0) } }
  }
}

extension ONNXNode {
  fileprivate func encode(to writer: inout ProtobufWriter) {
    for input in inputs { writer.text(Field.inputs, input) }
    for output in outputs { writer.text(Field.outputs, output) }
    writer.text(Field.operation, operation)
    for (name, attribute) in attributes.sorted(by: { $0.key < $1.key }) {
      writer.message(Field.attributes) {
        $0.text(ONNXAttribute.Field.name, name)
        attribute.encode(to: &$0)
      }
    }
    if !domain.isEmpty { writer.text(Field.domain, domain) }
  }

  /// The message of this node alone.
  var encoded: [UInt8] {
    var writer = ProtobufWriter()
    encode(to: &writer)
    return writer.bytes
  }
}

extension ONNXAttribute {
  fileprivate func encode(to writer: inout ProtobufWriter) {
    let kind: Kind
    switch self {
    case .float(let value):
      writer.float(Field.float, Float(value))
      kind = .float
    case .integer(let value):
      writer.integer(Field.integer, value)
      kind = .integer
    case .text(let value):
      writer.text(Field.text, value)
      kind = .text
    case .floats(let values):
      for value in values { writer.float(Field.floats, Float(value)) }
      kind = .floats
    case .integers(let values):
      for value in values { writer.integer(Field.integers, value) }
      kind = .integers
    case .texts(let values):
      for value in values { writer.text(Field.texts, value) }
      kind = .texts
    case .other: return
    }
    writer.integer(Field.type, kind.rawValue)
  }
}

extension ONNXTensor {
  /// Numbers go as float32.
  fileprivate func encode(to writer: inout ProtobufWriter) {
    for dimension in dimensions { writer.integer(Field.dimensions, Int64(dimension)) }
    writer.text(Field.name, name)
    switch elements {
    case .numbers(let values):
      writer.integer(Field.elementType, ElementType.float.rawValue)
      writer.bytes(Field.raw, littleEndian(values.map { Float($0).bitPattern }))
    case .doubles(let values):
      writer.integer(Field.elementType, ElementType.double.rawValue)
      writer.bytes(Field.raw, littleEndian(values.map(\.bitPattern)))
    case .integers(let values):
      writer.integer(Field.elementType, ElementType.integer.rawValue)
      writer.bytes(Field.raw, littleEndian(values))
    case .texts(let values):
      writer.integer(Field.elementType, ElementType.text.rawValue)
      for value in values { writer.text(Field.texts, value) }
    }
  }

  /// The message of this tensor alone.
  var encoded: [UInt8] {
    var writer = ProtobufWriter()
    encode(to: &writer)
    return writer.bytes
  }

  private func littleEndian<Value: FixedWidthInteger>(_ values: [Value]) -> [UInt8] {
    values.map(\.littleEndian).withUnsafeBytes { Array($0) }
  }
}

extension ONNXValueInfo {
  fileprivate func encode(to writer: inout ProtobufWriter) {
    writer.text(Field.name, name)
    writer.message(Field.type) {
      $0.message(Field.tensorType) {
        $0.integer(Field.elementType, elementType.rawValue)
        $0.message(Field.shape) {
          for dimension in shape ?? [] {
            $0.message(Field.dimension) {
              switch dimension {
              case .size(let size): $0.integer(Field.size, size)
              case .symbol(let symbol): $0.text(Field.symbol, symbol)
              }
            }
          }
        }
      }
    }
  }
}
