@testable import SigmoidExamples
@testable import SigmoidModel
import Foundation
import TestSupport
import Testing

/// Standard errors of several classes on housing (MASS; the folder of references), three classes with the
/// case weights `freq`. Values are those of Newton's method with the whole Hessian in NumPy (float64, steps
/// to 1e-15), the inverse by `pinv` of all columns together, coefficients as differences.
@Suite(.enabled(if: SharedFolder.reference.path != nil, "\(SharedFolder.reference.whatIsMissing)"))
struct MultinomialInferenceTests {
  @Test func coefficientsAgainstTheFirstClass() throws {
    let fit = try Housing().fit()
    let said = try fit.inference(testsTerms: true, keepsCovariance: true)
    #expect(said.reference == "1" && said.tjur == nil && said.estimated == 8)
    #expect(said.coefficients.map(\.name).first == "2: (intercept)")
    expectSame(
      said.coefficients.map(\.estimate),
      [
        -1.063398726500963, 0.338443110690745, -0.136750214633356, 0.35654682260804,
        -1.199171883857604, 0.798082600293674, -0.383909979618921, 0.46910832394415,
      ], 1e-9, "coefficients")
    expectSame(
      said.coefficients.map { $0.standardError ?? .nan },
      [
        0.301338387200844, 0.087326801721624, 0.063535049720106, 0.131447163669361,
        0.283144820324015, 0.081164074651221, 0.061826296845079, 0.123072620354822,
      ], 1e-8, "standard errors")
    expectSame(
      [said.logLikelihood, said.nullLogLikelihood], [-1746.710088626471, -1824.4388105228195],
      1e-12, "log-likelihoods")
    #expect(said.likelihoodRatio?.degrees == 6 && said.nullDegrees == 1679)
    #expect(said.tests.map(\.degrees) == [2, 2, 2])
    expectSame(
      said.tests.map(\.chiSquared), [105.42934531633227, 40.61190209942242, 15.572132918754505],
      1e-8, "ratios of likelihoods")
    for line in said.coefficients {
      let bound = 1.959963984540054 * (line.standardError ?? .nan)
      expectSame(
        [line.lower ?? .nan, line.upper ?? .nan], [line.estimate - bound, line.estimate + bound],
        1e-12, line.name)
    }
    var model = fit.model
    model.inference = said
    let type = [2, 3].map { LinearHypothesis(factors: ["\($0): type": 1]) }
    expectSame([try model.test(type).chiSquared], [39.20741254311658], 1e-8, "type")
    let equal = try model.test([LinearHypothesis(factors: ["2: infl": 1, "3: infl": -1])])
    expectSame([equal.chiSquared], [31.176681352730398], 1e-8, "infl")
  }

  @Test func anotherReferenceIsAnotherView() throws {
    let fit = try Housing().fit()
    let said = try fit.inference(reference: "3")
    #expect(said.coefficients.map(\.className) == ["1", "1", "1", "1", "2", "2", "2", "2"])
    expectSame(
      said.coefficients.map(\.estimate),
      [
        1.199171883857604, -0.798082600293674, 0.383909979618921, -0.46910832394415,
        0.13577315735664, -0.459639489602929, 0.247159764985565, -0.11256150133611,
      ], 1e-9, "coefficients")
    expectSame(
      said.coefficients.map { $0.standardError ?? .nan },
      [
        0.283144820324016, 0.081164074651221, 0.061826296845079, 0.123072620354822,
        0.300520178959532, 0.082319437016786, 0.065050088599295, 0.12865309692821,
      ], 1e-8, "standard errors")
    #expect(said.deviance == (try fit.inference()).deviance)
  }

  /// Of hc0 V·Σ c s sᵀ·V; hc1 times n/(n − k); clusters times G/(G − 1).
  @Test func robustCovariances() throws {
    let data = try Housing()
    let fit = try data.fit()
    let zero = try fit.inference(covariance: .hc0).coefficients.map { $0.standardError ?? .nan }
    expectSame(
      zero,
      [
        0.301007923828771, 0.086117087201833, 0.062797773357179, 0.130759966270446,
        0.281700266176136, 0.08135412625351, 0.062203758419234, 0.123860620192156,
      ], 1e-8, "hc0")
    let one = try fit.inference(covariance: .hc1).coefficients.map { $0.standardError ?? .nan }
    expectSame(one, zero.map { $0 * 1.002388063102116 }, 1e-12, "hc1")
    let clusters = try fit.inference(covariance: .cluster, clusters: Labels(data.clusters))
    expectSame(
      clusters.coefficients.map { $0.standardError ?? .nan },
      [
        0.436404499145176, 0.12248724953463, 0.079696837845469, 0.103164264433596,
        0.620454382955372, 0.165228483976922, 0.108645750580493, 0.109778046922093,
      ], 1e-8, "clusters")
  }

