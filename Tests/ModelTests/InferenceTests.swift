@testable import SigmoidExamples
@testable import SigmoidModel
import Foundation
import TestSupport
import Testing

/// Standard errors, tests and intervals against values that were computed in float64 elsewhere
/// (glm_inference.json of the folder of references, checked there against R and statsmodels).
@Suite(.enabled(if: SharedFolder.reference.path != nil, "\(SharedFolder.reference.whatIsMissing)"))
struct InferenceTests {
  private struct Pseudo: Decodable {
    let mcFadden, coxSnell, nagelkerke, tjur: Double
  }
  private struct Ratio: Decodable {
    let chi2: Double
    let df: Int
    let p: Double
  }
  private struct Dropped: Decodable {
    let chi2, p: [Double]
  }
  private struct Reference: Decodable {
    let data: String
    let coef, se, z, p: [Double]
    let wald95, profile95: [[Double]]
    let logLik, logLikNull, deviance, nullDeviance, aic, bic: Double
    let ratio: Ratio
    let dropOneLR: Dropped
    let pseudoR2: Pseudo
    let hc0, hc1, hc2, hc3: [Double]
    let leverage: [Double]

    private enum CodingKeys: String, CodingKey {
      case data, coef, se, z, p, wald95, profile95, logLik, logLikNull, deviance, nullDeviance
      case aic = "AIC"
      case bic = "BIC"
      case ratio = "LR"
      case hc0 = "HC0"
      case hc1 = "HC1"
      case hc2 = "HC2"
      case hc3 = "HC3"
      case dropOneLR, pseudoR2, leverage
    }
  }

  private static let sets = ["spector", "birthwt", "pima_tr"]

