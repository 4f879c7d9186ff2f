#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The text of every error is what Foundation shows of it.
extension FileError: LocalizedError {
  public var errorDescription: String? { description }
}

extension SystemCallError: LocalizedError {
  package var errorDescription: String? { description }
}
