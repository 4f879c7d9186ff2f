import SigmoidSystem

/// Why a fetch ended without all of its files.
package enum MNISTFetchError: Error, CustomStringConvertible {
  /// One address that was asked, and why its answer was of no use.
  package struct Attempt: Sendable, Equatable, CustomStringConvertible {
    package let address: String
    package let reason: String

    package var description: String { "\(address): \(reason)" }
  }

  /// The progress callback said stop.
  case cancelled
  /// Some file could be had from no mirror, or the time was over: everything that was tried.
  case failed([Attempt])
  /// Nothing was asked: curl is missing, or the folder cannot be written.
  case impossible(FileError)

  package var description: String {
    switch self {
    case .cancelled: "the fetch was cancelled; the files that were complete are kept"
    case .impossible(let error): "\(error)"
    case .failed(let attempts):
      "expected the MNIST files from a mirror, found none that could be used:\n"
        + attempts.map { "  \($0)\n" }.joined()
        + "check the network and its proxy, name other mirrors in MNIST_MIRRORS, or download the "
        + "files by hand and name their folder"
    }
  }
}
