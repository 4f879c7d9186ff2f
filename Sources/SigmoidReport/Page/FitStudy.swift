import SigmoidExamples
import SigmoidModel

/// What a page has to show of the fit behind a model, in the rows that it was made from: these are
/// needed for it, and it is proved that they are those.
struct FitStudy {
  /// Profiles are drawn of no more coefficients than this,
  static let mostProfiles = 24
  /// and where a pass of them over the rows is no longer than this, in examples · coefficients²: one
  /// where intervals are by the likelihood anyway, and one where they are not.
  static let mostProfileWork = 5e7
  static let mostUnaskedWork = 5e6

  let examples: [Diagnostics.Example]
  /// What each of them counts; empty for 1 each.
  let weights: [Double]
  /// In the order of the table.
  let curves: [(line: Inference.Coefficient, curve: ProfileCurve)]
  /// Why there are no curves, or not all, as a sentence.
  let withoutCurves: String?

  /// - Throws: with a sentence as its description.
  init(_ subject: ReportSubject, _ inference: Inference) throws {
    let fit = try subject.model.fittedAgain(to: subject.examples)
    let examples = try fit.diagnostics().examples
    self.examples = examples
    let caseWeights = subject.examples.caseWeights
    weights = caseWeights.map { weights in examples.map { weights[$0.position] } } ?? []
    let lines = inference.coefficients.filter { $0.standardError != nil }
    let isByProfile = inference.intervals == .profile
    let work = Double(examples.count) * Double(lines.count) * Double(lines.count)
    let most = isByProfile ? Self.mostProfileWork : Self.mostUnaskedWork
    guard lines.count <= Self.mostProfiles, work <= most else {
      curves = []
      withoutCurves =
        "Profiles of the likelihood are not drawn: of \(lines.count) coefficients in "
        + "\(examples.count) rows they would take long. The bound is \(Self.mostProfiles) coefficients, "
        + "and rows times coefficients² of \(NumberText.short(most))"
        + (isByProfile ? "." : ", ten times that with --intervals profile.")
      return
    }
    let bound = LogisticModel.normalBound(level: inference.level)
    let found = try fit.profileCurves(of: lines.map(\.feature), reach: 1.5 * bound)
    curves = found.compactMap { curve in
      lines.first { $0.feature == curve.feature }.map { ($0, curve) }
    }
    withoutCurves = nil
  }
}
