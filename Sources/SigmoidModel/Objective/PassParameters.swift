import SigmoidOptimization
import SigmoidLinear

/// Parameters as a pass wants them: in its scalar, the scale of the stored elements folded into
/// the weights.
struct PassParameters<Scalar: PassScalar> {
  private(set) var weights: [Scalar]  // features × columns
  private(set) var intercepts: [Scalar]  // columns
  /// Whether no weight is other than 0, as where most fits begin: then scores are the intercepts.
  private(set) var isFlat = true
  private var differences: [Double] = []

  /// - Parameter isRelative: whether the columns are all classes but the last, as differences to it.
  init(features: Int, columns: Int, isRelative: Bool = false) {
    weights = Array(repeating: 0, count: features * columns)
    intercepts = Array(repeating: 0, count: columns)
    if isRelative { differences = Array(repeating: 0, count: (features + 1) * columns) }
  }

  /// - Parameter parameters: the weights of all classes, then their intercepts.
  mutating func set(_ parameters: [Double], scale: Double) {
    guard !differences.isEmpty else { return narrow(parameters, scale) }
    let columns = intercepts.count
    let features = weights.count / columns
    let last = columns * features
    for column in 0..<columns {
      for feature in 0..<features {
        differences[column * features + feature] =
          parameters[column * features + feature] - parameters[last + feature]
      }
      differences[last + column] =
        parameters[last + features + column] - parameters[last + features + columns]
    }
    narrow(differences, scale)
  }

  private mutating func narrow(_ all: [Double], _ scale: Double) {
    // Of doubles: of a scalar that is known only at run time each would be a call.
    isFlat = true
    for index in weights.indices where all[index] != 0 {
      isFlat = false
      break
    }
    let all = all.span
    var weightSpan = weights.mutableSpan
    Scalar.narrow(all.extracting(first: weightSpan.count), times: scale, into: &weightSpan)
    var interceptSpan = intercepts.mutableSpan
    Scalar.narrow(all.extracting(last: interceptSpan.count), times: 1, into: &interceptSpan)
  }
}
