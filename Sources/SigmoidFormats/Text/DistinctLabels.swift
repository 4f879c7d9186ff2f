import SigmoidExamples

/// The labels of some rows or lines of a text, as the distinct ones in the order in which they came,
/// and for each row which.
struct DistinctLabels: Sendable {
  private(set) var names: [String] = []
  private(set) var codes: [Int32] = []
  private var codeOfName: [String: Int32] = [:]

  /// Adds the label of the next row.
  /// - Returns: its position among the distinct ones.
  @discardableResult
  mutating func append(_ name: String) -> Int32 {
    if let code = codeOfName[name] {
      codes.append(code)
      return code
    }
    let code = Int32(names.count)
    codeOfName[name] = code
    names.append(name)
    codes.append(code)
    return code
  }

  /// Adds one that has been there before.
  mutating func append(again code: Int32) { codes.append(code) }

  /// Those of parts that follow one another.
  static func joined(_ parts: [DistinctLabels]) -> Labels {
    Labels(joining: parts.map { ($0.names, $0.codes) })
  }
}
