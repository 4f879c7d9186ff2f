import SigmoidExamples

/// The labels of some rows, as the distinct ones in the order in which they came.
struct CSVLabels: Sendable {
  private(set) var names: [String] = []
  private(set) var codes: [Int32] = []
  private var codeOfName: [String: Int32] = [:]

  mutating func append(_ name: String) {
    if let code = codeOfName[name] {
      codes.append(code)
    } else {
      let code = Int32(names.count)
      codeOfName[name] = code
      names.append(name)
      codes.append(code)
    }
  }

  /// Those of parts that follow one another.
  static func joined(_ parts: [CSVLabels]) -> Labels {
    Labels(joining: parts.map { ($0.names, $0.codes) })
  }
}
