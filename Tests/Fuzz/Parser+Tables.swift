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

  /// Of every example the features that are not zero and their values, in turn; NaN as a number that equals
  /// itself. Blocks of a table may be in another storage than all of it.
  private static func shownValues(of features: any FeatureStorage) -> [[Double]] {
    switch features {
    case let matrix as SparseMatrix:
      (0..<matrix.examples).map { example in
        (matrix.offsets[example]..<matrix.offsets[example + 1]).flatMap {
          shown(Int(matrix.span[$0].feature), matrix.value(at: $0) * matrix.scale)
        }
      }
    default:
      (0..<features.examples).map { example in
        features.values(of: example).enumerated().flatMap {
          shown($0.offset, $0.element * features.scale)
        }
      }
    }
  }

  private static func shown(_ feature: Int, _ value: Double) -> [Double] {
    value == 0 ? [] : [Double(feature), value.isNaN ? .infinity : value]
  }
}
