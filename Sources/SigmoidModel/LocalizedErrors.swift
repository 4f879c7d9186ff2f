#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The text of every error is what Foundation shows of it.
extension CheckpointMismatch: LocalizedError {
  public var errorDescription: String? { description }
}

extension HypothesisError: LocalizedError {
  public var errorDescription: String? { description }
}

extension InferenceError: LocalizedError {
  public var errorDescription: String? { description }
}

extension InvalidHyperparameter: LocalizedError {
  public var errorDescription: String? { description }
}

extension ModelWidthError: LocalizedError {
  public var errorDescription: String? { description }
}

extension ScoreOverflow: LocalizedError {
  public var errorDescription: String? { description }
}

extension TrainingDataError: LocalizedError {
  public var errorDescription: String? { description }
}

extension TrainingDiverged: LocalizedError {
  public var errorDescription: String? { description }
}
