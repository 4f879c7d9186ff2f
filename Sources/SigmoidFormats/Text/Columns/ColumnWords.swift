import SigmoidExamples
import SigmoidSystem

/// The words of a column in all parts of a table, each once.
struct ColumnWords: Sendable {
  /// The different words, whole numbers in their shortest form, in the order in which they came.
  private(set) var names: [String] = []
  /// Of each part, the position in `names` of each of its words.
  private(set) var codes: [[Int32]] = []
  /// Where in the text each of `names` came first.
  private(set) var offsets: [Int] = []
  /// The different words that mean a missing value, though they could be levels: `None`, `null`.
  private(set) var marks: [String] = []

  private static let doubtful: Set<String> = ["None", "null", "NULL"]

  /// - Parameter parts: the words of each part.
  /// - Throws: `CSVFault` for a word that is no UTF-8.
  init(
    _ parts: [WordTable], in bytes: Span<UInt8>, column: Int
  ) throws(CSVFault) {
    var codeOfName: [String: Int32] = [:]
    for part in parts {
      var own: [Int32] = []
      own.reserveCapacity(part.count)
      for word in 0..<part.count {
        guard let text = part.text(word, in: bytes) else {
          throw CSVFault.notUTF8(bytes, part.ranges[word], column: column)
        }
        let name = Labels.name(of: text)
        let code = codeOfName[name] ?? Int32(names.count)
        if code == names.count {
          codeOfName[name] = code
          names.append(name)
          offsets.append(part.ranges[word].lowerBound)
        }
        own.append(code)
      }
      codes.append(own)
      for range in part.marks {
        guard let mark = CSVCell.string(bytes, range, hasDoubledQuotes: false),
          Self.doubtful.contains(mark), !marks.contains(mark)
        else { continue }
        marks.append(mark)
      }
    }
  }
}

/// What the cells of a column come to, over the rows that are examples.
struct ColumnTally: Sendable {
  var present = 0
  var missing = 0
  /// Of numbers.
  var sum = 0.0
  /// Whether every number is exactly a Float.
  var areFloats = true
  /// Of words, how often each is there.
  var counts: [Int] = []

  mutating func add(_ other: ColumnTally) {
    present += other.present
    missing += other.missing
    sum += other.sum
    areFloats = areFloats && other.areFloats
    for (code, count) in other.counts.enumerated() { counts[code] += count }
  }
}
