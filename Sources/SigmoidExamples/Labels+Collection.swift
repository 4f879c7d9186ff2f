/// The label of each example, in their order.
extension Labels: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { codes.count }

  /// The label of an example.
  public subscript(example: Int) -> String { names[Int(codes[example])] }
}

extension Labels: Codable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for label in self { try container.encode(label) }
  }

  public init(from decoder: any Decoder) throws {
    self.init(try [String](from: decoder))
  }
}
