import SigmoidExamples

/// The labels of some rows or lines of a text, as the distinct ones in the order in which they came,
/// and for each row which.
struct DistinctLabels: Sendable {
  private(set) var names: [String] = []
  private(set) var codes: [Int32] = []
  private var codeOfName: [String: Int32] = [:]
  /// By the text of a cell; -1 for a missing label.
  private var codeOfText: [String: Int32] = [:]

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

  /// Adds the label of the next row as it is written there.
  /// - Parameter name: what a text names, nil where the label is missing; asked once a text.
  mutating func append(written text: String, name: (String) -> String?) {
    if let code = codeOfText[text] {
      codes.append(code)
      return
    }
    if let name = name(text) { append(name) } else { codes.append(-1) }
    codeOfText[text] = codes[codes.count - 1]
  }

  /// Adds one that has been there before.
  mutating func append(again code: Int32) { codes.append(code) }

  /// Those of parts that follow one another, of the rows that have one.
  static func joined(_ parts: [DistinctLabels]) -> Labels {
    Labels(
      joining: parts.map {
        ($0.names, $0.codes.contains(-1) ? $0.codes.filter { $0 >= 0 } : $0.codes)
      })
  }

  /// The rows of parts that follow one another that have a label; nil where all do.
  static func present(_ parts: [DistinctLabels]) -> [Int]? {
    guard parts.contains(where: { $0.codes.contains(-1) }) else { return nil }
    var (rows, first) = ([Int](), 0)
    for part in parts {
      for (row, code) in part.codes.enumerated() where code >= 0 { rows.append(first + row) }
      first += part.codes.count
    }
    return rows
  }
}
