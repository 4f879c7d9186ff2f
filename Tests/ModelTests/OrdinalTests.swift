@testable import SigmoidExamples
@testable import SigmoidModel
import Foundation
import SigmoidMetrics
import TestSupport
import Testing

/// Classes in an order (proportional odds), on housing (MASS) with the case weights `freq`. Coefficients,
/// thresholds and standard errors are those of ordinal.json of the folder of references, which R's `clm`
/// confirms; all else was computed in NumPy (float64) from the definitions: Newton's method with the observed
/// information, written for P(class) itself.
@Suite(.enabled(if: SharedFolder.reference.path != nil, "\(SharedFolder.reference.whatIsMissing)"))
struct OrdinalTests {
  private struct Reference: Decodable {
    let thresholds, coef, se: [Double]
    let logLik: Double
  }

  private struct References: Decodable {
    let housing: Reference
  }

  @Test func valuesOfTheReference() throws {
    let reference = try JSONDecoder().decode(
      References.self, from: SharedFolder.reference.read("ordinal.json")
    ).housing
    let fit = try Housing().ordinalFit()
    #expect(fit.summary.isConverged && fit.summary.iterations < 10)
    expectSame(fit.model.intercepts, reference.thresholds, 1e-9, "thresholds")
    expectSame(fit.model.weights, reference.coef, 1e-9, "coefficients")
    let said = try fit.inference(testsTerms: true)
    #expect(
      said.coefficients.map(\.term) == [
        "1|2", "2|3", "infl2", "infl3", "type2", "type3", "type4", "cont2",
      ])
    expectSame(
      said.coefficients.map { $0.standardError ?? .nan }, reference.se, 1e-8, "standard errors")
    expectSame([said.logLikelihood], [reference.logLik], 1e-12, "log-likelihood")
    expectSame([said.nullLogLikelihood], [-1824.4388105228195], 1e-12, "null")
    #expect(said.likelihoodRatio?.degrees == 6 && said.nullDegrees == 1679)
    expectSame([said.tests[5].chiSquared], [14.30620606500679], 1e-9, "cont")
    #expect(said.tjur == nil && said.reference == nil)
  }

  @Test func robustCovariances() throws {
    let data = try Housing()
    let fit = try data.ordinalFit()
    let zero = try fit.inference(covariance: .hc0).coefficients.map { $0.standardError ?? .nan }
    expectSame(
      zero,
      [
        0.126194822226454, 0.126362647568135, 0.103596911874893, 0.12860188249358,
        0.120865489354121, 0.152977890261483, 0.152058744940124, 0.096256100090733,
      ], 1e-8, "hc0")
    let one = try fit.inference(covariance: .hc1).coefficients.map { $0.standardError ?? .nan }
    expectSame(one, zero.map { $0 * 1.002388063102116 }, 1e-12, "hc1")
    let clusters = try fit.inference(covariance: .cluster, clusters: Labels(data.clusters))
    expectSame(
      clusters.coefficients.map { $0.standardError ?? .nan },
      [
        0.265840612526814, 0.253026176366532, 0.178346017889206, 0.166686142198573,
        0.237878121428385, 0.247935642730158, 0.227643670824609, 0.087036198670539,
      ], 1e-8, "clusters")
  }

  /// Brant's test by its formulas, from two binary fits.
  @Test func parallelLines() throws {
    let lines = try #require(try Housing().ordinalFit().inference().parallelLines)
    let together = try #require(lines.together)
    #expect(together.degrees == 6 && lines.splitsWithoutOptimum.isEmpty)
    expectSame([together.chiSquared], [8.534494001269096], 1e-7, "all")
    expectSame([lines.terms[5].chiSquared], [1.2859403353520646], 1e-7, "cont")
    #expect(lines.terms.map(\.degrees) == [1, 1, 1, 1, 1, 1])
  }

  @Test func penaltyShrinks() throws {
    let fit = try Housing().ordinalFit(l2: 0.01)
    expectSame(fit.model.intercepts, [-0.471279888515281, 0.685434556815651], 1e-9, "thresholds")
    expectSame(
      fit.model.weights,
      [
        0.400527401473034, 0.977745981295722, -0.335392851708791, -0.130729955871528,
        -0.732744163723668, 0.25924091874428,
      ], 1e-9, "coefficients")
    let said = try fit.inference()
    #expect(said.isPenalised && said.parallelLines == nil && said.likelihoodRatio == nil)
    expectSame(
      said.coefficients.map { $0.standardError ?? .nan },
      [
        0.108900533108532, 0.109591155192019, 0.093664653222898, 0.109340676080305,
        0.099309797836364, 0.125347908730162, 0.122341012177764, 0.087305183540999,
      ], 1e-8, "standard errors")
  }

  @Test func sameBitsOnAnyNumberOfThreads() throws {
    let one = try Housing().ordinalFit(threads: 1)
    let three = try Housing().ordinalFit(threads: 3)
    #expect(one.model.weights == three.model.weights)
    #expect(one.model.intercepts == three.model.intercepts)
    #expect(try one.inference() == three.inference())
  }

  /// A table that is read backwards has the same model with other signs.
  @Test func orderIsWhatIsSaid() throws {
    let data = try Housing()
    let names = data.labels.map { ["low", "medium", "high"][$0 - 1] }
    func fit(_ order: [String]) throws -> LogisticModel {
      try LogisticRegression(task: OrdinalTask(order: order)).fit(
        data.indicators, labels: names, caseWeights: data.weights
      ).model
    }
    let (up, down) = (
      try fit(["low", "medium", "high"]), try fit(["high", "medium", "low"])
    )
    expectSame(down.weights, up.weights.map { -$0 }, 1e-9, "weights")
    expectSame(down.intercepts, up.intercepts.reversed().map { -$0 }, 1e-9, "thresholds")
    #expect(up.classes.map(\.name) == ["low", "medium", "high"])
    #expect(throws: TrainingDataError.noOrder(["low", "medium", "high"].sorted())) {
      do {
        _ = try LogisticRegression(task: OrdinalTask()).fit(data.indicators, labels: names)
      } catch TrainingDataError.noOrder(let labels) {
        throw TrainingDataError.noOrder(labels.sorted())
      }
    }
    #expect(throws: TrainingDataError.tooFewForAnOrder(["0", "1"])) {
      try LogisticRegression(task: OrdinalTask()).fit([[0], [1], [2]], labels: [0, 1, 0])
    }
    // 10 is above 9, whatever their letters say.
    let numbers = data.labels.map { [2, 9, 10][$0 - 1] }
    let model = try LogisticRegression(task: OrdinalTask()).fit(
      data.indicators, labels: numbers, caseWeights: data.weights
    ).model
    #expect(model.classes.map(\.name) == ["2", "9", "10"] && model.weights == up.weights)
  }

  /// P(class) by differences of σ, scores far out and thresholds next to one another.
  @Test func probabilities() {
    let model = LogisticModel(
      features: 1, weights: [2], intercepts: [-1, -1 + 1e-9, 3],
      classes: ["a", "b", "c", "d"].map { ModelClass(labels: [$0]) }, link: .ordinal)
    func sigma(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
    for x in [-1.0, 0, 0.5, 2] {
      let p = model.probabilities(ofScores: [2 * x])
      let theta = model.intercepts.map { sigma($0 - 2 * x) }
      let expected = [theta[0], theta[1] - theta[0], theta[2] - theta[1], 1 - theta[2]]
      for (found, wanted) in zip(p, expected) { #expect(abs(found - wanted) < 1e-15) }
      #expect(abs(p.reduce(0, +) - 1) < 1e-15)
      // σ'(θ)·1e-9, of which a difference has seven digits.
      let slope = sigma(-1 - 2 * x) * sigma(1 + 2 * x) * 1e-9
      #expect(abs(p[1] / slope - 1) < 1e-7)
    }
    #expect(model.predictedClasses(ofScores: [-2000, 2000, 1]) == [0, 3, 2])
    let far = model.losses(ofScores: [-800, 800], classOfExample: [3, 0])
    #expect(abs(far[0] - 803) < 1e-9 && abs(far[1] - 801) < 1e-9)
  }

  /// Where the classes are apart there is no optimum, and nothing is said of coefficients.
  @Test func separatedClassesAreNoOptimum() throws {
    for rows in [
      // In order along x; and all but the tie of the first two.
      [[0.0], [1], [2], [3], [4], [5], [6], [7], [8]],
      [[0.0], [0], [0], [0], [4], [4], [8], [8], [8]],
    ] {
      let fit = try LogisticRegression(task: OrdinalTask()).fit(
        rows, labels: [0, 0, 1, 0, 1, 1, 2, 2, 2].sorted(), run: RunOptions(threads: 1))
      #expect(!fit.summary.isConverged && fit.summary.gapEstimate == nil)
      #expect(fit.summary.separation?.features == [0] && fit.summary.termination == .separated)
      #expect(throws: InferenceError.separatedSeveral) { try fit.inference() }
      let penalised = try LogisticRegression(l2: 1e-3, task: OrdinalTask()).fit(
        rows, labels: [0, 0, 1, 0, 1, 1, 2, 2, 2].sorted())
      #expect(penalised.summary.isConverged)
    }
  }

  /// Combinations of others and constants have no weight, and the rest is as without them.
  @Test func aliasedFeaturesAreLeftOut() throws {
    let data = try Housing()
    let wide = data.indicators.map { $0 + [$0[0] - 2 * $0[5] + 3, 7] }
    let fit = try LogisticRegression(task: OrdinalTask()).fit(
      wide, labels: data.labels, caseWeights: data.weights)
    #expect(fit.summary.aliased.map(\.feature).sorted() == [6, 7])
    #expect(fit.model.weights.suffix(2) == [0, 0])
    let plain = try data.ordinalFit()
    expectSame(Array(fit.model.weights.prefix(6)), plain.model.weights, 1e-9, "weights")
    #expect(try fit.inference().coefficients.filter { $0.standardError == nil }.count == 2)
  }

  @Test func modelFileKeepsThresholds() throws {
    let folder = try TemporaryFolder()
    let fit = try Housing().ordinalFit()
    var model = fit.model
    model.inference = try fit.inference(testsTerms: true, keepsCovariance: true)
    try model.write(to: folder.file("m.safetensors"))
    #expect(try LogisticModel(contentsOf: folder.file("m.safetensors")) == model)
    let text = try JSONEncoder().encode(model)
    var decoded = try JSONDecoder().decode(LogisticModel.self, from: text)
    decoded.inference = model.inference
    #expect(decoded == model)
    // Thresholds that do not ascend are no model.
    var object = try #require(
      try JSONSerialization.jsonObject(with: text) as? [String: Any])
    object["intercepts"] = [1.0, 0.5]
    let damaged = try JSONSerialization.data(withJSONObject: object)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LogisticModel.self, from: damaged)
    }
  }

  @Test func whatIsNotThereIsRefused() throws {
    let data = try Housing()
    for regression in [
      LogisticRegression(solver: .lbfgs(), task: OrdinalTask()),
      LogisticRegression(task: OrdinalTask(), fitsIntercept: false),
    ] {
      #expect(throws: InvalidHyperparameter.self) {
        try regression.fit(data.indicators, labels: data.labels)
      }
    }
    let fit = try data.ordinalFit()
    #expect(throws: InvalidHyperparameter.self) {
      try LogisticRegression(task: OrdinalTask()).fit(
        data.indicators, labels: data.labels, run: RunOptions(start: fit.model))
    }
    #expect(throws: InferenceError.profileOfSeveralClasses) {
      try fit.inference(intervals: .profile)
    }
    #expect(throws: InferenceError.referenceOfOrder) { try fit.inference(reference: "1") }
    #expect(throws: InferenceError.leveragesOfSeveralClasses) {
      try fit.inference(covariance: .hc3)
    }
    #expect(throws: InferenceError.severalClasses) { try fit.diagnostics() }
    #expect(throws: InferenceError.severalClasses) { try fit.firth() }
  }

  /// Names of thresholds differ, whatever the labels are; a name of two coefficients tests neither.
  @Test func namesThatMeetAreToldApart() throws {
    let data = try Housing()
    let names = ["a", "b|c", "a|b", "c"]
    let labels = data.labels.indices.map { names[($0 * 7 + $0 / 5) % 4] }
    let fit = try LogisticRegression(task: OrdinalTask(order: names)).fit(
      data.indicators, labels: labels, featureNames: ["b|c|a|b", "p", "q", "r", "s", "t"])
    let model = fit.model
    #expect((0..<3).map(model.interceptName) == ["threshold 1", "b|c|a|b", "threshold 3"])
    var asked = model
    asked.inference = try fit.inference(keepsCovariance: true)
    #expect(throws: HypothesisError.ambiguousTerm("b|c|a|b")) {
      try asked.test([LinearHypothesis(factors: ["b|c|a|b": 1])])
    }
    #expect(try asked.test([LinearHypothesis(factors: ["threshold 1": 1])]).degrees == 1)
  }

  /// gear of mtcars (Motor Trend 1974; R's datasets) by mpg and hp: both splits have fits, which glm
  /// confirms, but Brant's covariance of their difference has the eigenvalues 0.0693 and −5.6e-5.
  @Test func splitsWithoutACovarianceAreNotTested() throws {
    let mpg = [
      21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4,
      14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4,
    ]
    let hp: [Double] = [
      110, 110, 93, 110, 175, 105, 245, 62, 95, 123, 123, 180, 180, 180, 205, 215, 230, 66, 52, 65,
      97, 150, 150, 245, 175, 66, 91, 113, 264, 175, 335, 109,
    ]
    let gear = [
      4, 4, 4, 3, 3, 3, 3, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 4, 4, 4, 3, 3, 3, 3, 3, 4, 5, 5, 5, 5, 5,
      4,
    ]
    let fit = try LogisticRegression(task: OrdinalTask()).fit(
      zip(mpg, hp).map { [$0, $1] }, labels: gear)
    let lines = try #require(try fit.inference().parallelLines)
    #expect(lines.together == nil && lines.terms.isEmpty && lines.splitsWithoutOptimum.isEmpty)
    #expect(lines.problem?.contains("positive definite") ?? false)
  }

  /// Cumulative logits of random tables against steps that differ in everything: plain gradients in units
  /// of the features must vanish where the fit ended.
  @Test func gradientVanishesOnRandomTables() throws {
    var random = RandomValues()
    for _ in 0..<10 {
      let (count, features, classes) = (
        random.int(in: 60..<120), random.int(in: 1..<5), random.int(in: 3..<7)
      )
      let rows = (0..<count).map { _ in
        (0..<features).map { 3 * random.unit() * pow(10, Double($0)) }
      }
      let labels = rows.map { row in
        let score = row[0] / 3 + 3 * random.unit()
        return min(classes - 1, max(0, Int((score + 4) / 8 * Double(classes))))
      }
      guard Set(labels).count == classes else { continue }
      let fit = try LogisticRegression(task: OrdinalTask()).fit(rows, labels: labels)
      guard fit.summary.isConverged else { continue }
      let (w, theta) = (fit.model.weights, fit.model.intercepts)
      func sigma(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
      var (byWeights, byThresholds) = (
        [Double](repeating: 0, count: features), [Double](repeating: 0, count: classes - 1)
      )
      for (row, label) in zip(rows, labels) {
        let z = zip(row, w).reduce(0) { $0 + $1.0 * $1.1 }
        let a = label < classes - 1 ? sigma(theta[label] - z) : 1
        let b = label > 0 ? sigma(theta[label - 1] - z) : 0
        let (da, db, p) = (a * (1 - a), b * (1 - b), a - b)
        for j in 0..<features { byWeights[j] += (da - db) / p * row[j] }
        if label < classes - 1 { byThresholds[label] -= da / p }
        if label > 0 { byThresholds[label - 1] += db / p }
      }
      let scale = Double(count) * pow(10, Double(features))
      for value in byWeights + byThresholds { #expect(abs(value) < 1e-11 * scale) }
    }
  }
}
