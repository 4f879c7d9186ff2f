#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The text of every error is what Foundation shows of it.
extension MNISTFetchError: LocalizedError {
  package var errorDescription: String? { description }
}

extension MNISTUnavailable: LocalizedError {
  package var errorDescription: String? { description }
}
