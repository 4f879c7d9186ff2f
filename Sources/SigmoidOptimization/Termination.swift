import SigmoidSystem

/// Why an optimizer ended.
public enum TerminationReason: String, Codable, Sendable {
  /// max|∇J| came down to the tolerance.
  case gradientBelowTolerance
  /// The gap to the optimum is proved, or estimated, to be within what was asked, or what is usual.
  case gapBelowTolerance
  /// There is no optimum: the data are separated, and the value falls for ever as weights grow.
  case separated
  /// As many evaluations were made as were allowed.
  case evaluationsUsedUp
  /// Nothing more to gain in the precision of the objective: no lower value along the direction,
  /// or steps that promise less than the noise of the value.
  case noFurtherProgress
  /// The value or the gradient stopped being finite, or the value rose far above its first.
  case diverged
  /// The observer asked for it.
  case interrupted

  /// Whether it says that the end of the way is reached, which the objective may know better.
  public var isClaim: Bool {
    switch self {
    case .gradientBelowTolerance, .gapBelowTolerance, .noFurtherProgress: true
    case .separated, .evaluationsUsedUp, .diverged, .interrupted: false
    }
  }
}

/// When to stop, the same for every optimizer.
package struct StoppingRule: Equatable, Sendable {
  /// The maximum number of evaluations, at least 1.
  package let evaluations: Int
  /// Stop when max|∇J| is at most this; nil never stops on the gradient.
  package let tolerance: Double?
  /// Ask the objective whether it is near enough where a step promises at most this share of the
  /// value; nil never asks for that.
  package let gap: Double?
  /// A run diverges when its value exceeds its first by this factor, of a first above 0.
  package static let divergenceFactor = 10.0

  package init(evaluations: Int, tolerance: Double? = nil, gap: Double? = nil) {
    require(evaluations > 0, "\(evaluations) evaluations")
    require(tolerance.map { $0 >= 0 } ?? true, "a tolerance of \(tolerance ?? .nan)")
    require(gap.map { $0 >= 0 } ?? true, "a gap of \(gap ?? .nan)")
    self.evaluations = evaluations
    self.tolerance = tolerance
    self.gap = gap
  }

  /// The reason to make no step from an iterate; nil to continue.
  ///
  /// `evaluations` is not judged here: the last of them still earns its step.
  package func reasonToStop(at iterate: borrowing Iterate, first: Double) -> TerminationReason? {
    reasonToStop(value: iterate.value, gradientMax: iterate.gradientMax, first: first)
  }

  /// 10 times a positive first value; as far above a negative one.
  private static func highest(first: Double) -> Double {
    first >= 0 ? divergenceFactor * first : first + (divergenceFactor - 1) * -first
  }

  func reasonToStop(value: Double, gradientMax: Double, first: Double) -> TerminationReason? {
    let finite = value.isFinite && gradientMax.isFinite
    guard finite && value <= Self.highest(first: first) else { return .diverged }
    if let tolerance, gradientMax <= tolerance { return .gradientBelowTolerance }
    return nil
  }
}
