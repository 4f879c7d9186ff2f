#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The text of every error is what Foundation shows of it.
extension NothingToDraw: LocalizedError {
  package var errorDescription: String? { description }
}

extension NothingToEvaluate: LocalizedError {
  public var errorDescription: String? { description }
}
