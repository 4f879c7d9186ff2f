import SigmoidExamples
import SigmoidSystem

/// The row of CSV that a flat JSON object becomes.
struct JSONRow {
  private let path: String
  private let keys: [String]
  private let columns: [String: Int]
  /// The cells of the row that is written, and where each of them lies; empty where there is none.
  private var cells: [UInt8] = []
  private var places: [Range<Int>]
  /// The row that has the cell of a column, to tell a key that is there twice.
  private var owners: [Int]
  private var row = 0

  static let remedy =
    "write one object a row, with the same keys and without lists and objects in it"

  /// The columns of the first object.
  /// - Parameter line: where it begins.
  init(_ text: [UInt8], _ range: Range<Int>, path: String, line: Int) throws(FileError) {
    var keys: [String] = []
    var columns: [String: Int] = [:]
    var scanner = JSONScanner(text, range, path: path, remedy: Self.remedy, line: line)
    try scanner.object { (key, scanner) throws(FileError) in
      _ = try Self.value(of: key, &scanner)
      guard columns.updateValue(keys.count, forKey: key) == nil else {
        throw Self.twice(key, scanner)
      }
      keys.append(key)
    }
    guard !keys.isEmpty else {
      throw scanner.refused(expected: "an object with a key", found: "an empty one")
    }
    self.path = path
    self.keys = keys
    self.columns = columns
    places = [Range<Int>](repeating: 0..<0, count: keys.count)
    owners = [Int](repeating: 0, count: keys.count)
  }

  func writeHeader(to output: inout [UInt8]) {
    for (column, key) in keys.enumerated() {
      if column > 0 { output.append(UInt8(ascii: ",")) }
      CSVQuoting.append(key.utf8, to: &output)
    }
    output.append(UInt8(ascii: "\n"))
  }

  mutating func write(
    _ text: [UInt8], _ range: Range<Int>, line: Int, to output: inout [UInt8]
  ) throws(FileError) {
    row += 1
    cells.removeAll(keepingCapacity: true)
    var expected = 0
    var scanner = JSONScanner(text, range, path: path, remedy: Self.remedy, line: line)
    try scanner.object { (key, scanner) throws(FileError) in
      // Keys mostly come in the header's order.
      let isNext = expected < keys.count && keys[expected] == key
      guard let column = isNext ? expected : columns[key] else {
        throw scanner.refused(
          expected: "the keys of the first object", found: "another, '\(FileError.shown(key))',")
      }
      guard owners[column] != row else { throw Self.twice(key, scanner) }
      owners[column] = row
      expected = column + 1
      let start = cells.count
      switch try Self.value(of: key, &scanner) {
      case .null: break
      case .bool(let value): cells += (value ? "true" : "false").utf8
      case .number(let range): cells += text[range]
      case .string(let string): CSVQuoting.append(string.utf8, to: &cells)
      }
      places[column] = start..<cells.count
    }
    try scanner.end()
    for column in keys.indices {
      if column > 0 { output.append(UInt8(ascii: ",")) }
      if owners[column] == row, !places[column].isEmpty {
        output += cells[places[column]]
      } else if keys.count == 1 {
        // An empty line would be no row.
        output += "\"\"".utf8
      }
    }
    output.append(UInt8(ascii: "\n"))
  }

  private static func value(
    of key: String, _ scanner: inout JSONScanner
  ) throws(FileError) -> JSONScanner.Scalar {
    try scanner.scalar(
      expected: "a number, a string, true, false or null for '\(FileError.shown(key))'")
  }

  private static func twice(_ key: String, _ scanner: JSONScanner) -> FileError {
    scanner.refused(expected: "each key once", found: "'\(FileError.shown(key))' a second time")
  }
}
