#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The text of every error is what Foundation shows of it.
extension RunState.Mismatch: LocalizedError {
  public var errorDescription: String? { description }
}
