import SigmoidModel

/// What there is to say of a fit's coefficients, the same on a terminal and on a page.
package enum InferenceWords {
  /// What standard errors are made of.
  package static func errors(of inference: Inference) -> String {
    switch inference.covariance {
    case .model: "from the model's information"
    case .cluster:
      "robust, by clusters\(inference.weightKind == .sampling ? " of a weighted sample" : "")"
    case .sampling: "robust, of a weighted sample"
    default: "robust (\(inference.covariance.rawValue))"
    }
  }

  /// How intervals are made, and their level.
  package static func intervals(of inference: Inference) -> String {
    "intervals of \(level(inference.level)) "
      + (inference.intervals == .wald ? "by standard errors" : "by profile likelihood")
  }

  package static func level(_ level: Double) -> String {
    let percent = level * 100
    // 0.57·100 is 56.99999999999999.
    let short = (percent * 1e10).rounded() / 1e10
    let shown = short > 0 && short < 100 ? short : percent
    return (shown == shown.rounded() ? "\(Int(shown))" : "\(shown)") + " %"
  }

  /// What a penalty made of the numbers; nil without one.
  package static func penalty(of inference: Inference) -> String? {
    if inference.isPenalised {
      return "penalised: the estimates are shrunk, and the standard errors are those of "
        + (inference.covariance == .model
          ? "the posterior of a\nnormal prior around 0"
          : "what they are shrunk\nto: how far that is from the truth they do not say")
    }
    return inference.firth == nil
      ? nil : "Firth's penalty: p-values are those of the ratio of penalised likelihoods"
  }

  /// A ratio of odds, or on which side of all numbers it is.
  package static func ratio(_ value: Double, style: NumberText.Style) -> String {
    if value.isNormal { return NumberText.fiveDigits(value, style: style) }
    return value > 1 ? "> 1e308" : "< 1e\(style == .plain ? "-" : "−")307"
  }

  /// Where case weights do not count rows, though they were to; nil elsewhere.
  package static func counts(of inference: Inference, style: NumberText.Style) -> String? {
    guard inference.hasFractionalWeights else { return nil }
    return "the case weights are not whole numbers, so that n = "
      + NumberText.fixed(inference.examples, digits: 3, style: style)
      + " counts no rows; for the\nweights of a sample, train with --weight-kind sampling"
  }

  /// The fit as a whole.
  package static func facts(
    of inference: Inference, style: NumberText.Style
  ) -> [(name: String, text: String)] {
    guard inference.weightKind == .frequency else {
      return [
        ("n", "\(Int(inference.examples)) rows of a weight above 0"),
        (
          "",
          "sampling weights make no likelihood: there is no deviance, no test of it, no AIC and no BIC"
        ),
      ]
    }
    func number(_ value: Double) -> String { NumberText.fixed(value, digits: 3, style: style) }
    func degrees(_ value: Double) -> String {
      Int(exactly: value).map(String.init) ?? number(value)
    }
    func text(of test: Inference.Test) -> String {
      self.test(test.chiSquared, test.degrees, test.p, style: style)
    }
    var facts = [
      (
        name: "deviance",
        text:
          "\(number(inference.deviance)) on \(degrees(inference.degrees)) degrees of freedom; without "
          + "features \(number(inference.nullDeviance)) on \(degrees(inference.nullDegrees))"
      )
    ]
    guard !inference.isPenalised else {
      return facts + [("", "with a penalty there is no test of it, no AIC and no BIC")]
    }
    if let firth = inference.firth {
      facts.append(
        ("likelihood", "penalised log-likelihood \(number(firth.penalisedLogLikelihood))"))
      if let test = inference.likelihoodRatio { facts.append(("all features", text(of: test))) }
      return facts
    }
    facts.append(
      (
        "likelihood",
        "log-likelihood \(number(inference.logLikelihood)), AIC \(number(inference.aic)), BIC "
          + number(inference.bic)
      ))
    if let test = inference.likelihoodRatio { facts.append(("all features", text(of: test))) }
    facts.append(
      (
        "pseudo R²",
        "McFadden \(number(inference.mcFadden)), Cox-Snell \(number(inference.coxSnell)), Nagelkerke "
          + number(inference.nagelkerke) + (inference.tjur.map { ", Tjur \(number($0))" } ?? "")
      ))
    return facts
  }

  package static let tests =
    "each column against the model without it, by the ratio of likelihoods"

  /// Why a term has no test.
  package static func words(_ reason: Inference.UntestedTerm.Reason) -> String {
    switch reason {
    case .notEstimated: "not estimated"
    case .entangled: "not tested: without it columns would be estimated that are combinations of it"
    case .notConverged: "not tested: the fit without it did not converge"
    }
  }

  /// A test in a line.
  package static func test(
    _ chiSquared: Double, _ degrees: Int, _ p: Double, style: NumberText.Style
  ) -> String {
    "χ² \(NumberText.fiveDigits(chiSquared, style: style)) on \(degrees), p \(self.p(p, style: style))"
  }

  /// Four digits, or a power of ten.
  package static func p(_ value: Double, style: NumberText.Style) -> String {
    if value < .leastNormalMagnitude { return "< 1e\(style == .plain ? "-" : "−")307" }
    return value >= 1e-4
      ? NumberText.fixed(value, digits: 4, style: style)
      : NumberText.scientific(value, style: style)
  }
}
