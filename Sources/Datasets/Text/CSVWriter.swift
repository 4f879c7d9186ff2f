import Files
import LinearAlgebra

/// Writes features and labels as CSV (RFC 4180), gzipped when the name ends in `.gz`. The file
/// appears whole or not at all; its text is in memory meanwhile.
public enum CSVWriter {
  /// Writes a header and one row an example: the label, if there are labels, then the features.
  ///
  /// Bytes are written as they are (their scale is not kept), other numbers in the shortest form
  /// that is read, in double precision, as the same number.
  /// - Parameters:
  ///   - featureNames: one a feature; `feature0`, `feature1` and so on unless told.
  ///   - labelName: the header of the label column.
  ///   - separator: rows end in LF whatever it is.
  ///   - longNumbers: what stands in the place of features that do not have all their digits.
  /// - Throws: `FileError` when the file cannot be written.
  public static func write(
    _ features: FeatureArray, labels: Labels? = nil, featureNames: [String]? = nil,
    labelName: String = "label", separator: CSVOptions.Separator = .comma,
    longNumbers: LongNumbers = LongNumbers(), to path: String
  ) throws(FileError) {
    let count = features.features
    precondition(
      featureNames.map { $0.count == count } ?? true,
      "\(featureNames?.count ?? 0) names for \(count) features")
    precondition(
      labels.map { $0.count == features.examples } ?? true,
      "\(labels?.count ?? 0) labels for \(features.examples) examples")
    let names = featureNames ?? (0..<count).map { "feature\($0)" }
    let separator = separator.rawValue
    var text: [UInt8] = []
    append((labels == nil ? names : [labelName] + names), separator, to: &text)
    let labelNames = labels?.names.map { quoted($0, separator) }
    var row: [Double] = []
    let meter = WorkMeter.current
    meter?.begin("composing", path, .examples, total: features.examples)
    for example in 0..<features.examples {
      meter?.advance(by: 1)
      try text.makeRoom(afterRows: example, of: features.examples, path: path)
      if let labels, let labelNames {
        text += labelNames[Int(labels.codes[example])]
        text.append(count > 0 ? separator : UInt8(ascii: "\n"))
      }
      let long = longNumbers.places(of: example)
      if !long.isEmpty {
        features.copy(example, into: &row)
        append(row, longNumbers, long, separator, to: &text)
        continue
      }
      switch features {
      case .bytes(let matrix): append(matrix.bytes(example..<example + 1), separator, to: &text)
      case .floats(let matrix): append(matrix.column(example), separator, to: &text)
      case .doubles(let matrix): append(matrix.column(example), separator, to: &text)
      case .sparse(let matrix):
        matrix.copy(example, into: &row)
        append(row.span, separator, to: &text)
      }
    }
    try Gzip.write(text, to: path)
  }

  private static func append(_ names: [String], _ separator: UInt8, to text: inout [UInt8]) {
    for (index, name) in names.enumerated() {
      text += quoted(name, separator)
      text.append(index + 1 < names.count ? separator : UInt8(ascii: "\n"))
    }
  }

  private static func append(_ values: Span<UInt8>, _ separator: UInt8, to text: inout [UInt8]) {
    for index in values.indices {
      text.append(decimal: values[index])
      text.append(index + 1 < values.count ? separator : UInt8(ascii: "\n"))
    }
  }

  private static func append<Value: BLASScalar>(
    _ values: Span<Value>, _ separator: UInt8, to text: inout [UInt8]
  ) {
    for index in values.indices {
      text.append(shortest: Double(values[index]))
      text.append(index + 1 < values.count ? separator : UInt8(ascii: "\n"))
    }
  }

  private static func append(
    _ values: [Double], _ longNumbers: LongNumbers, _ places: Range<Int>, _ separator: UInt8,
    to text: inout [UInt8]
  ) {
    var places = places
    for (feature, value) in values.enumerated() {
      if let place = places.first, longNumbers.feature(place) == feature {
        text += longNumbers.text(place)
        places.removeFirst()
      } else {
        text.append(shortest: value)
      }
      text.append(feature + 1 < values.count ? separator : UInt8(ascii: "\n"))
    }
  }

  /// A cell of this text: in quotes when a reader could take it for anything but one cell, or a
  /// terminal for an order.
  public static func quoted(
    _ cell: String, separator: CSVOptions.Separator = .comma
  ) -> [UInt8] {
    quoted(cell, separator.rawValue)
  }

  private static func quoted(_ cell: String, _ separator: UInt8) -> [UInt8] {
    let bytes = Array(cell.utf8)
    let quote = UInt8(ascii: "\"")
    guard
      bytes.isEmpty
        || bytes.contains(where: { $0 == separator || $0 == quote || $0 < 0x20 || $0 == 0x7F })
    else { return bytes }
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}

extension FeatureArray {
  /// Makes `row` the features of an example, as they are stored.
  fileprivate func copy(_ example: Int, into row: inout [Double]) {
    switch self {
    case .bytes(let matrix):
      let bytes = matrix.bytes(example..<example + 1)
      row = bytes.indices.map { Double(bytes[$0]) }
    case .floats(let matrix):
      let column = matrix.column(example)
      row = column.indices.map { Double(column[$0]) }
    case .doubles(let matrix):
      let column = matrix.column(example)
      row = column.indices.map { column[$0] }
    case .sparse(let matrix): matrix.copy(example, into: &row)
    }
  }
}

extension SparseMatrix {
  /// Makes `row` the features of an example, zeros included.
  fileprivate func copy(_ example: Int, into row: inout [Double]) {
    row = [Double](repeating: 0, count: features)
    let elements = span
    for index in offsets[example]..<offsets[example + 1] {
      row[Int(elements[index].feature)] = value(at: index)
    }
  }
}
