import SigmoidSystem

/// More of anything than a logistic regression has, of a table of thousands of columns too; a bound on
/// what two bytes each can allocate.
private let countLimit = 1 << 15

extension ProtobufReader {
  /// Walks over the fields of the message.
  fileprivate mutating func fields(
    _ body: (ProtobufField, ProtobufReader) throws(FileError) -> Void
  ) throws(FileError) {
    while let field = try next() { try body(field, self) }
  }

  fileprivate func checkCount(_ count: Int, _ what: String) throws(FileError) {
    guard count < countLimit else {
      throw refused(expected: "at most \(countLimit) \(what)", found: "more")
    }
  }
}

extension ONNXModel {
  /// Takes up to ten times the memory of the bytes.
  init(_ message: ProtobufReader) throws(FileError) {
    var message = message
    var hasGraph = false
    try message.fields { (field, reader) throws(FileError) in
      switch field.number {
      case Field.graph:
        guard !hasGraph else {
          throw reader.refused(expected: "one graph", found: "a second", at: field.start)
        }
        graph = try ONNXGraph(try reader.message(field))
        hasGraph = true
      case Field.metadata:
        try reader.checkCount(metadata.count, "entries of metadata")
        var key = "", value = ""
        var entry = try reader.message(field)
        try entry.fields { (field, reader) throws(FileError) in
          switch field.number {
          case Field.key: key = try reader.text(field)
          case Field.value: value = try reader.text(field)
          default: break
          }
        }
        guard metadata.updateValue(value, forKey: key) == nil else {
          throw reader.refused(
            expected: "each entry of metadata once",
            found: "'\(FileError.shown(key))' a second time", at: field.start)
        }
      default: break
      }
    }
    guard hasGraph else {
      throw message.refused(expected: "a model in ONNX", found: "no graph before the end")
    }
  }
}

extension ONNXGraph {
  fileprivate init(_ message: ProtobufReader) throws(FileError) {
    var message = message
    try message.fields { (field, reader) throws(FileError) in
      try reader.checkCount(
        max(nodes.count, initializers.count, inputs.count, outputs.count), "parts of a graph")
      switch field.number {
      case Field.name: name = try reader.text(field)
      case Field.nodes: nodes.append(try ONNXNode(try reader.message(field)))
      case Field.initializers: initializers.append(try ONNXTensor(try reader.message(field)))
      case Field.inputs: inputs.append(try ONNXValueInfo(try reader.message(field)))
      case Field.outputs: outputs.append(try ONNXValueInfo(try reader.message(field)))
      default: break
      }
    }
  }
}

extension ONNXNode {
  fileprivate init(_ message: ProtobufReader) throws(FileError) {
    var message = message
    try message.fields { (field, reader) throws(FileError) in
      try reader.checkCount(
        max(inputs.count, outputs.count, attributes.count), "parts of a node")
      switch field.number {
      case Field.inputs: inputs.append(try reader.text(field))
      case Field.outputs: outputs.append(try reader.text(field))
      case Field.operation: operation = try reader.text(field)
      case Field.domain: domain = try reader.text(field)
      case Field.attributes:
        let (name, attribute) = try ONNXAttribute.named(try reader.message(field))
        guard attributes.updateValue(attribute, forKey: name) == nil else {
          throw reader.refused(
            expected: "each attribute once", found: "'\(FileError.shown(name))' a second time",
            at: field.start)
        }
      default: break
      }
    }
    if domain == "ai.onnx" { domain = "" }
  }
}

extension ONNXAttribute {
  fileprivate static func named(
    _ message: ProtobufReader
  ) throws(FileError) -> (String, ONNXAttribute) {
    var message = message
    var name = "", text = ""
    var kind: Int64 = 0, integer: Int64 = 0
    var float = 0.0
    var floats: [Double] = []
    var integers: [Int64] = []
    var texts: [String] = []
    try message.fields { (field, reader) throws(FileError) in
      switch field.number {
      case Field.name: name = try reader.text(field)
      case Field.float: float = try reader.float(field)
      case Field.integer: integer = try reader.integer(field)
      case Field.text: text = try reader.text(field)
      case Field.floats: try reader.append(field, to: &floats)
      case Field.integers: try reader.append(field, to: &integers)
      case Field.texts: texts.append(try reader.text(field))
      case Field.type: kind = try reader.integer(field)
      default: break
      }
    }
    let attribute: ONNXAttribute =
      switch Kind(rawValue: kind) {
      case .float: .float(float)
      case .integer: .integer(integer)
      case .text: .text(text)
      case .floats: .floats(floats)
      case .integers: .integers(integers)
      case .texts: .texts(texts)
      case nil: .other
      }
    return (name, attribute)
  }
}

