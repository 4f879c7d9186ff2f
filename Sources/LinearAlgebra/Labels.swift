/// One class label an example, as the distinct labels and an index into them for each example.
///
/// Labels may be of any kind that can be written down; here they are text, and `7` and `"7"` are
/// the same label.
public struct Labels: Equatable, Sendable {
  /// The distinct labels: in numeric order when all of them are numbers, else in that of the text.
  public let names: [String]
  /// For each example, the position of its label in `names`.
  public let codes: [Int32]

  public var count: Int { codes.count }

  public init<Label: Hashable & LosslessStringConvertible>(_ labels: some Sequence<Label>) {
    var codeOfLabel: [Label: Int32] = [:]
    var found: [String] = []
    var codes: [Int32] = []
    codes.reserveCapacity(labels.underestimatedCount)
    for label in labels {
      if let code = codeOfLabel[label] {
        codes.append(code)
      } else {
        let code = Int32(found.count)
        codeOfLabel[label] = code
        found.append(label.description)
        codes.append(code)
      }
    }
    let order = Self.sorted(found)
    var rank = [Int32](repeating: 0, count: found.count)
    for (position, code) in order.enumerated() { rank[code] = Int32(position) }
    names = order.map { found[$0] }
    self.codes = codes.map { rank[Int($0)] }
  }

  /// Labels that are bytes, each at the cost of a look into a table.
  public init(bytes: Span<UInt8>) {
    var isThere = [Bool](repeating: false, count: 256)
    for index in bytes.indices { isThere[Int(bytes[index])] = true }
    let found = (0..<256).filter { isThere[$0] }
    var codeOfByte = [Int32](repeating: 0, count: 256)
    for (code, byte) in found.enumerated() { codeOfByte[byte] = Int32(code) }
    names = found.map(String.init)
    codes = bytes.indices.map { codeOfByte[Int(bytes[$0])] }
  }

  private init(names: [String], codes: [Int32]) {
    self.names = names
    self.codes = codes
  }

  /// The labels of the named examples, in that order. `names` stays whole.
  public func selecting(_ examples: [Int]) -> Labels {
    Labels(names: names, codes: examples.map { codes[$0] })
  }

  /// How many examples bear each label, in the order of `names`.
  public var counts: [Int] {
    var counts = [Int](repeating: 0, count: names.count)
    for code in codes { counts[Int(code)] += 1 }
    return counts
  }

  private static func sorted(_ names: [String]) -> [Int] {
    let numbers = names.compactMap(Double.init)
    guard numbers.count == names.count else {
      return names.indices.sorted { names[$0] < names[$1] }
    }
    return names.indices.sorted { (numbers[$0], names[$0]) < (numbers[$1], names[$1]) }
  }
}
