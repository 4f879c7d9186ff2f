import SigmoidExamples
import Foundation

/// A small file of numbers for the self-test, read without the library.
struct Table {
  let names: [String]
  /// Rows of words.
  let rows: [[String]]

  /// Commas, a header, no quotes.
  init(_ path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    names = lines.first ?? []
    rows = Array(lines.dropFirst())
  }

  /// Labels are in the column of this place; all others are features.
  func problem(label: Int) -> Problem {
    problem(
      label: names[label], positive: nil, features: ArraySlice(names.filter { $0 != names[label] }))
  }

  /// Labels are in the column of this name, or nil in `label` or `default`.
  func problem(label: String?) -> Problem {
    let found = label ?? names.first { $0 == "label" || $0 == "default" } ?? names[0]
    return problem(label: found, positive: nil, features: ArraySlice(names.filter { $0 != found }))
  }

  /// - Parameter positive: the label that counts 1, all others 0; nil for one class a label.
  func problem(label: String, positive: Int?, features: ArraySlice<String>) -> Problem {
    let words = column(label)
    let order = Set(words).sorted()
    let labels = words.map { word in
      positive.map { word == "\($0)" ? 1 : 0 } ?? (order.firstIndex(of: word) ?? 0)
    }
    let columns = features.map { column($0).map { Double($0) ?? .nan } }
    let values = rows.indices.flatMap { row in columns.map { $0[row] } }
    return Problem(values, features: columns.count, labels: labels)
  }

  private func column(_ name: String) -> [String] {
    let place = names.firstIndex(of: name) ?? 0
    return rows.map { $0[place] }
  }

  /// A matrix of examples × features and its labels, as NumPy writes both, row after row.
  static func numpy(_ path: String, labels: String) throws -> Problem {
    let classes = try numbers(labels).map { Int($0) }
    let values = try numbers(path)
    return Problem(values, features: values.count / classes.count, labels: classes)
  }

  private static func numbers(_ path: String) throws -> [Double] {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    let header = String(decoding: bytes[..<start], as: UTF8.self)
    let size = header.contains("f4") ? 4 : 8
    return stride(from: start, to: bytes.count - size + 1, by: size).map { place in
      let bits = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) }
      if size == 4 { return Double(Float(bitPattern: UInt32(bits))) }
      return header.contains("i8") ? Double(Int64(bitPattern: bits)) : Double(bitPattern: bits)
    }
  }
}