  /// A set of the folder: the label first, a header above.
  private static func table(
    _ name: String
  ) throws -> (names: [String], labels: [String], rows: [[Double]]) {
    let text = String(decoding: try SharedFolder.reference.read("data/\(name)"), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",").map(String.init)
    }
    let cells = lines.dropFirst()
    return (
      Array(lines[0].dropFirst()), cells.map { $0[0] },
      cells.map { $0.dropFirst().compactMap(Double.init) }
    )
  }

  private func load(_ name: String) throws -> (Reference, LogisticFit) {
    let all = try JSONDecoder().decode(
      [String: Reference].self, from: SharedFolder.reference.read("glm_inference.json"))
    let reference = try #require(all[name])
    let table = try Self.table(reference.data)
    let fit = try LogisticRegression(solver: .newton()).fit(
      table.rows, labels: table.labels, featureNames: table.names)
    return (reference, fit)
  }

  @Test(arguments: sets) func tableOfCoefficients(name: String) throws {
    let (reference, fit) = try load(name)
    let found = try fit.inference()
    let lines = found.coefficients
    expectSame(lines.map(\.estimate), reference.coef, 1e-9, "estimates")
    expectSame(lines.map { $0.standardError ?? .nan }, reference.se, 1e-8, "standard errors")
    expectSame(lines.map { $0.z ?? .nan }, reference.z, 1e-8, "z")
    expectSame(lines.map { $0.p ?? .nan }, reference.p, 1e-7, "p")
    expectSame(
      lines.flatMap { [$0.lower ?? .nan, $0.upper ?? .nan] }, reference.wald95.flatMap { $0 }, 1e-7,
      "Wald's intervals")
    #expect(lines[0].term == "(intercept)" && lines[0].feature == nil)
  }

  @Test(arguments: sets) func profileIntervals(name: String) throws {
    let (reference, fit) = try load(name)
    var options = InferenceOptions()
    options.intervals = .profile
    let found = try fit.inference(options)
    expectSame(
      found.coefficients.flatMap { [$0.lower ?? .nan, $0.upper ?? .nan] },
      reference.profile95.flatMap { $0 }, 1e-7, "profile intervals")
  }

  @Test(arguments: sets) func theFitAsAWhole(name: String) throws {
    let (reference, fit) = try load(name)
    var options = InferenceOptions()
    options.testsTerms = true
    let found = try fit.inference(options)
    expectSame(
      [
        found.logLikelihood, found.nullLogLikelihood, found.deviance, found.nullDeviance, found.aic,
        found.bic,
      ],
      [
        reference.logLik, reference.logLikNull, reference.deviance, reference.nullDeviance,
        reference.aic, reference.bic,
      ], 1e-11, "likelihoods")
    let ratio = try #require(found.likelihoodRatio)
    expectSame(
      [ratio.chiSquared, ratio.p], [reference.ratio.chi2, reference.ratio.p], 1e-9, "all features")
    #expect(ratio.degrees == reference.ratio.df)
    expectSame(found.tests.map(\.chiSquared), reference.dropOneLR.chi2, 1e-8, "tests of terms")
    expectSame(found.tests.map(\.p), reference.dropOneLR.p, 1e-8, "p of terms")
    let pseudo = reference.pseudoR2
    expectSame(
      [found.mcFadden, found.coxSnell, found.nagelkerke, found.tjur ?? .nan],
      [pseudo.mcFadden, pseudo.coxSnell, pseudo.nagelkerke, pseudo.tjur], 1e-9, "pseudo R²")
  }

  @Test(arguments: sets) func sandwiches(name: String) throws {
    let (reference, fit) = try load(name)
    for (kind, errors) in [
      (CovarianceKind.hc0, reference.hc0), (.hc1, reference.hc1), (.hc2, reference.hc2),
      (.hc3, reference.hc3),
    ] {
      var options = InferenceOptions()
      options.covariance = kind
      let found = try fit.inference(options)
      expectSame(found.coefficients.map { $0.standardError ?? .nan }, errors, 1e-8, "\(kind)")
    }
  }

  private struct Effects: Decodable {
    let terms: [String]
    let dydx, se: [Double]
  }
  private struct Single: Decodable {
    let leverage, cooks: [Double]
    let averageMarginalEffects: Effects
    let vifFitted, vifFeatures: [String: Double]
    let conditionNumberScaledX, conditionNumberScaledInformation: Double
  }

  @Test(arguments: sets) func diagnostics(name: String) throws {
    let all = try JSONDecoder().decode(
      [String: Single].self, from: SharedFolder.reference.read("glm_inference.json"))
    let reference = try #require(all[name])
    let fit = try load(name).1
    let found = try fit.diagnostics()
    expectSame(found.examples.map(\.leverage), reference.leverage, 1e-8, "leverages")
    expectSame(
      found.examples.map { $0.cook ?? .nan }, reference.cooks, 1e-7, "Cook's distances")
    #expect(found.examples.map(\.position) == Array(found.examples.indices))
    let effects = reference.averageMarginalEffects
    #expect(found.marginalEffects.map(\.term) == effects.terms)
    expectSame(found.marginalEffects.map(\.effect), effects.dydx, 1e-8, "effects")
    expectSame(found.marginalEffects.map(\.standardError), effects.se, 1e-7, "their errors")
    for one in found.varianceInflation {
      let expected = try #require(reference.vifFitted[one.term])
      let ofFeatures = try #require(reference.vifFeatures[one.term])
      #expect(one.degrees == 1)
      expectSame([one.factor ?? .nan], [expected], 1e-8, one.term)
      expectSame([one.featureFactor], [ofFeatures], 1e-12, one.term)
    }
    #expect(found.varianceInflation.count == reference.vifFitted.count)
    expectSame(
      [found.conditionNumber ?? .nan, found.weightedConditionNumber ?? .nan],
      [reference.conditionNumberScaledX, reference.conditionNumberScaledInformation], 1e-11,
      "condition numbers")
    // Σ of squared residuals is the deviance, and of leverages the number of coefficients.
    let deviance = found.examples.reduce(0) { $0 + $1.deviance * $1.deviance }
    #expect(abs(deviance - (try fit.inference().deviance)) <= 1e-10 * deviance)
    let sum = found.examples.reduce(0) { $0 + $1.leverage }
    #expect(abs(sum - Double(found.marginalEffects.count + 1)) <= 1e-9)
  }

  private struct Penalised: Decodable {
    let data: String
    let label: Int?
    let coef, se: [Double]
    let plrChi2, plrP: [Double]?
    let penalizedLogLik, logLik: Double
    let profile95: [[Double]]?
  }

  /// firth.json of the same folder, checked there against brglm2 and firthmodels: two of the sets are
  /// separated.
  @Test(arguments: ["endometrial", "spector", "iris_setosa"]) func firth(name: String) throws {
    let all = try JSONDecoder().decode(
      [String: Penalised].self, from: SharedFolder.reference.read("firth.json"))
    let reference = try #require(all[name])
    let data = try Self.table(reference.data)
    let labels = data.labels.map { label in
      reference.label.map { label == "\($0)" ? "1" : "0" } ?? label
    }
    let fit = try LogisticRegression(solver: .newton()).fit(
      data.rows, labels: labels, featureNames: data.names
    ).firth()
    #expect(fit.summary.isConverged && fit.summary.separation == nil)
    var options = InferenceOptions()
    options.intervals = .profile
    let found = try fit.inference(options)
    let table = found.coefficients
    expectSame(table.map(\.estimate), reference.coef, 1e-8, "estimates")
    expectSame(table.map { $0.standardError ?? .nan }, reference.se, 1e-8, "standard errors")
    if let ratios = reference.plrChi2 {
      expectSame(table.map { $0.chiSquared ?? .nan }, ratios, 1e-8, "ratios")
    }
    if let p = reference.plrP { expectSame(table.map { $0.p ?? .nan }, p, 1e-7, "p") }
    expectSame(
      [found.firth?.penalisedLogLikelihood ?? .nan, found.logLikelihood],
      [reference.penalizedLogLik, reference.logLik], 1e-9, "likelihoods")
    if let bounds = reference.profile95 {
      expectSame(
        table.flatMap { [$0.lower ?? .nan, $0.upper ?? .nan] }, bounds.flatMap { $0 }, 1e-7,
        "profile intervals")
    }
  }

  /// R: 2*pnorm(z, lower = FALSE), qnorm and pchisq(x, k, lower = FALSE).
  @Test func tailsOfDistributions() {
    for (z, p) in [
      (0, 1), (0.3, 0.76417715562209465), (1.96, 0.049995790296440856),
      (5, 5.7330314375838782e-07), (20, 5.5072482372124675e-89), (37, 1.1451142445049154e-299),
    ] {
      #expect(abs(Distribution.normalTails(z) - p) <= 1e-13 * p)
      #expect(abs(Distribution.normalBound(ofTails: p) - z) <= 1e-12 * max(z, 1))
    }
    for (k, x, p) in Self.chiSquared {
      let found = Distribution.chiSquaredTail(x, degrees: k)
      #expect(abs(found - p) <= 1e-12 * p + 1e-307, "\(k) \(x): \(found)")
    }
  }

  private static let chiSquared: [(Int, Double, Double)] = [
    (1, 0.10000000000000001, 0.75182963404584935),
    (1, 1, 0.31731050786291415),
    (1, 1, 0.31731050786291415),
    (1, 3, 0.083264516663550558),
    (1, 200, 2.0884875837625449e-45),
    (1, 1300, 1.1303728441492744e-284),
    (2, 0.10000000000000001, 0.95122942450071402),
    (2, 1, 0.60653065971263342),
    (2, 2, 0.36787944117144233),
    (2, 6, 0.049787068367863944),
    (2, 200, 3.7200759760208361e-44),
    (2, 1300, 5.111951948651156e-283),
    (3, 0.10000000000000001, 0.99183742373187644),
    (3, 1, 0.80125195690120077),
    (3, 3, 0.39162517627108911),
    (3, 9, 0.029290886534888233),
    (3, 200, 4.2185411071920418e-43),
    (3, 1300, 1.4717437106980104e-281),
    (4, 0.10000000000000001, 0.99879089572574964),
    (4, 1, 0.90979598956895014),
    (4, 4, 0.40600584970983811),
    (4, 12, 0.017351265236664512),
    (4, 200, 3.7572767357810449e-42),
    (4, 1300, 3.3278807185719031e-280),
    (7, 0.10000000000000001, 0.99999768858120142),
    (7, 1, 0.99482853651651559),
    (7, 7, 0.42887985755305469),
    (7, 21, 0.0037701500511461671),
    (7, 200, 1.1477812240142596e-39),
    (7, 1300, 1.6632784025498241e-276),
    (30, 0.10000000000000001, 0.99999999999999989),
    (30, 1, 1),
    (30, 30, 0.46565370894400965),
    (30, 90, 6.5673268200014947e-08),
    (30, 200, 4.9527335290031908e-27),
    (30, 1300, 1.4401464619041233e-254),
    (501, 0.10000000000000001, 0.99999999999999989),
    (501, 1, 1),
    (501, 501, 0.49159777142905164),
    (501, 1503, 1.0873700820895621e-100),
    (501, 200, 1),
    (501, 1300, 2.6897456212756957e-72),
  ]
}
