@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
import Foundation
import TestSupport
import Testing

/// Fits with an l1 against optima that were computed in float64 elsewhere until their KKT conditions held to
/// 2e-15: path.json of the folder of references; of several classes they are glmnet's at a threshold of 1e-16.
@Suite(
  .enabled(
    if: SharedFolder.reference.path != nil, Comment(rawValue: SharedFolder.reference.whatIsMissing))
)
struct SparseReferenceTests {
  /// A path of one table.
  struct Path: Decodable {
    let data: String
    let response: String?
    let features: [String]?
    let alpha: Double
    let standardize: Bool?
    let weights: String?
    let lambdaMax: Double
    let points: [Point]
  }

  struct Point: Decodable {
    let lam: Double
    let objective: Double
    let intercept: Double?
    let intercepts: [Double]?
    let coef: Coefficients
  }

  /// One class's, or one array a class.
  struct Coefficients: Decodable {
    let rows: [[Double]]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      rows = try (try? container.decode([[Double]].self)) ?? [container.decode([Double].self)]
    }
  }

  static let names = [
    "birthwt_lasso_std", "birthwt_lasso_raw", "birthwt_ridge_std", "birthwt_lasso_std_weights123",
    "breast_lasso_std", "iris_multinomial_lasso_std",
  ]

  /// Those paths that the file has, whatever else it has.
  static func paths() throws -> [String: Path] {
    let all = try JSONDecoder().decode(
      [String: Either].self, from: SharedFolder.reference.read("path.json"))
    return all.compactMapValues(\.path)
  }

  struct Either: Decodable {
    let path: Path?
    init(from decoder: any Decoder) throws { path = try? Path(from: decoder) }
  }

  struct Table {
    let features: [String]
    let data: Dataset<Matrix<Double>>
    let weights: [Double]?
  }

  static func table(_ path: Path) throws -> Table {
    let text = String(decoding: try SharedFolder.reference.read("data/" + path.data), as: UTF8.self)
    let table = try TableText(text)
    let response = path.response ?? table.header[0]
    let features = path.features ?? table.header.filter { $0 != response }
    let columns = try features.map(table.numbers)
    let labels = try table.numbers(response).map { Int($0) }
    return Table(
      features: features,
      data: Dataset(
        features: Matrix<Double>(
          rows: columns.count, columns: labels.count,
          elements: labels.indices.flatMap { example in columns.map { $0[example] } }),
        labels: Labels(labels)),
      weights: path.weights == nil ? nil : labels.indices.map { Double($0 % 3 + 1) })
  }

  /// The values of glmnet's of several classes are known to 1e-8 alone.
  private func fit(_ path: Path, _ table: Table, at lambda: Double) throws -> LogisticFit {
    let trainer = LogisticTrainer(
      solver: .auto, l1: lambda * path.alpha, l2: lambda * (1 - path.alpha),
      standardizes: path.standardize ?? true, threads: 2)
    if table.data.labels.counts.count > 2 {
      return try trainer.fit(table.data, MulticlassTask(), exampleWeights: table.weights)
    }
    return try trainer.fit(
      table.data, BinaryTask(positive: ["1"], versus: ["0"]), exampleWeights: table.weights)
  }

  @Test(arguments: names) func optimaAreThoseOfTheReference(name: String) throws {
    let path = try #require(try Self.paths()[name])
    let table = try Self.table(path)
    #expect(path.points.count == 5)
    for point in path.points {
      let fit = try fit(path, table, at: point.lam)
      #expect(fit.summary.isConverged && fit.summary.gapIs == .proved)
      #expect(abs(fit.summary.objective - point.objective) <= 1e-13)
      let isMulticlass = point.coef.rows.count > 1
      // Of several classes the values are glmnet's, whose conditions hold to 1e-10: where the objective is
      // flat, as it is at a small λ, that leaves its weights at 1e-6 of the largest.
      let largest = point.coef.rows.flatMap { $0 }.reduce(1) { max($0, abs($1)) }
      let most = isMulticlass ? 1e-6 * largest : 1e-8
      let intercepts = try point.intercepts ?? [#require(point.intercept)]
      for (row, intercept) in intercepts.enumerated() {
        let own = Array(
          fit.model.weights[row * table.features.count..<(row + 1) * table.features.count])
        #expect(abs(fit.model.intercepts[row] - intercept) <= most * max(1, abs(intercept)))
        for (found, known) in zip(own, point.coef.rows[row]) {
          #expect(abs(found - known) <= most * max(1, abs(known)), "\(point.lam)")
          #expect((found == 0) == (known == 0), "\(point.lam): \(found) for \(known)")
        }
      }
    }
  }

  /// At λmax nothing is chosen, and just below it something is.
  @Test(arguments: names.filter { !$0.contains("ridge") })
  func nothingIsChosenFromLambdaMaxOn(name: String) throws {
    let path = try #require(try Self.paths()[name])
    let table = try Self.table(path)
    let none = try fit(path, table, at: path.lambdaMax * (1 + 1e-9))
    #expect(none.model.weights.allSatisfy { $0 == 0 } && none.summary.isConverged)
    let some = try fit(path, table, at: path.lambdaMax * (1 - 1e-6))
    #expect(some.model.weights.contains { $0 != 0 })
  }

  /// A path that the tests above do not name would be passed over.
  @Test func everyPathIsTried() throws {
    #expect(Set(try Self.paths().keys) == Set(Self.names))
  }
}
