import Sigmoid

/// Files of examples are read whole and in blocks; both have to come to the same.
extension Parser {
  func parseTable(_ format: DataFormat, _ bytes: [UInt8]) {
    var file = ReadRequest(path: InputInMemory.path(to: bytes), format: format)
    Self.read(file)
    switch format {
    case .arff, .jsonl: file.csv.labels = .index(-1)
    case .csv, .tsv:
      file.csv.comment = UInt8(ascii: "#")
      file.csv.header = .present
      file.csv.labels = .index(-1)
    case .libsvm:
      file.zeroBased = true
      file.featureCount = 3
    default: return
    }
    Self.read(file)
  }

  private static func read(_ file: ReadRequest) {
    allowingRefusal { () throws(FileError) in
      let table = try file.read(threads: 1)
      check(table.labels?.count ?? table.count == table.count, "labels of another number")
      _ = ExampleSummary(table)
    }
    var file = file
    file.hasLabels = false
    var values: [[Double]]?
    var features = 3
    allowingRefusal { () throws(FileError) in
      let table = try file.read(threads: 1)
      features = table.featureCount
      values = shownValues(of: table.features)
    }
    allowingRefusal { () throws(FileError) in
      var blocks = try ExampleBlocks(file, features: features, blockExamples: 2)
      var seen: [[Double]] = []
      while let block = try blocks.next()?.features { seen += shownValues(of: block) }
      guard let values else { return }
      check(seen == values, "\(seen) in blocks for \(values)")
    }
  }

  /// Every example's values, or its feature and value pairs where it is sparse; NaN as a number
  /// that equals itself. None where there are no features.
  private static func shownValues(of features: any FeatureStorage) -> [[Double]] {
    switch features {
    case let matrix as ByteMatrix: shownValues(matrix.span, matrix.features, matrix.scale)
    case let matrix as Matrix<Float>: shownValues(matrix.span, matrix.rows, matrix.scale)
    case let matrix as Matrix<Double>: shownValues(matrix.span, matrix.rows, matrix.scale)
    case let matrix as SparseMatrix:
      (0..<matrix.examples).map { example in
        (matrix.offsets[example]..<matrix.offsets[example + 1]).flatMap {
          [Double(matrix.span[$0].feature), matrix.value(at: $0) * matrix.scale]
        }
      }
    default: preconditionFailure("\(type(of: features)), which no reader makes")
    }
  }

  private static func shownValues<Element: DoubleConvertible>(
    _ elements: Span<Element>, _ features: Int, _ scale: Double
  ) -> [[Double]] {
    guard features > 0 else { return [] }
    return (0..<elements.count / features).map { example in
      (0..<features).map { feature in
        let value = elements[example * features + feature].double * scale
        return value.isNaN ? .infinity : value
      }
    }
  }
}

/// An element of any storage.
private protocol DoubleConvertible: BitwiseCopyable {
  var double: Double { get }
}

extension UInt8: DoubleConvertible {
  fileprivate var double: Double { Double(self) }
}

extension Float: DoubleConvertible {
  fileprivate var double: Double { Double(self) }
}

extension Double: DoubleConvertible {
  fileprivate var double: Double { self }
}
