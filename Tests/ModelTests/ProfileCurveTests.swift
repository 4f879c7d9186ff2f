@testable import SigmoidExamples
@testable import SigmoidModel
import Foundation
import TestSupport
import Testing

/// Profiles of the likelihood, and fits that are made once more.
@Suite(.enabled(if: SharedFolder.reference.path != nil, "\(SharedFolder.reference.whatIsMissing)"))
struct ProfileCurveTests {
  /// A set of the folder of references: the label first, a header above.
  private func table(_ name: String) throws -> Examples {
    let text = String(decoding: try SharedFolder.reference.read("data/\(name)"), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",").map(String.init)
    }
    return try Examples(
      rows: lines.dropFirst().map { $0.dropFirst().compactMap(Double.init) },
      labels: Labels(lines.dropFirst().map { $0[0] }), featureNames: Array(lines[0].dropFirst()))
  }

  /// A fit with what it says of itself.
  private func fit(
    _ examples: Examples, _ regression: LogisticRegression = LogisticRegression(solver: .newton),
    firth: Bool = false
  ) throws -> LogisticFit {
    var fit = try regression.fit(examples)
    if firth { fit = try fit.firth() }
    fit.model.inference = try fit.inference()
    return fit
  }

  /// R 4.2.2 on birthwt.csv: `glm` with the column times the value as an offset, epsilon 1e-14; the signed
  /// root of what the deviance rises by. Values are steps of half a standard error from the estimate.
  private static let roots: [(feature: Int?, step: Int, value: Double, root: Double)] = [
    (nil, -6, -3.110089113023, -3.031378420166), (nil, -3, -1.314732951961, -1.513699944982),
    (nil, -1, -0.1178288445865, -0.5019171770351), (nil, 2, 1.677527316475, 0.9903957125936),
    (nil, 5, 3.472883477537, 2.431190549542), (1, -6, -0.03618242718163, -2.762151969966),
    (1, -3, -0.02580335558074, -1.439459785613), (1, -1, -0.01888397451348, -0.493278083271),
    (1, 2, -0.008504902912594, 1.025972221165), (1, 5, 0.001874168688295, 2.648020706066),
    (6, -6, -0.2293173074085, -3.072834828042), (6, -3, 0.8169927814852, -1.537147758053),
    (6, -1, 1.514532840748, -0.5053725185542), (6, 2, 2.560842929641, 0.9728551972355),
    (6, 5, 3.607153018535, 2.309869302568),
  ]

  @Test func rootsAreThoseOfR() throws {
    let fit = try fit(table("birthwt.csv"))
    let curves = try fit.profileCurves(of: [nil, 1, 6], reach: 3)
    #expect(curves.map(\.feature) == [nil, 1, 6])
    for curve in curves {
      let middle = try #require(curve.points.firstIndex { $0.root == 0 })
      for one in Self.roots where one.feature == curve.feature {
        let point = curve.points[middle + one.step]
        #expect(abs(point.value - one.value) < 1e-7 * abs(one.value))
        #expect(abs(point.root - one.root) < 1e-7 * abs(one.root), "\(point), \(one)")
      }
      #expect(zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.value < $1.value })
      // A side ends with the first point beyond.
      #expect(curve.points.first.map { $0.root < -3 } == true)
      #expect(curve.points.last.map { $0.root > 3 } == true)
      #expect(curve.points.dropFirst().dropLast().allSatisfy { abs($0.root) <= 3 })
    }
  }

  /// The bounds of intervals, made by another search, lie on the curves.
  @Test(arguments: [("birthwt.csv", false), ("endometrial.csv", true)])
  func boundsLieOnTheCurves(name: String, firth: Bool) throws {
    let fit = try fit(table(name), firth: firth)
    let found = try fit.inference(intervals: .profile)
    let curves = try fit.profileCurves(of: found.coefficients.map(\.feature), reach: 3)
    #expect(curves.count == found.coefficients.count)
    for (line, curve) in zip(found.coefficients, curves) {
      for bound in [line.lower, line.upper] {
        let bound = try #require(bound)
        let next = try #require(curve.points.firstIndex { $0.value > bound })
        let (a, b) = (curve.points[next - 1], curve.points[next])
        let share = (bound - a.value) / (b.value - a.value)
        // Between two points the root is nearly linear.
        #expect(abs(abs(a.root + share * (b.root - a.root)) - 1.959964) < 0.02)
      }
    }
  }

  /// A side along which the likelihood falls too little ends after seven standard errors.
  @Test func aCurveEndsSomewhere() throws {
    let rows = (0..<40).map { row -> [Double] in [Double(row % 2), Double(row * 7 % 11)] }
    let labels = (0..<40).map { row -> String in
      let isB = row.isMultiple(of: 5) || row % 2 == 1 && row != 7
      return isB ? "b" : "a"
    }
    let fit = try fit(Examples(rows: rows, labels: Labels(labels)))
    let curve = try #require(try fit.profileCurves(of: [0], reach: 100).first)
    #expect(curve.points.count == 29)
  }

  @Test func whatIsNotEstimatedHasNoCurve() throws {
    let rows = (0..<40).map { row -> [Double] in
      let third = Double(row % 3)
      return [third, 2 * third + 1, Double(row * 7 % 11)]
    }
    let labels = (0..<40).map { row -> String in row % 4 < 2 ? "a" : "b" }
    let fit = try fit(Examples(rows: rows, labels: Labels(labels)))
    let aliased = try #require(fit.summary.aliased.first?.feature)
    let curves = try fit.profileCurves(of: [nil, 0, 1, 2], reach: 3)
    let estimated: [Int?] = [nil] + (0..<3).filter { $0 != aliased }
    #expect(curves.map(\.feature) == estimated)
  }

  // MARK: Fits once more

  private func refused(_ model: LogisticModel, _ examples: Examples) -> RefitError? {
    do {
      _ = try model.fittedAgain(to: examples)
      return nil
    } catch {
      return error
    }
  }

  @Test func aFitOnceMoreIsTheSame() throws {
    let examples = try table("birthwt.csv")
    var regressions = [LogisticRegression(solver: .newton), LogisticRegression()]
    regressions.append(LogisticRegression(solver: .newton, l2: 0.01, standardizes: true))
    regressions.append(LogisticRegression(solver: .newton, l2: 0.003))
    regressions.append(LogisticRegression(solver: .newton, fitsIntercept: false))
    for regression in regressions {
      let fit = try fit(examples, regression)
      let again = try fit.model.fittedAgain(to: examples)
      #expect(again.model.inputs == fit.model.inputs)
      let (one, other) = (try fit.diagnostics(), try again.diagnostics())
      for (a, b) in zip(one.examples, other.examples) {
        #expect(abs(a.leverage - b.leverage) < 1e-9 && abs((a.cook ?? 0) - (b.cook ?? 0)) < 1e-9)
        #expect((a.cook == nil) == (b.cook == nil))
      }
    }
    let firth = try fit(table("endometrial.csv"), firth: true)
    #expect(try firth.model.fittedAgain(to: table("endometrial.csv")).model.hasFirth)
    // Of other classes' rows a model of two of them knows nothing.
    let some = try fit(examples)
    let more = Examples(
      fitting: examples.features, labels: examples.labels,
      caseWeights: examples.labels?.codes.map { _ in 1 })
    #expect(refused(some.model, more) == nil)
  }

  @Test func otherRowsAreTold() throws {
    let examples = try table("birthwt.csv")
    let model = try fit(examples).model
    #expect(
      refused(model, examples.selecting(Array(1..<189))) == .otherCount(188, expected: 189))
    // One row for another of the same class: the deviance tells.
    let other = [0, 0] + Array(2..<189)
    guard case .otherDeviance = refused(model, examples.selecting(other)) else {
      Issue.record("\(String(describing: refused(model, examples.selecting(other))))")
      return
    }
    // A cell that differs by 1e-6 of itself.
    var rows = (0..<189).map { examples.values(of: $0) }
    rows[5][1] *= 1 + 1e-6
    let moved = try Examples(rows: rows, labels: examples.requiredLabels())
    guard case .otherDeviance = refused(model, moved) else {
      Issue.record("\(String(describing: refused(model, moved)))")
      return
    }
    // Class weights of other counts.
    let weighted = Examples(
      fitting: examples.features, labels: examples.labels,
      caseWeights: (0..<189).map { $0 == 3 ? 2 : $0 == 4 ? 0 : 1 })
    #expect(refused(model, weighted) != nil)
    var unsaid = model
    unsaid.inference = nil
    #expect(refused(unsaid, examples) == .noInference)
    #expect(
      refused(model, examples.selecting((0..<189).map { $0 / 2 })) != nil)
  }

  /// The deviance is flat at the optimum: that a model lies beside it, its coefficients tell.
  @Test func aModelBesideItsOptimumIsTold() throws {
    let examples = try table("birthwt.csv")
    let fitted = try fit(examples).model
    let inference = try #require(fitted.inference)
    let error = try #require(inference.coefficients[2].standardError)
    var weights = fitted.weights
    weights[1] += 1e-6 * error
    var model = LogisticModel(
      features: fitted.features, weights: weights, intercepts: fitted.intercepts,
      classes: fitted.classes, training: fitted.training, schema: fitted.schema)
    model.inference = Inference(
      covariance: inference.covariance, intervals: inference.intervals, level: inference.level,
      coefficients: inference.coefficients.map { line in
        Inference.Coefficient(
          term: line.term, feature: line.feature,
          estimate: line.feature.map { weights[$0] } ?? line.estimate,
          standardError: line.standardError, lower: line.lower, upper: line.upper)
      }, examples: inference.examples, estimated: inference.estimated,
      deviance: inference.deviance, nullDeviance: inference.nullDeviance,
      hasIntercept: inference.hasIntercept, isPenalised: inference.isPenalised,
      tjur: inference.tjur, tests: [], firth: nil, covarianceOfEstimates: [])
    guard case .otherOptimum(let distance) = refused(model, examples) else {
      Issue.record("\(String(describing: refused(model, examples)))")
      return
    }
    #expect(distance > 1e-7 && distance < 1e-5)
  }
}
