/// A point whose distance from the optimum a Hessian in double proves, and that Hessian: what comes after a
/// proof begins with it.
struct ProvedPoint: Sendable {
  /// In the solvers' coordinates.
  let parameters: [Double]
  /// ∇J, by a pass in double.
  let gradient: [Double]
  /// Z of the examples here, columns × examples.
  let scores: [Double]
  /// nil where the Hessian has no such step.
  let step: NewtonStep?
  /// nil of so many parameters that it would be much to keep.
  let hessian: FactoredHessian?

  init(
    parameters: [Double], gradient: [Double], scores: [Double], step: NewtonStep?,
    hessian: FactoredHessian
  ) {
    self.parameters = parameters
    self.gradient = gradient
    self.scores = scores
    self.step = step
    self.hessian = hessian.numbers <= Self.mostNumbers ? hessian : nil
  }

  private static var mostNumbers: Int { 1 << 20 }

  /// The same Hessian as another one of this point would be, for steps: neither damped nor factored from
  /// rows. nil where it is not that, or of another point.
  func plainHessian(at other: [Double]) -> FactoredHessian? {
    guard other == parameters, let hessian, hessian.isPlain else { return nil }
    return hessian
  }
}
