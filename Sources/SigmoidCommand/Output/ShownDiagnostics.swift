import SigmoidModel

/// The diagnostics of a fit, as JSON.
struct ShownDiagnostics: Encodable {
  struct Effect: Encodable {
    let term: String
    let effect, standardError, z, p, lower, upper: Double
  }

  struct Inflation: Encodable {
    let term: String
    let degrees: Int
    let ofFeatures: Double
    /// Null with an l2 penalty.
    let ofFit: OrNull<Double>
  }

  struct FitTest: Encodable {
    struct Group: Encodable {
      let upper, examples, observed, expected: Double
    }

    let chiSquared: Double
    let degrees: Int
    let p: Double
    let groups: [Group]

    init(_ test: HosmerLemeshow) {
      (chiSquared, degrees, p) = (test.chiSquared, test.degrees, test.p)
      groups = test.groups.map {
        Group(upper: $0.upper, examples: $0.examples, observed: $0.observed, expected: $0.expected)
      }
    }
  }

  struct Row: Encodable {
    /// What the column of `--id` calls it, or its number from 0.
    let id: String
    let label: JSONLabel
    let probability: Double
    let standardizedPearson, standardizedDeviance: OrNull<Double>
    let leverage: Double
    let cook: OrNull<Double>
  }

  let marginalEffects: [Effect]
  let varianceInflation: [Inflation]
  /// Null above 1e6.
  let conditionNumber, weightedConditionNumber: OrNull<Double>
  let hosmerLemeshow: OrNull<FitTest>
  /// Why there is no test.
  let hosmerLemeshowMissing: OrNull<String>
  /// By Cook's distance; empty with an l2 penalty.
  let influential: [Row]

  /// - Parameter level: of the intervals.
  init(_ found: FitDiagnostics, level: Double) {
    let diagnostics = found.diagnostics
    marginalEffects = diagnostics.marginalEffects.map { effect in
      let (lower, upper) = effect.interval(level: level)
      return Effect(
        term: effect.term, effect: effect.effect, standardError: effect.standardError, z: effect.z,
        p: effect.p, lower: lower, upper: upper)
    }
    varianceInflation = diagnostics.varianceInflation.map {
      Inflation(
        term: $0.term, degrees: $0.degrees, ofFeatures: $0.featureFactor,
        ofFit: OrNull(value: $0.factor))
    }
    conditionNumber = OrNull(value: diagnostics.conditionNumber)
    weightedConditionNumber = OrNull(value: diagnostics.weightedConditionNumber)
    switch found.fitTest {
    case .success(let test):
      hosmerLemeshow = OrNull(value: FitTest(test))
      hosmerLemeshowMissing = OrNull(value: nil)
    case .failure(let error):
      hosmerLemeshow = OrNull(value: nil)
      hosmerLemeshowMissing = OrNull(value: "\(error)")
    }
    influential = found.influential.map { example in
      Row(
        id: found.name(example), label: JSONLabel(label: found.label(example)),
        probability: example.probability,
        standardizedPearson: OrNull(value: example.standardizedPearson),
        standardizedDeviance: OrNull(value: example.standardizedDeviance),
        leverage: example.leverage, cook: OrNull(value: example.cook))
    }
  }
}
