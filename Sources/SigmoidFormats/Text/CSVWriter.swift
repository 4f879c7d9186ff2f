import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Writes features and labels as CSV (RFC 4180), gzipped when the name ends in `.gz`. The file
/// appears whole or not at all; its text is in memory meanwhile.
package enum CSVWriter {
  /// What stands in the header where features have no names.
  static func madeUpNames(_ features: Int) -> [String] { (0..<features).map { "feature\($0)" } }

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
  package static func write(
    _ features: any FeatureStorage, labels: Labels? = nil, featureNames: [String]? = nil,
    labelName: String = "label", separator: CSVOptions.Separator = .comma,
    longNumbers: LongNumbers = LongNumbers(), to path: String
  ) throws(FileError) {
    let count = features.features
    require(
      featureNames.map { $0.count == count } ?? true,
      "\(featureNames?.count ?? 0) names for \(count) features")
    require(
      labels.map { $0.count == features.examples } ?? true,
      "\(labels?.count ?? 0) labels for \(features.examples) examples")
    let names = featureNames ?? madeUpNames(count)
    func cell(_ text: String) -> [UInt8] { CSVQuoting.cell(text, separator: separator) }
    let header = (labels == nil ? names : [labelName] + names).map(cell)
    let labelNames = labels?.names.map(cell)
    let separator = separator.rawValue
    var text = Array(header.joined(separator: [separator]))
    text.append(UInt8(ascii: "\n"))
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
        let row = features.values(of: example)
        append(row, longNumbers, long, separator, to: &text)
        continue
      }
      switch features {
      case let matrix as ByteMatrix:
        append(matrix.bytes(example..<example + 1), separator, to: &text)
      case let matrix as Matrix<Float>: append(matrix.column(example), separator, to: &text)
      case let matrix as Matrix<Double>: append(matrix.column(example), separator, to: &text)
      default: append(features.values(of: example).span, separator, to: &text)
      }
    }
    try Gzip.write(text, to: path)
  }

  private static func append(_ values: Span<UInt8>, _ separator: UInt8, to text: inout [UInt8]) {
    for index in values.indices {
      text.append(decimal: values[index])
      text.append(index + 1 < values.count ? separator : UInt8(ascii: "\n"))
    }
  }

  private static func append<Value: PassScalar>(
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
}