extension ONNXTensor {
  fileprivate init(_ message: ProtobufReader) throws(FileError) {
    var message = message
    var sizes: [Int64] = []
    var kind: Int64 = 0
    var numbers: [Double] = []
    var integers: [Int64] = []
    var texts: [String] = []
    var raw: ProtobufField?
    try message.fields { (field, reader) throws(FileError) in
      switch field.number {
      case Field.name: name = try reader.text(field)
      case Field.dimensions: try reader.append(field, to: &sizes)
      case Field.elementType: kind = try reader.integer(field)
      case Field.floats: try reader.append(field, to: &numbers)
      case Field.doubles: try reader.append(field, to: &numbers, size: 8)
      case Field.integers: try reader.append(field, to: &integers)
      case Field.texts: texts.append(try reader.text(field))
      case Field.raw: raw = field
      case Field.externalData, Field.location:
        if field.number == Field.location, try reader.integer(field) == 0 { break }
        throw reader.refused(
          expected: "tensors inside the file", found: "one in a file of its own", at: field.start)
      default: break
      }
    }
    switch ElementType(rawValue: kind) {
    case .float:
      if let raw { try message.append(raw, to: &numbers) }
      elements = .numbers(numbers)
    case .double:
      if let raw { try message.append(raw, to: &numbers, size: 8) }
      elements = .numbers(numbers)
    case .integer:
      elements = .integers(
        try raw.map { (raw) throws(FileError) in try message.rawIntegers(raw) } ?? integers)
    case .text: elements = .texts(texts)
    case nil:
      throw message.refused(
        expected: "tensor '\(name)' of float, double, int64 or string", found: "type \(kind)")
    }
    guard sizes.count <= 2, let count = elementCount(sizes), count == elements.count else {
      throw message.refused(
        expected: "\(elements.count) elements of tensor '\(name)' in two dimensions at most",
        found: "dimensions \(sizes.prefix(3))")
    }
    dimensions = sizes.map(Int.init)
  }

  /// Nil when a size is negative or the product is no number of elements.
  private func elementCount(_ sizes: [Int64]) -> Int? {
    var product: Int64 = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { return nil }
      product = next
    }
    return Int(exactly: product)
  }
}

extension ONNXValueInfo {
  fileprivate init(_ message: ProtobufReader) throws(FileError) {
    var message = message
    try message.fields { (field, reader) throws(FileError) in
      switch field.number {
      case Field.name: name = try reader.text(field)
      case Field.type: try readType(try reader.message(field))
      default: break
      }
    }
  }

  /// TypeProto.
  private mutating func readType(_ message: ProtobufReader) throws(FileError) {
    var message = message
    try message.fields { (field, reader) throws(FileError) in
      guard field.number == Field.tensorType else { return }
      var tensor = try reader.message(field)
      try tensor.fields { (field, reader) throws(FileError) in
        guard field.number == Field.shape else { return }
        shape = []
        try readShape(try reader.message(field))
      }
    }
  }

  /// TensorShapeProto.
  private mutating func readShape(_ message: ProtobufReader) throws(FileError) {
    var message = message
    try message.fields { (field, reader) throws(FileError) in
      guard field.number == Field.dimension else { return }
      try reader.checkCount(shape?.count ?? 0, "dimensions")
      var dimension = Dimension.symbol("")
      var part = try reader.message(field)
      try part.fields { (field, reader) throws(FileError) in
        switch field.number {
        case Field.size: dimension = .size(try reader.integer(field))
        case Field.symbol: dimension = .symbol(try reader.text(field))
        default: break
        }
      }
      shape?.append(dimension)
    }
  }
}
