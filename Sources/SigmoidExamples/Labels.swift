/// One class label per example, as the distinct labels and an index into them for each example.
///
/// Labels may be of any kind that can be written down; here they are text, and `7`, `"7"`, `+7` and
/// `7.0` are the same label.
public struct Labels: Equatable, Sendable {
  /// The distinct labels: in numeric order when all of them are numbers, else in that of the text.
  public let names: [String]
  /// For each example, the position of its label in `names`.
  public let codes: [Int32]
  /// How many examples bear each label, in the order of `names`: those of all processes, where
  /// others hold further examples.
  public let counts: [Int]

  /// The examples, not the distinct labels.
  public var count: Int { codes.count }

  /// One label an example, in their order; those of one name, see `name(of:)`, are the same.
  public init<Label: Hashable & LosslessStringConvertible>(_ labels: some Sequence<Label>) {
    var codeOfLabel: [Label: Int32] = [:]
    var codeOfName: [String: Int32] = [:]
    var found: [String] = []
    var codes: [Int32] = []
    codes.reserveCapacity(labels.underestimatedCount)
    for label in labels {
      if let code = codeOfLabel[label] {
        codes.append(code)
      } else {
        let name = Self.name(of: label.description)
        let code = codeOfName[name] ?? Int32(found.count)
        if code == found.count { found.append(name) }
        codeOfName[name] = code
        codeOfLabel[label] = code
        codes.append(code)
      }
    }
    let order = Self.sorted(found)
    var rank = [Int32](repeating: 0, count: found.count)
    for (position, code) in order.enumerated() { rank[code] = Int32(position) }
    self.init(names: order.map { found[$0] }, codes: codes.map { rank[Int($0)] })
  }

  /// What a label is called: a whole number in its shortest form, so that `+1`, `1.0` and `1` are one
  /// label whatever the format that they come from; any other text, `007` too, as it is.
  public static func name(of label: String) -> String {
    var rest = Substring(label).utf8
    let sign = rest.first
    if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
    let whole = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let fraction = rest.dropFirst(whole.count)
    guard let first = whole.first, whole.count == 1 || first != UInt8(ascii: "0"),
      fraction.isEmpty
        || fraction.first == UInt8(ascii: ".")
          && fraction.dropFirst().allSatisfy({ $0 == UInt8(ascii: "0") })
    else { return label }
    let digits = String(Substring(whole))
    return sign == UInt8(ascii: "-") && digits != "0" ? "-" + digits : digits
  }

  /// Labels that are bytes, each at the cost of a look into a table.
  public init(bytes: Span<UInt8>) {
    var isThere = [Bool](repeating: false, count: 256)
    for index in bytes.indices { isThere[Int(bytes[index])] = true }
    let found = (0..<256).filter { isThere[$0] }
    var codeOfByte = [Int32](repeating: 0, count: 256)
    for (code, byte) in found.enumerated() { codeOfByte[byte] = Int32(code) }
    self.init(
      names: found.map(String.init), codes: bytes.indices.map { codeOfByte[Int(bytes[$0])] })
  }

  private init(names: [String], codes: [Int32], counts: [Int]? = nil) {
    self.names = names
    self.codes = codes
    self.counts = counts ?? Self.counts(codes, names.count)
  }

  /// The examples of each label, ascending, in the order of `names`.
  package var members: [[Int]] {
    var members = [[Int]](repeating: [], count: names.count)
    for (example, code) in codes.enumerated() { members[Int(code)].append(example) }
    return members
  }

  /// The labels of the named examples, in that order. `names` stays whole.
  public func selecting(_ examples: [Int]) -> Labels {
    Labels(names: names, codes: examples.map { codes[$0] })
  }

  /// The same where other processes hold further examples: the names are those of all. All processes
  /// call it.
  package func shared(by communicator: any Communicator) -> Labels {
    guard communicator.ranks > 1 else { return self }
    let together = Labels(communicator.allGather(names).flatMap { $0 })
    let codes = Self.translated(codes, from: names, to: Self.codeOfName(together.names))
    return Labels(
      names: together.names, codes: codes,
      counts: communicator.sum(Self.counts(codes, together.names.count)))
  }

  /// Those of one set after the other.
  public init(joining parts: [Labels]) {
    self.init(joining: parts.map { ($0.names, $0.codes) })
  }

  /// Those of one set after the other.
  /// - Parameter parts: of each the distinct labels, in any order, and for each example the position of
  ///   its own among them.
  public init(joining parts: [(names: [String], codes: [Int32])]) {
    let together = Labels(parts.flatMap(\.names)).names
    // Once for all parts: there may be as many of them, and of names, as a file has room for.
    let codeOfName = Self.codeOfName(together)
    var codes: [Int32] = []
    codes.reserveCapacity(parts.reduce(0) { $0 + $1.codes.count })
    for part in parts {
      codes += Self.translated(part.codes, from: part.names, to: codeOfName)
    }
    self.init(names: together, codes: codes)
  }

  private static func codeOfName(_ names: [String]) -> [String: Int32] {
    Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
  }

  /// The codes by other names, of which these are some.
  private static func translated(
    _ codes: [Int32], from names: [String], to codeOfName: [String: Int32]
  ) -> [Int32] {
    let code = names.map { codeOfName[name(of: $0)] ?? 0 }
    return codes.map { code[Int($0)] }
  }

  private static func counts(_ codes: [Int32], _ names: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: names)
    for code in codes { counts[Int(code)] += 1 }
    return counts
  }

  private static func sorted(_ names: [String]) -> [Int] {
    // NaN, which `nan` is, has no place among numbers.
    let numbers = names.compactMap { Double($0).flatMap { $0.isNaN ? nil : $0 } }
    guard numbers.count == names.count else {
      return names.indices.sorted { names[$0] < names[$1] }
    }
    return names.indices.sorted { (numbers[$0], names[$0]) < (numbers[$1], names[$1]) }
  }
}
