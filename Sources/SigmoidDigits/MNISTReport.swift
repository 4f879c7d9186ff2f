import SigmoidFormats
import SigmoidSystem

/// What a folder holds, file by file, and whether it is the genuine MNIST.
package struct MNISTReport: Sendable {
  package enum State: Sendable, Equatable {
    /// The SHA-256 of the uncompressed content is the published one.
    case genuine
    /// Well formed, with this SHA-256: another set, or a changed one.
    case different(sha256: String)
    case missing
    /// Cannot be read, or is no IDX file.
    case damaged(FileError)
  }

  package struct Entry: Sendable {
    package let file: MNISTFile
    /// Where it lies; nil when it is missing.
    package let path: String?
    /// Examples first; empty when it is missing or damaged.
    package let dimensions: [Int]
    package let state: State
  }

  package let folder: String
  /// In the order of `MNISTFile.genuine`.
  package let entries: [Entry]

  package var isGenuine: Bool { entries.allSatisfy { $0.state == .genuine } }
}

extension MNIST {
  /// Reads every file of `folder` and compares it with what was published. Problems are in the
  /// report, not thrown.
  package static func verify(folder: String) -> MNISTReport {
    verify(folder: folder, files: MNISTFile.genuine)
  }

  static func verify(folder: String, files: [MNISTFile]) -> MNISTReport {
    MNISTReport(folder: folder, entries: files.map { entry(of: $0, in: folder) })
  }

  private static func entry(of file: MNISTFile, in folder: String) -> MNISTReport.Entry {
    guard let path = file.path(in: folder) else {
      return .init(file: file, path: nil, dimensions: [], state: .missing)
    }
    do throws(FileError) {
      let contents = try FileContents(path: path, purpose: "an IDX file")
      let digest = contents.sha256()
      let array = try IDXArray(contents)
      return .init(
        file: file, path: path, dimensions: array.dimensions,
        state: digest == file.sha256 ? .genuine : .different(sha256: digest))
    } catch {
      return .init(file: file, path: path, dimensions: [], state: .damaged(error))
    }
  }
}
