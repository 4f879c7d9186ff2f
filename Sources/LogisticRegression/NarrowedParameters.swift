import LinearAlgebra

/// Parameters as a pass wants them: in its scalar, the scale of the stored elements folded into
/// the weights.
struct NarrowedParameters<Scalar: BLASScalar> {
  private(set) var weights: [Scalar]  // features × classes
  private(set) var intercepts: [Scalar]  // classes

  init(weights: Int, classes: Int) {
    self.weights = Array(repeating: 0, count: weights)
    intercepts = Array(repeating: 0, count: classes)
  }

  /// - Parameter parameters: weights, then intercepts.
  mutating func set(_ parameters: [Double], scale: Double) {
    let all = parameters.span
    var weightSpan = weights.mutableSpan
    Scalar.narrow(all.extracting(first: weightSpan.count), times: scale, into: &weightSpan)
    var interceptSpan = intercepts.mutableSpan
    Scalar.narrow(all.extracting(last: interceptSpan.count), times: 1, into: &interceptSpan)
  }
}
