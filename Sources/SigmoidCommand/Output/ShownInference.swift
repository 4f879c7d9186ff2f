import SigmoidModel
import SigmoidReport

/// What a fit says of its coefficients, as JSON. A bound without a number is "inf" or "-inf" where the
/// likelihood has none there, and null where none was found.
struct ShownInference: Encodable {
  /// A line of the table.
  struct Coefficient: Encodable {
    /// Of several classes, the one that is compared with the reference.
    let className: OrNull<String>
    let term: String
    /// Null where it is not estimated, as all that follows.
    let estimate: OrNull<Double>
    let standardError, z, p, lower, upper, oddsRatio: OrNull<Double>
    /// What the feature is in all examples, where it is not estimated: factors by names, and a constant.
    let combination: OrNull<[String: Double]>

    private enum CodingKeys: String, CodingKey {
      case className = "class"
      case term, estimate, standardError, z, p, lower, upper, oddsRatio, combination
    }

    init(_ line: Inference.Coefficient, of model: LogisticModel) {
      className = OrNull(value: line.className)
      term = line.term
      estimate = OrNull(value: line.standardError == nil ? nil : line.estimate)
      combination = OrNull(value: CombinationText(of: line, model)?.factors)
      standardError = OrNull(value: line.standardError)
      z = OrNull(value: line.z)
      p = OrNull(value: line.p)
      lower = OrNull(value: line.lower)
      upper = OrNull(value: line.upper)
      oddsRatio = OrNull(
        value: line.feature == nil || line.standardError == nil || !line.oddsRatio.isNormal
          ? nil : line.oddsRatio)
    }
  }

  struct Test: Encodable {
    let term: String
    let chiSquared: Double
    let degrees: Int
    let p: Double

    init(_ test: Inference.Test) {
      (term, chiSquared, degrees, p) = (test.term, test.chiSquared, test.degrees, test.p)
    }
  }

  /// Of a term, where the numbers are null, why.
  struct TermTest: Encodable {
    let term: String
    let chiSquared: OrNull<Double>
    let degrees: OrNull<Int>
    let p: OrNull<Double>
    let problem: OrNull<String>

    init(_ test: Inference.Test) {
      term = test.term
      chiSquared = OrNull(value: test.chiSquared)
      degrees = OrNull(value: test.degrees)
      p = OrNull(value: test.p)
      problem = OrNull(value: nil)
    }

    init(_ untested: Inference.UntestedTerm) {
      term = untested.term
      chiSquared = OrNull(value: nil)
      degrees = OrNull(value: nil)
      p = OrNull(value: nil)
      problem = OrNull(value: InferenceWords.words(untested.reason))
    }
  }

  /// Whether all splits of classes in an order have the same coefficients.
  struct ParallelLines: Encodable {
    let together: OrNull<Test>
    let terms: [Test]
    let splitsWithoutOptimum: [String]
    /// Why there is no test.
    let problem: OrNull<String>

    init(_ found: SigmoidModel.ParallelLines) {
      together = OrNull(value: found.together.map(Test.init))
      terms = found.terms.map(Test.init)
      splitsWithoutOptimum = found.splitsWithoutOptimum
      problem = OrNull(value: found.problem)
    }
  }

  let covariance: CovarianceKind
  let weightKind: WeightKind
  /// Whether weights that are to count rows do not.
  let fractionalWeights: Bool
  let intervals: Inference.Intervals
  let level: Double
  /// Of several classes, the one that the others are compared with.
  let reference: OrNull<String>
  let penalised: Bool
  let examples: Double
  let estimated: Int
  /// Null with sampling weights.
  let deviance, nullDeviance, degrees, nullDegrees: OrNull<Double>
  let logLikelihood, nullLogLikelihood: OrNull<Double>
  /// Null with a penalty, and with sampling weights.
  let aic, bic, mcFadden, coxSnell, nagelkerke: OrNull<Double>
  /// Of two classes.
  let tjur: OrNull<Double>
  /// Null without Firth's penalty.
  let penalisedLogLikelihood: OrNull<Double>
  let likelihoodRatio: OrNull<Test>
  let tests: [TermTest]
  /// Of classes in an order, without a penalty.
  let parallelLines: OrNull<ParallelLines>

  init(_ inference: Inference) {
    covariance = inference.covariance
    weightKind = inference.weightKind
    fractionalWeights = inference.hasFractionalWeights
    intervals = inference.intervals
    level = inference.level
    penalised = inference.isPenalised
    examples = inference.examples
    estimated = inference.estimated
    let isSampled = inference.weightKind == .sampling
    func likely(_ value: Double) -> OrNull<Double> { OrNull(value: isSampled ? nil : value) }
    deviance = likely(inference.deviance)
    nullDeviance = likely(inference.nullDeviance)
    degrees = likely(inference.degrees)
    nullDegrees = likely(inference.nullDegrees)
    logLikelihood = likely(inference.logLikelihood)
    nullLogLikelihood = likely(inference.nullLogLikelihood)
    func unpenalised(_ value: Double) -> OrNull<Double> {
      OrNull(
        value: inference.isPenalised || inference.firth != nil || isSampled ? nil : value)
    }
    aic = unpenalised(inference.aic)
    bic = unpenalised(inference.bic)
    mcFadden = unpenalised(inference.mcFadden)
    coxSnell = unpenalised(inference.coxSnell)
    nagelkerke = unpenalised(inference.nagelkerke)
    tjur = OrNull(value: inference.tjur)
    reference = OrNull(value: inference.reference)
    penalisedLogLikelihood = OrNull(value: inference.firth?.penalisedLogLikelihood)
    likelihoodRatio = OrNull(value: inference.likelihoodRatio.map(Test.init))
    tests = inference.tests.map(TermTest.init) + inference.untested.map(TermTest.init)
    parallelLines = OrNull(value: inference.parallelLines.map(ParallelLines.init))
  }
}
