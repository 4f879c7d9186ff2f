@testable import SigmoidModel
import Foundation
import SigmoidExamples
import SigmoidOptimization
import TestSupport
import Testing

/// Fits that converged as they were told to, and have standard errors that nobody could defend.
@Suite struct InferenceChecksTests {
  /// By rules, without chance: the classes overlap.
  private static func rows(_ count: Int = 120) -> (rows: [[Double]], labels: [Int]) {
    var (rows, labels): ([[Double]], [Int]) = ([], [])
    for row in 0..<count {
      let dose = Double(row * 7 % 30) / 10
      let noise = Double(row * row * 13 % 17) / 8
      let shift = row % 3 == 1 ? 1.5 : 0
      rows.append([dose, noise])
      labels.append(dose + noise + shift > 2.9 ? 1 : 0)
    }
    return (rows, labels)
  }

  private func refusal(_ body: () throws -> Inference) -> InferenceError? {
    #expect(throws: InferenceError.self) { try body() }
  }

  /// A gap or a tolerance that is wide lets a fit end several standard errors from its optimum.
  @Test func aLooseFitIsRefused() throws {
    let (rows, labels) = Self.rows(3000)
    for regression in [
      LogisticRegression(solver: .lbfgs(), tolerance: 0.05),
      LogisticRegression(solver: .newton(), tolerance: 0.1),
    ] {
      let fit = try regression.fit(rows, labels: labels)
      #expect(fit.summary.isConverged)
      guard case .farFromOptimum(let distance) = refusal({ try fit.inference() }) else {
        Issue.record("no refusal")
        continue
      }
      // As far as the coefficients are, in standard errors of each, and no less.
      let exact = try LogisticRegression(solver: .newton()).fit(rows, labels: labels)
      let off = zip(fit.model.weights, try exact.inference().coefficients.dropFirst()).map {
        abs($0 - $1.estimate) / ($1.standardError ?? .nan)
      }
      #expect((off.max() ?? 0) > 0.01 && distance > 0.5 * (off.max() ?? 0), "\(distance), \(off)")
      #expect("\(InferenceError.farFromOptimum(distance))".contains("no tolerance"))
    }
    _ = try LogisticRegression(solver: .lbfgs()).fit(rows, labels: labels).inference()
  }

  /// Bounds of the likelihood are not made of a robust covariance.
  @Test func robustBesideLikelihood() throws {
    let (rows, labels) = Self.rows()
    let fit = try LogisticRegression(solver: .newton()).fit(rows, labels: labels)
    let firth = try fit.firth()
    for kind in [CovarianceKind.hc0, .hc1, .hc2, .hc3] {
      _ = try fit.inference(covariance: kind)
      let found = refusal { try fit.inference(covariance: kind, intervals: .profile) }
      #expect(found == .robustBesideLikelihood(kind, hasFirth: false))
      for intervals in Inference.Intervals.allCases {
        let found = refusal { try firth.inference(covariance: kind, intervals: intervals) }
        #expect(found == .robustBesideLikelihood(kind, hasFirth: true))
      }
    }
    let words = "\(InferenceError.robustBesideLikelihood(.hc1, hasFirth: false))"
    #expect(words.contains("found those of the likelihood") && words.contains("use wald"))
  }

  @Test func fewClusters() throws {
    let (rows, labels) = Self.rows()
    let fit = try LogisticRegression(solver: .newton()).fit(rows, labels: labels)
    for count in 2...3 {
      let clusters = Labels(rows.indices.map { $0 / (rows.count / count) })
      let found = refusal { try fit.inference(covariance: .cluster, clusters: clusters) }
      #expect(found == .fewClusters(count, coefficients: 3))
    }
    let clusters = Labels(rows.indices.map { $0 / 30 })
    _ = try fit.inference(covariance: .cluster, clusters: clusters)
  }

  /// The sums of gradients of a level that lies in one cluster are 0 by the fit, and so would its standard
  /// error nearly be; and of the level that others are compared with, that of a combination.
  @Test func levelsOfOneCluster() throws {
    let (rows, labels) = Self.rows()
    let clusters = Labels(rows.indices.map { $0 / 12 })
    for column in [rows.indices.map { $0 < 12 ? 1.0 : 0 }, rows.indices.map { $0 < 12 ? 0 : 1.0 }] {
      let wide = rows.indices.map { rows[$0] + [column[$0]] }
      let fit = try LogisticRegression(solver: .newton()).fit(wide, labels: labels)
      let found = refusal { try fit.inference(covariance: .cluster, clusters: clusters) }
      #expect(found == .loneCluster)
      _ = try fit.inference(covariance: .hc1)
    }
    // In two clusters it has one.
    let two = rows.indices.map { rows[$0] + [$0 < 24 ? 1.0 : 0] }
    _ = try LogisticRegression(solver: .newton()).fit(two, labels: labels)
      .inference(covariance: .cluster, clusters: clusters)
    // Pairs of a case and a control each: an intercept that no pair differs in.
    let pairs = try LogisticRegression(solver: .newton()).fit(
      (0..<40).map { [$0 < 2 ? 1.0 : 0] }, labels: (0..<40).map { $0 % 2 })
    let found = refusal {
      try pairs.inference(covariance: .cluster, clusters: Labels((0..<40).map { $0 / 2 }))
    }
    #expect(found == .loneCluster)
  }

  @Test func nothingEstimated() throws {
    let (rows, labels) = Self.rows()
    let fit = try LogisticRegression(solver: .newton(), fitsIntercept: false).fit(
      rows.map { _ in [0.0] }, labels: labels)
    #expect(refusal { try fit.inference() } == .noCoefficients)
  }

  /// A row that far out has a likelihood in which the others move a long way with the coefficient.
  @Test func profilesOfAnOutlier() throws {
    let fit = try LogisticRegression(solver: .newton()).fit(
      [[1], [2], [3], [1000]], labels: [0, 1, 0, 1])
    let found = try fit.inference(intervals: .profile)
    for line in found.coefficients {
      let (lower, upper) = (try #require(line.lower), try #require(line.upper))
      #expect(lower < line.estimate && line.estimate < upper)
    }
    // Above, the row of 1000 says nothing, and the bound is that of the other three.
    let three = try LogisticRegression(solver: .newton()).fit(
      [[1], [2], [3]], labels: [0, 1, 0]
    ).inference(intervals: .profile)
    #expect(found.coefficients[1].upper != nil && three.coefficients[1].upper != nil)
  }
}
