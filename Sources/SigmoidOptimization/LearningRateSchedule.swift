/// How the learning rate changes over a run of mini-batches.
public enum LearningRateSchedule: Equatable, Sendable {
  /// The rate itself, to the end.
  case constant
  /// rate / (1 + decay·epochs), after so many epochs (Robbins & Monro 1951).
  case inverseTime(decay: Double)
  /// rate·(1 + cos(π·done))/2, from the rate to 0 over the run (Ilya Loshchilov, Frank Hutter,
  /// "SGDR", 2017, without restarts).
  case cosine

  /// The factor on the rate.
  /// - Parameters:
  ///   - epochs: how many are done; a part of one counts.
  ///   - total: how many the run may make.
  func factor(epochs: Double, of total: Int) -> Double {
    switch self {
    case .constant: 1
    case .inverseTime(let decay): 1 / (1 + decay * epochs)
    case .cosine: (1 + cosineOfPi(times: min(epochs / Double(total), 1))) / 2
    }
  }
}

/// cos(π·x) for x in 0...1, to 1e-9: the standard library has no cosine.
///
/// By symmetry from the Taylor series on 0...½.
private func cosineOfPi(times x: Double) -> Double {
  if x > 0.5 { return -cosineOfPi(times: 1 - x) }
  let square = (Double.pi * x) * (Double.pi * x)
  var term = 1.0
  var sum = 1.0
  for n in stride(from: 2.0, through: 16, by: 2) {
    term *= -square / (n * (n - 1))
    sum += term
  }
  return sum
}
