@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear

/// A table as values that can be compared.
struct PlainTable: Equatable {
  var names: [String]?
  var labels: [String]?
  var storage = CSVStorage.doubles
  var features: Int
  /// Example after example; a byte's without its scale.
  var values: [Double]

  var isBytes: Bool { storage == .bytes }

  init(_ table: CSVTable) {
    names = table.featureNames
    labels = table.labels.map { labels in labels.codes.map { labels.names[Int($0)] } }
    features = table.features.features
    switch table.features {
    case let matrix as ByteMatrix:
      storage = .bytes
      values = matrix.span.indices.map { Double(matrix.span[$0]) }
    case let matrix as Matrix<Float>:
      storage = .floats
      values = matrix.elements.map { Double($0) }
    case let other:
      values = (0..<other.examples).flatMap { other.values(of: $0) }
    }
  }

  /// Reads text with the parts that the length makes.
  init(
    _ text: [UInt8], _ options: CSVOptions = CSVOptions(), threads: Int = BLASThreads.available,
    partBytes: Int = CSVParts.usualBytes
  ) throws {
    let table = try CSVTable(
      FileContents(name: "t.csv", bytes: text), options: options, threads: threads,
      partBytes: partBytes)
    self.init(table)
  }

  init(_ text: String, _ options: CSVOptions = CSVOptions()) throws {
    try self.init(Array(text.utf8), options)
  }

  /// The bits too: −0 is not 0 here.
  static func == (left: PlainTable, right: PlainTable) -> Bool {
    left.names == right.names && left.labels == right.labels && left.storage == right.storage
      && left.features == right.features
      && left.values.map(\.bitPattern) == right.values.map(\.bitPattern)
  }
}
