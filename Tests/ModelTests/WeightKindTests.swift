@testable import SigmoidModel
import Foundation
import SigmoidExamples
import TestSupport
import Testing

/// What case weights say: numbers of rows, or of a sample.
@Suite(.enabled(if: SharedFolder.reference.path != nil, "\(SharedFolder.reference.whatIsMissing)"))
struct WeightKindTests {
  private let names: [String]
  private let labels: [String]
  private let rows: [[Double]]

  /// birthwt of the folder of references, in its order.
  init() throws {
    let text = String(decoding: try SharedFolder.reference.read("data/birthwt.csv"), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",").map(String.init)
    }
    names = Array(lines[0].dropFirst())
    labels = lines.dropFirst().map { $0[0] }
    rows = lines.dropFirst().map { $0.dropFirst().compactMap(Double.init) }
  }

  private func fit(_ weights: [Double]) throws -> LogisticFit {
    try LogisticRegression(solver: .newton()).fit(
      rows, labels: labels, featureNames: names, caseWeights: weights)
  }

  private func errors(_ found: Inference) -> [Double] {
    found.coefficients.map { $0.standardError ?? .nan }
  }

  /// By NumPy, row i having the weight 0.5 + i mod 5 and the cluster ⌊i/7⌋: Σ(c·r·x̃)(c·r·x̃)ᵀ·n/(n − 1), and
  /// of clusters G/(G − 1). svyglm of R's survey 4.1-1 gives the same to 2e-9 (its weights are those of an
  /// iteration before), for `svydesign(ids = ~1)` and `svydesign(ids = ~cluster)`.
  @Test func samplingWeights() throws {
    let weights = rows.indices.map { 0.5 + Double($0 % 5) }
    let fit = try fit(weights)
    let found = try fit.inference(weightKind: .sampling)
    expectSame(
      found.coefficients.map(\.estimate),
      [
        1.5413161179552983, -0.04154515387234175, -0.018687896588706874, 1.0931093923953128,
        0.616756862493061, 0.4969842132567262, 0.3327479538158549, 2.6320487237756245,
        0.6364663977917191, -0.05906160275446132,
      ], 1e-9, "estimates")
    expectSame(
      errors(found),
      [
        1.5868460290976094, 0.037376176301588966, 0.00986356775454203, 0.5613064987600326,
        0.5269281351050507, 0.45462780033552697, 0.42955272565480906, 0.8860189738106882,
        0.5363656476893488, 0.19930638300766304,
      ], 1e-8, "standard errors")
    #expect(found.examples == 189 && found.covariance == .sampling)
    #expect(found.weightKind == .sampling && !found.hasFractionalWeights)
    #expect(found.likelihoodRatio == nil)
    let clusters = Labels(rows.indices.map { "c\($0 / 7)" })
    let clustered = try fit.inference(
      covariance: .cluster, clusters: clusters, weightKind: .sampling)
    expectSame(
      errors(clustered),
      [
        1.4127687202435364, 0.0323113341634934, 0.007907663170271622, 0.5488152483246286,
        0.4634973789026936, 0.3948919392332051, 0.4761739007160811, 0.99700112715841,
        0.5694582394067206, 0.21582347853242992,
      ], 1e-8, "clusters")
    // A common factor of the weights says nothing; rows of weight 0 are not in the sample.
    let scaled = try self.fit(weights.map { 1e7 * $0 }).inference(weightKind: .sampling)
    expectSame(errors(scaled), errors(found), 1e-8, "weights times 1e7")
    var (more, marks, heavier) = (rows, labels, weights)
    for row in 0..<5 {
      more.append(rows[row])
      marks.append(labels[row])
      heavier.append(0)
    }
    let longer = try LogisticRegression(solver: .newton()).fit(
      more, labels: marks, featureNames: names, caseWeights: heavier
    ).inference(weightKind: .sampling)
    expectSame(errors(longer), errors(found), 1e-10, "rows of weight 0")
    #expect(longer.examples == 189)
  }

  /// By R: sandwich's vcovHC of `glm` on the expanded rows, row i standing for 1 + i mod 3. (statsmodels
  /// 0.15 with freq_weights agrees for HC0, and returns it for the others too.)
  @Test func frequencyWeightsAreExpandedRows() throws {
    let counts = rows.indices.map { 1 + $0 % 3 }
    let weighted = try fit(counts.map(Double.init))
    let places = rows.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
    let expanded = try LogisticRegression(solver: .newton()).fit(
      places.map { rows[$0] }, labels: places.map { labels[$0] }, featureNames: names)
    let clusters = (
      Labels(rows.indices.map { "c\($0 / 7)" }), Labels(places.map { "c\($0 / 7)" })
    )
    for kind in [CovarianceKind.model, .hc0, .hc1, .hc2, .hc3, .cluster] {
      let (one, two) = (
        try weighted.inference(covariance: kind, clusters: clusters.0),
        try expanded.inference(covariance: kind, clusters: clusters.1)
      )
      expectSame(errors(one), errors(two), 1e-9, "\(kind)")
      #expect(one.examples == Double(places.count) && !one.hasFractionalWeights)
    }
    for (kind, expected) in [
      (
        CovarianceKind.hc1,
        [
          0.85036405308168, 0.0257041505259252, 0.00497072936145607, 0.362110864239873,
          0.303877905695735, 0.273277699903662, 0.280131652143128, 0.45585466593641,
          0.333324536018318, 0.123298256161669,
        ]
      ),
      (
        .hc3,
        [
          0.867807899359442, 0.0262288003166944, 0.00507936115522829, 0.371537320731356,
          0.309621689284079, 0.279063285691606, 0.293200418262166, 0.476069643526939,
          0.341354308693637, 0.126037958693158,
        ]
      ),
    ] {
      expectSame(errors(try weighted.inference(covariance: kind)), expected, 1e-8, "\(kind) of R")
    }
  }

  @Test func weightsThatCountNoRowsAreSaid() throws {
    let whole = rows.indices.map { Double(1 + $0 % 2) }
    #expect(try !fit(whole).inference().hasFractionalWeights)
    #expect(try fit(whole.map { $0 / 2 }).inference().hasFractionalWeights)
  }

  @Test func samplesHaveNoLikelihood() throws {
    let fit = try fit(rows.indices.map { 1 + Double($0 % 5) })
    func refused(_ what: String, _ body: () throws -> Inference) {
      let error = #expect(throws: InferenceError.self) { try body() }
      #expect(error == .sampled(what), "\(String(describing: error))")
    }
    refused("profile intervals") { try fit.inference(weightKind: .sampling, intervals: .profile) }
    refused("tests of likelihoods") { try fit.inference(weightKind: .sampling, testsTerms: true) }
    refused("the covariance hc3") { try fit.inference(covariance: .hc3, weightKind: .sampling) }
    refused("Firth's penalty") { try fit.firth().inference(weightKind: .sampling) }
  }
}
