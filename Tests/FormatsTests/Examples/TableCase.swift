@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import TestSupport

/// A small table to write, and what is read back of it.
struct TableCase {
  enum Kind: CaseIterable {
    case bytes, floats, doubles, sparse, table
  }

  static let (features, examples) = (9, 12)

  let kind: Kind
  private var tableMatrix = TableMatrix(
    layout, numbers: Matrix(rows: layout.numeric.count, columns: 0), codes: [])
  /// One row an example; the last feature is somewhere not zero, which `libsvm` would leave out.
  let rows: [[Double]]
  let labels: [String]
  var imageSize: ImageSize?
  var featureNames: [String]?

  /// Of `table`; the last feature is a number.
  private static let layout = TableMatrix.Layout(numeric: [0, 1, 5, 8], levels: [2..<5, 6..<8])

  init(_ kind: Kind, labels: [String], _ random: inout RandomValues) {
    self.kind = kind
    self.labels = labels
    guard kind != .table else {
      let table = RandomTable(
        Self.layout, examples: Self.examples, hasDoubles: false, magnitude: 1000, &random)
      // Whole numbers, one at least in the last feature.
      tableMatrix = TableMatrix(
        Self.layout,
        numbers: Matrix(
          rows: 4, columns: Self.examples,
          elements: table.matrix.numbers.elements.map { $0.rounded() + 1000 }),
        codes: table.matrix.codes.indices.map { table.matrix.codes[$0] })
      rows = tableMatrix.rows
      return
    }
    rows = (0..<Self.examples).map { _ in
      var row = (0..<Self.features).map { _ -> Double in
        if random.int(in: 0..<3) == 0 { return 0 }
        switch kind {
        case .bytes, .sparse, .table: return Double(random.bytes(1)[0])
        case .floats: return Double(Float(random.unit()))
        case .doubles: return random.unit() * 1e9
        }
      }
      if row[Self.features - 1] == 0 { row[Self.features - 1] = 7.0 / (kind == .floats ? 4 : 1) }
      return row
    }
  }

  func table(labelled: Bool = true) -> Examples {
    Examples(
      fitting: array, labels: labelled ? Labels(labels) : nil, featureNames: featureNames,
      imageSize: imageSize, source: ExampleSource(path: "the table", format: "npz"))
  }

  private var array: any ReadStorage {
    let all = rows.flatMap { $0 }
    let floats = Matrix(rows: Self.features, columns: Self.examples, elements: all.map(Float.init))
    switch kind {
    case .bytes:
      var matrix = ByteMatrix(features: Self.features, examples: Self.examples)
      var span = matrix.mutableSpan
      for index in all.indices { span[index] = UInt8(all[index]) }
      return matrix
    case .floats: return floats
    case .doubles:
      return Matrix(rows: Self.features, columns: Self.examples, elements: all)
    case .sparse: return SparseMatrix(floats)
    case .table: return tableMatrix
    }
  }
}

extension FeatureStorage {
  /// Every element as stored, one row an example.
  var rows: [[Double]] { (0..<examples).map { values(of: $0) } }
}

extension Examples {
  var labelTexts: [String]? { labels.map { labels in labels.codes.map { labels.names[Int($0)] } } }

  /// Labels and rows as texts, in an order that does not depend on that of the examples.
  var contents: [String] {
    let rows = features.rows
    return (labelTexts ?? []).enumerated().map { "\($1) \(rows[$0])" }.sorted()
  }
}
