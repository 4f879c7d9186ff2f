#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The text of every error is what Foundation shows of it.
extension PeerFailure: LocalizedError {
  package var errorDescription: String? { description }
}

extension TableShapeError: LocalizedError {
  public var errorDescription: String? { description }
}
