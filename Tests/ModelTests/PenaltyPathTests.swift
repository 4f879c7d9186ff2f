@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidOptimization
import Foundation
import TestSupport
import Testing

/// Paths of penalties: their λs, where they end, and that each point is the fit of its penalty.
@Suite struct PenaltyPathTests {
  /// Some features that tell, some that do not, and two that vary together.
  private struct Problem {
    let features = 12
    let rows: [[Double]]
    let labels: [Int]
    let classes: [Int]

    init(examples: Int = 400) {
      var random = RandomValues()
      var (rows, labels, classes): ([[Double]], [Int], [Int]) = ([], [], [])
      for _ in 0..<examples {
        var row = (0..<12).map { _ in random.unit() }
        row[1] = 0.9 * row[0] + 0.1 * row[1]
        row[3] *= 100
        rows.append(row)
        let score = 2 * row[0] - 1.5 * row[2] + 0.01 * row[3]
        labels.append(abs(random.unit()) < logistic(score) ? 1 : 0)
        classes.append(random.int(in: 0..<3) == 0 ? 2 : labels[labels.count - 1])
      }
      self.rows = rows
      self.labels = labels
      self.classes = classes
    }

    func table(_ labels: [Int]) throws -> Examples {
      try Examples(rows: rows, labels: Labels(labels), featureNames: nil)
    }
  }

