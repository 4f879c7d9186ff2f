@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import TestSupport
import Testing

/// Figures of tables, against counting by hand.
@Suite struct ExampleSummaryTests {
  private func table(_ features: any FeatureStorage, _ labels: [String]? = nil) -> Examples {
    Examples(fitting: features, labels: labels.map { Labels($0) })
  }

  /// Rows of few different numbers, so that examples and features repeat.
  private func rows(_ random: inout RandomValues) -> [[Float]] {
    let (features, examples) = (random.int(in: 1..<5), random.int(in: 1..<30))
    let constant = random.int(in: 0..<2 * features)
    return (0..<examples).map { _ in
      (0..<features).map { $0 == constant ? 3 : Float(random.int(in: 0..<3)) }
    }
  }

  @Test func figuresAreThoseOfCountingByHand() {
    var random = RandomValues()
    for _ in 0..<300 {
      let rows = rows(&random)
      let labels = rows.map { _ in "\(random.int(in: 0..<2))" }
      let (examples, features) = (rows.count, rows[0].count)
      let all = rows.flatMap { $0 }
      let constant = (0..<features).filter { feature in
        rows.allSatisfy { $0[feature] == rows[0][feature] }
      }
      let duplicates = rows.indices.count { rows[..<$0].contains(rows[$0]) }
      let conflicts = rows.indices.count { one in
        rows.indices.contains { rows[$0] == rows[one] && labels[$0] != labels[one] }
      }
      let floats = Matrix(rows: features, columns: examples, elements: all)
      let doubles = Matrix(rows: features, columns: examples, elements: all.map(Double.init))
      let sparse = SparseMatrix(floats)
      var summaries: [ExampleSummary] = []
      if let bytes = ByteMatrix(exactly: sparse) {
        summaries.append(ExampleSummary(table(bytes, labels)))
      }
      summaries.append(ExampleSummary(table(sparse, labels)))
      summaries.append(ExampleSummary(table(SparseMatrix(floats).withDoubles(), labels)))
      summaries.append(ExampleSummary(table(floats, labels)))
      summaries.append(ExampleSummary(table(doubles, labels)))
      #expect(summaries.count == 5)
      for summary in summaries {
        #expect(summary.examples == examples && summary.features == features)
        #expect(summary.nonZeros == all.count { $0 != 0 })
        #expect(summary.range == Double(all.min() ?? 0)...Double(all.max() ?? 0))
        #expect(summary.constantFeatures == constant.count)
        #expect(summary.firstConstantFeatures == constant)
        #expect(summary.duplicates == duplicates && summary.conflicts == conflicts)
        #expect(summary.nonFinite == 0 && summary.firstNonFinite == nil)
        let counts = Set(labels).sorted().map { label in
          ExampleSummary.LabelCount(label: label, count: labels.count { $0 == label })
        }
        #expect(summary.labels == counts)
        #expect(summary.refusals.isEmpty == (counts.count > 1))
      }
    }
  }

  @Test func numbersThatAreNone() {
    let elements: [Float] = [1, .nan, 5, 1, 2, 5, 1, .infinity, 5]
    let matrix = Matrix(rows: 3, columns: 3, elements: elements)
    for summary in [
      ExampleSummary(table(SparseMatrix(matrix), ["0", "1", "1"])),
      ExampleSummary(table(matrix, ["0", "1", "1"])),
    ] {
      #expect(summary.nonFinite == 2)
      #expect(summary.firstNonFinite == ElementPosition(feature: 1, example: 0))
      #expect(summary.range == 1...Double.infinity)
      #expect(summary.firstConstantFeatures == [0, 2])
      #expect(summary.refusals.count == 1 && summary.refusals[0].contains("feature 1 of example 0"))
    }
    let constant = Matrix<Double>(rows: 2, columns: 3, elements: [4, .nan, .nan, .nan, 4, .nan])
    let summary = ExampleSummary(table(constant))
    #expect(summary.constantFeatures == 0 && summary.range == 4...4 && summary.nonFinite == 4)
    let nothing = ExampleSummary(
      table(Matrix(rows: 1, columns: 1, elements: [Float.nan])))
    #expect(nothing.range == nil)
  }

  /// What the nearest floats do not show.
  @Test func sparseDoublesAreToldApart() {
    let rows: [[Double]] = [[0.1, 1], [Double(Float(0.1)), 1], [0.1, 1], [1e-60, 1]]
    let matrix = Matrix<Double>(rows: 2, columns: 4, elements: rows.flatMap { $0 })
    let labels = ["a", "b", "b", "a"]
    for summary in [
      ExampleSummary(table(SparseMatrix(matrix), labels)),
      ExampleSummary(table(matrix, labels)),
    ] {
      #expect(summary.elementType == "64-bit floats")
      #expect(summary.duplicates == 1 && summary.conflicts == 2)
      #expect(summary.range == 1e-60...1 && summary.nonZeros == 8)
      #expect(summary.firstConstantFeatures == [1])
    }
  }

  @Test func whatTrainingWouldRefuse() {
    let bytes = ExampleSummary(table(ByteMatrix(features: 2, examples: 2), ["a", "a"]))
    #expect(bytes.refusals == ["all examples have the same label, a"])
    let unlabelled = ExampleSummary(table(ByteMatrix(features: 2, examples: 2)))
    #expect(unlabelled.refusals == ["there are no labels"] && unlabelled.conflicts == nil)
    let empty = ExampleSummary(table(ByteMatrix(features: 0, examples: 0), []))
    #expect(empty.refusals.count == 1 && empty.range == nil && empty.nonZeroShare == 0)
  }

  /// Two elements of two thousand million features: nothing is kept a feature.
  @Test func featuresWithoutElementsTakeNoMemory() {
    let matrix = SparseMatrix(
      features: Int(Int32.max), offsets: [0, 1, 3],
      elements: [
        .init(feature: 1, value: 2), .init(feature: 1, value: 2),
        .init(feature: Int32.max - 1, value: -3),
      ])
    let summary = ExampleSummary(table(matrix, ["0", "1"]))
    #expect(summary.constantFeatures == Int(Int32.max) - 1)
    #expect(summary.firstConstantFeatures == Array(0..<20))
    #expect(summary.range == -3...2 && summary.nonZeros == 3 && summary.duplicates == 0)
  }

  @Test func constantsAreListedUpToABound() {
    let summary = ExampleSummary(table(ByteMatrix(features: 50, examples: 3)))
    #expect(summary.constantFeatures == 50 && summary.firstConstantFeatures == Array(0..<20))
    #expect(summary.duplicates == 2)
  }
}