  /// The posterior's, of differences of columns that are all shrunk.
  @Test func penaltyIsSaid() throws {
    let said = try Housing().fit(.init(solver: .newton(), l2: 0.01)).inference()
    #expect(said.isPenalised && said.likelihoodRatio == nil)
    expectSame(
      said.coefficients.map { $0.standardError ?? .nan },
      [
        0.288287217946419, 0.084217547070347, 0.062348121669852, 0.122539803373399,
        0.271089767894646, 0.078294486813036, 0.060431270655001, 0.115236791896237,
      ], 1e-8, "standard errors")
  }

  /// As many copies of a row as its weight says: the numbers of the table without weights.
  @Test func weightsCountRows() throws {
    let data = try Housing()
    var (rows, labels): ([[Double]], [Int]) = ([], [])
    for (index, count) in data.weights.enumerated() {
      rows += Array(repeating: data.rows[index], count: Int(count))
      labels += Array(repeating: data.labels[index], count: Int(count))
    }
    let copies = try LogisticRegression(solver: .newton()).fit(rows, labels: labels)
    for kind in [CovarianceKind.model, .hc0, .hc1] {
      expectSame(
        try copies.inference(covariance: kind).coefficients.map { $0.standardError ?? .nan },
        try data.fit().inference(covariance: kind).coefficients.map { $0.standardError ?? .nan },
        1e-9, kind.rawValue)
    }
  }

  @Test func modelFileKeepsIt() throws {
    let folder = try TemporaryFolder()
    var model = try Housing().fit().model
    model.inference = try Housing().fit().inference(
      reference: "2", testsTerms: true, keepsCovariance: true)
    try model.write(to: folder.file("m.safetensors"))
    let read = try LogisticModel(contentsOf: folder.file("m.safetensors"))
    #expect(read.inference == model.inference)
    // A class that the model does not have is no reference.
    let bytes = try Data(contentsOf: URL(filePath: folder.file("m.safetensors")))
    let (own, other) = (Data(#"reference\":\"2\""#.utf8), Data(#"reference\":\"9\""#.utf8))
    let place = try #require(bytes.range(of: own))
    var damaged = bytes
    damaged.replaceSubrange(place, with: other)
    try damaged.write(to: URL(filePath: folder.file("bad.safetensors")))
    #expect(throws: (any Error).self) {
      _ = try LogisticModel(contentsOf: folder.file("bad.safetensors"))
    }
  }

  @Test func whatIsNotThereIsRefused() throws {
    let fit = try Housing().fit()
    #expect(throws: InferenceError.unknownReference("4", classes: ["1", "2", "3"])) {
      try fit.inference(reference: "4")
    }
    #expect(throws: InferenceError.profileOfSeveralClasses) {
      try fit.inference(intervals: .profile)
    }
    for kind in [CovarianceKind.hc2, .hc3] {
      #expect(throws: InferenceError.leveragesOfSeveralClasses) {
        try fit.inference(covariance: kind)
      }
    }
    #expect(throws: InferenceError.severalClasses) { try fit.diagnostics() }
    #expect(throws: InferenceError.severalClasses) { try fit.firth() }
    let each = try Housing().fit(
      .init(solver: .newton(), task: MulticlassTask(oneVersusRest: true)))
    #expect(throws: InferenceError.oneVersusRest) { try each.inference() }
    let two = try LogisticRegression(solver: .newton()).fit(
      [[0], [1], [2], [3], [4], [5]], labels: [0, 1, 0, 1, 0, 1])
    #expect(throws: InferenceError.referenceOfTwo) { try two.inference(reference: "0") }
  }

  /// Their covariance is one matrix.
  @Test func tooManyCoefficientsAreRefused() throws {
    #expect(FactoredHessian.affordableParameters == 4096)
    let fit = try Housing().fit()
    var options = InferenceOptions()
    options.mostCoefficients = 8
    #expect(try fit.inference(options).estimated == 8)
    options.mostCoefficients = 7
    #expect(throws: InferenceError.tooManyCoefficients(8, most: 7)) {
      try fit.inference(options)
    }
  }
}
