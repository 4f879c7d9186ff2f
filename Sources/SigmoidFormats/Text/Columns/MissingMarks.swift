/// How the cells of a table say that their value is missing.
package struct MissingMarks: Sendable {
  static let usual = [
    "", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "null", "NULL", "None", ".", "?",
  ]

  /// Whether a text means a missing value unless --not-na names it.
  package static func usuallyContain(_ text: String) -> Bool { usual.contains(text) }

  private let texts: [[UInt8]]
  /// Marks that are numbers, such as -9.
  private let numbers: [Double]

  /// - Parameters:
  ///   - others: marks besides the usual ones.
  ///   - values: that are no marks, though they usually are.
  init(also others: [String] = [], except values: [String] = []) {
    texts = (Self.usual.filter { !values.contains($0) } + others).map { Array($0.utf8) }
    numbers = others.compactMap(Double.init).filter(\.isFinite)
  }

  /// The number, or NaN where it means a missing value, however it is written.
  @inline(__always)
  func value(_ number: Double) -> Double {
    numbers.isEmpty || !numbers.contains(number) ? number : .nan
  }

  func contains(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if range.isEmpty { return true }
    for text in texts where text.count == range.count {
      if text.indices.allSatisfy({ text[$0] == bytes[unchecked: range.lowerBound + $0] }) {
        return true
      }
    }
    return false
  }

  func contains(_ text: String) -> Bool { texts.contains { $0.elementsEqual(text.utf8) } }
}
