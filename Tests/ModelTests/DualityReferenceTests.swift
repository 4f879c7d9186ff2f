import Foundation
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidOptimization
import TestSupport
import Testing

/// Duality gaps and separation against values that were computed in float64 elsewhere: the files
/// duality.json and separation.json of the folder of references.
@Suite(
  .enabled(
    if: SharedFolder.reference.path != nil, Comment(rawValue: SharedFolder.reference.whatIsMissing))
)
struct DualityReferenceTests {
  /// A problem whose optimum is known, and points around it.
  struct Problem: Decodable {
    /// "birthwt.csv, every feature standardized to mean 0, sd 1 (1/n)": the file, then what was done.
    let data: String
    let l1: Double?
    let l2: Double
    let optimum: Double
    let points: [Point]
  }

  struct Point: Decodable {
    let at: String
    /// Of a binary problem, with `intercept`.
    let weights: [Double]?
    let intercept: Double?
    /// Of softmax: one row a class, the intercept first.
    let parameters: [[Double]]?
    let primal: Double
    let dual: Double
    let gap: Double
    let subOptimality: Double
  }

  /// One verdict of Konis' linear programme.
  struct Verdict: Decodable {
    let data: String
    let response: String
    /// Where the response has more than two: the one that is 1.
    let label: Int?
    /// The intercept's column, "(Intercept)", is the first.
    let terms: [String]
    let separation: String
    /// Signs: where each estimate goes; 0 where it is finite.
    let infinite: [Int]
  }

  private static func load<Value: Decodable>(_ name: String) throws -> [String: Value] {
    try JSONDecoder().decode([String: Value].self, from: SharedFolder.reference.read(name))
  }

  /// The response and the features of a set, in the order of the file, which has the response first.
  private static func set(_ name: String) throws -> (
    response: [Double], names: [String], columns: [[Double]]
  ) {
    let text = String(decoding: try SharedFolder.reference.read("data/" + name), as: UTF8.self)
    let table = try TableText(text)
    let names = Array(table.header.dropFirst())
    return (try table.numbers(table.header[0]), names, try names.map(table.numbers))
  }

  /// A column at mean 0 and variance 1 (1/n).
  private static func standardized(_ column: [Double]) -> [Double] {
    let n = Double(column.count)
    let mean = column.reduce(0, +) / n
    let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    return column.map { ($0 - mean) / variance.squareRoot() }
  }

  private static func data(_ columns: [[Double]], _ labels: [Int]) -> Dataset<Matrix<Double>> {
    Dataset(
      features: Matrix<Double>(
        rows: columns.count, columns: labels.count,
        elements: labels.indices.flatMap { example in columns.map { $0[example] } }),
      labels: Labels(labels))
  }

  /// Primal and dual value at these parameters.
  /// - Parameters:
  ///   - columns: one array a feature.
  ///   - labels: 0, 1, … for each example.
  ///   - weights: one row a class of features; one row when binary.
  private func certificate(
    columns: [[Double]], labels: [Int], l1: Double, l2: Double, weights: [[Double]],
    intercepts: [Double]
  ) throws -> (primal: Double, dual: Double) {
    let data = Self.data(columns, labels)
    let set =
      weights.count == 1
      ? try TrainingSet(data, BinaryTask(positive: ["1"], versus: ["0"]))
      : try TrainingSet(data, MulticlassTask())
    let trainer = LogisticTrainer(solver: .auto, l1: l1, l2: l2, threads: 2)
    let problem = FitProblem(set, trainer, isConditioned: true)
    let raw = weights.flatMap { $0 } + intercepts
    let parameters = try #require(
      problem.examples.standardization?.parameters(ofRaw: raw, columns: set.columns))
    let optimality = problem.optimality(gap: nil, tolerance: nil, isPrecise: true)
    let found = try optimality.dualGap(at: parameters)
    return (found.objective, found.objective - found.gap)
  }

  /// - Returns: "none", "complete" or "quasi-complete"; and the columns, none of "none".
  private func separation(names: [String], columns: [[Double]], labels: [Int]) throws -> (
    kind: String, columns: [String]
  ) {
    var found: [(kind: String, columns: [String])] = []
    for solver in [Solver.newton(evaluations: 1000), .lbfgs()] {
      let summary = try LogisticTrainer(solver: solver, threads: 2)
        .fit(Self.data(columns, labels), BinaryTask(positive: ["1"], versus: ["0"])).summary
      #expect(summary.isConverged == (summary.separation == nil))
      found.append(
        (
          summary.separation?.kind.rawValue ?? "none",
          summary.separation?.features.map { names[$0] } ?? []
        ))
    }
    #expect(found[0].kind == found[1].kind)
    return found[0]
  }

  // MARK: What is checked

  @Test(arguments: ["l2_0.05", "l1_0.02", "softmax_iris_l2_0.01"])
  func gapsAreThoseOfTheReference(name: String) throws {
    let problem = try #require(Self.load("duality.json")[name] as Problem?)
    let file = try #require(problem.data.split(separator: ",").first.map(String.init))
    #expect(problem.data.contains("standardized") && !problem.points.isEmpty)
    let set = try Self.set(file)
    for point in problem.points {
      let rows = point.parameters
      let (primal, dual) = try certificate(
        columns: set.columns.map(Self.standardized), labels: set.response.map { Int($0) },
        l1: problem.l1 ?? 0, l2: problem.l2,
        weights: try rows?.map { Array($0.dropFirst()) } ?? [#require(point.weights)],
        intercepts: try rows?.map { $0[0] } ?? [#require(point.intercept)])
      let rounding = Tolerance.evaluationInDouble
      #expect(abs(primal - point.primal) <= rounding * point.primal, "\(point.at)")
      #expect(abs(dual - point.dual) <= rounding * max(1, abs(point.dual)), "\(point.at)")
      #expect(abs(primal - dual - point.gap) <= rounding * max(1, point.gap), "\(point.at)")
      // What makes it a certificate.
      #expect(dual <= problem.optimum + rounding, "\(point.at)")
      #expect(primal - dual >= point.subOptimality - rounding, "\(point.at)")
    }
  }

  @Test(arguments: ["endometrial", "iris_setosa", "spector", "birthwt", "mtcars_mpg_hp_wt"])
  func separationIsThatOfTheReference(name: String) throws {
    let verdict = try #require(Self.load("separation.json")[name] as Verdict?)
    let set = try Self.set(verdict.data)
    #expect(["(Intercept)"] + set.names == verdict.terms)
    let labels = set.response.map { value in
      verdict.label.map { Int(value) == $0 ? 1 : 0 } ?? Int(value)
    }
    let found = try separation(names: set.names, columns: set.columns, labels: labels)
    #expect(found.kind == verdict.separation)
    let infinite = zip(verdict.terms, verdict.infinite).dropFirst().filter { $0.1 != 0 }.map(\.0)
    if verdict.separation == "complete" {
      // Its direction is not unique.
      #expect(!found.columns.isEmpty && Set(infinite).isSuperset(of: found.columns))
    } else {
      #expect(Set(found.columns) == Set(infinite))
    }
  }

  /// A problem or verdict that the tests above do not name would be passed over.
  @Test func everyReferenceIsTried() throws {
    let problems: [String: Problem] = try Self.load("duality.json")
    let verdicts: [String: Verdict] = try Self.load("separation.json")
    #expect(problems.count == 3 && verdicts.count == 5)
  }
}