  @Test(arguments: [1, 0.5, 0.05], [false, true])
  func pointsAreTheFitsOfTheirPenalties(ratio: Double, isMulticlass: Bool) throws {
    let problem = Problem()
    let table = try problem.table(isMulticlass ? problem.classes : problem.labels)
    let plan = PathPlan(l1Ratio: ratio, points: 12, leastShare: 1e-2, endsEarly: false)
    let path = try LogisticRegression(standardizes: true).path(plan, of: table)
    #expect(path.points.count == 12 && !path.endedEarly)
    for (index, point) in path.points.enumerated() {
      #expect(point.isConverged)
      let fit = try LogisticRegression(
        l1: point.lambda * ratio, l2: point.lambda * (1 - ratio), standardizes: true
      ).fit(table)
      #expect(abs(fit.summary.objective - point.objective) <= 1e-12, "\(index)")
      let model = path.model(at: point)
      for (one, other) in zip(model.weights, fit.model.weights) {
        // What a gap of 1e-13 of J leaves.
        #expect(abs(one - other) <= 1e-5 * max(1, abs(other)), "\(index)")
      }
      #expect(model.training["l1"] == "\(point.lambda * ratio)")
      #expect(
        point.features
          == (0..<12).filter { feature in
            (0..<point.intercepts.count).contains { model.weights[$0 * 12 + feature] != 0 }
          })
      // The KKT conditions, which are those of an optimum, by another pass.
      try expectOptimum(problem, point, model, ratio, isMulticlass: isMulticlass)
    }
    // At the first nothing is chosen, and then more and more.
    #expect(path.points[0].features.isEmpty)
    #expect(path.points[1].features.count >= 1)
    #expect(abs(path.points[0].lambda / path.lambdaMax - 1) < 1e-15)
    #expect(abs(path.points[11].lambda / path.lambdaMax - 1e-2) < 1e-9)
    for (one, next) in zip(path.points, path.points.dropFirst()) {
      #expect(next.loss < one.loss && next.lambda < one.lambda)
    }
  }

  /// |mean r·x̃| ≤ λα where a weight is 0, and else mean r·x̃ = −λ(α·sign w̃ + (1 − α)·w̃), x̃ and w̃ standardized.
  private func expectOptimum(
    _ problem: Problem, _ point: PenaltyPath.Point, _ model: LogisticModel, _ ratio: Double,
    isMulticlass: Bool
  ) throws {
    let labels = isMulticlass ? problem.classes : problem.labels
    let count = Double(problem.rows.count)
    let columns = point.intercepts.count
    var slopes = [Double](repeating: 0, count: 12 * columns)
    var (means, deviations): ([Double], [Double]) = ([], [])
    for j in 0..<12 {
      let column = problem.rows.map { $0[j] }
      let mean = column.reduce(0, +) / count
      let squares = column.map { ($0 - mean) * ($0 - mean) }
      means.append(mean)
      deviations.append((squares.reduce(0, +) / count).squareRoot())
    }
    for (row, label) in zip(problem.rows, labels) {
      var scores = point.intercepts
      for k in 0..<columns {
        for j in 0..<12 { scores[k] += model.weights[k * 12 + j] * row[j] }
      }
      var residuals = [Double](repeating: 0, count: columns)
      if columns == 1 {
        residuals[0] = logistic(scores[0]) - Double(label)
      } else {
        let powers = scores.map { Foundation.exp($0) }
        let sum = powers.reduce(0, +)
        for k in 0..<columns { residuals[k] = powers[k] / sum - (label == k ? 1 : 0) }
      }
      for k in 0..<columns {
        for j in 0..<12 {
          slopes[k * 12 + j] += residuals[k] * (row[j] - means[j]) / deviations[j] / count
        }
      }
    }
    for (index, slope) in slopes.enumerated() {
      let weight = model.weights[index] * deviations[index % 12]
      if weight == 0 {
        #expect(abs(slope) <= point.lambda * ratio * (1 + 1e-5))
      } else {
        let sign: Double = weight < 0 ? -1 : 1
        let wanted = -point.lambda * (ratio * sign + (1 - ratio) * weight)
        #expect(abs(slope - wanted) <= 1e-5 * point.lambda, "\(index)")
      }
    }
  }

  @Test func endsWhereTheDevianceIsExplained() throws {
    // Classes that are separated: the deviance goes to 0.
    let rows = (0..<40).map { [Double($0), Double($0 * 7 % 11)] }
    let labels = (0..<40).map { $0 < 20 ? 0 : 1 }
    let table = try Examples(rows: rows, labels: Labels(labels), featureNames: nil)
    let regression = LogisticRegression(standardizes: true)
    let early = try regression.path(of: table)
    #expect(early.endedEarly && early.points.count < 100 && early.points.count > 5)
    let last = try #require(early.points.last)
    #expect(early.devianceExplained(last) > 0.99)
    let whole = try regression.path(PathPlan(endsEarly: false), of: table)
    #expect(whole.points.count == 100 && whole.points.allSatisfy(\.isConverged))
    #expect(
      early.points.map(\.lambda) == Array(whole.points.map(\.lambda).prefix(early.points.count)))
  }

  @Test func stopsWhenItIsAsked() throws {
    let table = try Problem().table(Problem().labels)
    let path = try LogisticRegression().path(of: table) { $0 < 7 ? .proceed : .stop }
    #expect(path.points.count == 8 && path.endedEarly)
  }

  /// Penalised as it is, a feature in large numbers needs little weight.
  @Test func unitsCountWithoutStandardizing() throws {
    let problem = Problem()
    let table = try problem.table(problem.labels)
    let raw = try LogisticRegression().path(of: table)
    #expect(raw.points[1].features == [3])
    let standardized = try LogisticRegression(standardizes: true).path(of: table)
    #expect(standardized.points[1].features != [3])
  }

  @Test func refusesPlansThatMeanNothing() throws {
    let table = try Problem().table(Problem().labels)
    func refuse(_ plan: PathPlan, _ name: InvalidHyperparameter.Name) {
      #expect { _ = try LogisticRegression().path(plan, of: table) } throws: {
        ($0 as? InvalidHyperparameter)?.name == name
      }
    }
    refuse(PathPlan(l1Ratio: 1.5), .l1Ratio)
    refuse(PathPlan(l1Ratio: .nan), .l1Ratio)
    refuse(PathPlan(points: 0), .points)
    refuse(PathPlan(leastShare: 1), .leastShare)
    #expect(throws: InvalidHyperparameter.self) {
      _ = try LogisticRegression(solver: .lbfgs).path(of: table)
    }
    #expect(throws: InvalidHyperparameter.self) {
      _ = try LogisticRegression(solver: .lbfgs, l1: 0.1).fit(table)
    }
    #expect(throws: InvalidHyperparameter.self) {
      _ = try LogisticRegression(solver: .proximal).fit(table)
    }
  }
}
