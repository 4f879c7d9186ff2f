import SigmoidExamples
import SigmoidFormats
import SigmoidSystem

/// Fetches the four files into a folder. Nothing is written there before its SHA-256 has been
/// checked, and every file appears whole; a file that is there and genuine is not fetched again.
///
///     try MNISTFetch().run(into: folder) { progress in
///       print(progress.file, progress.bytes)
///       return true
///     }
package struct MNISTFetch: Sendable {
  /// Tried in this order, file by file; a mirror that failed is tried last for the next files.
  package static let publicMirrors = [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ]

  /// What a fetch is doing now.
  package struct Progress: Sendable {
    /// The file's name on the mirror.
    package let file: String
    package let mirror: String
    /// Bytes of this file received so far.
    package let bytes: Int
  }

  /// Addresses that each file's name with `.gz` is appended to: https, or plain http on this
  /// machine.
  package var mirrors = publicMirrors
  /// The time that everything together may take; nil for as long as bytes keep coming.
  package var timeLimit: Duration?
  var files = MNISTFile.genuine
  var limits = Curl.Limits()
  /// Folders in which curl is looked for; nil for `$PATH`'s.
  var searchPath: String?

  package init() {}

  /// - Parameters:
  ///   - folder: made when it is missing.
  ///   - progress: called at least ten times a second, on this thread; false cancels.
  /// - Returns: the names of the files that were fetched, those already there left out.
  /// - Throws: `MNISTFetchError`. Files that were complete before it stay.
  @discardableResult
  package func run(
    into folder: String, progress: (Progress) -> Bool = { _ in true }
  ) throws(MNISTFetchError) -> [String] {
    var run = try Run(self, folder: folder)
    var fetched: [String] = []
    for file in files where !isGenuine(file, in: folder) {
      try run.fetch(file, progress: progress)
      fetched.append(file.name)
    }
    return fetched
  }

  private func isGenuine(_ file: MNISTFile, in folder: String) -> Bool {
    guard let path = file.path(in: folder),
      let contents = try? FileContents(path: path, purpose: "an IDX file", limit: Run.largest)
    else { return false }
    return contents.sha256() == file.sha256
  }

  /// The state of one fetch.
  private struct Run {
    let curl: Curl
    let folder: String
    var limits: Curl.Limits
    var mirrors: [String]
    var attempts: [MNISTFetchError.Attempt] = []

    /// The most bytes of one file, decompressed: five times the genuine training images.
    static let largest = 256 << 20

    init(_ fetch: MNISTFetch, folder: String) throws(MNISTFetchError) {
      self.folder = folder
      limits = fetch.limits
      limits.deadline = fetch.timeLimit.map { ContinuousClock.now + $0 }
      mirrors = fetch.mirrors.map { $0.hasSuffix("/") ? $0 : "\($0)/" }
      do throws(FileError) {
        curl = try Curl(searchPath: fetch.searchPath ?? Environment.value(of: "PATH") ?? "")
        try Folder.create(folder)
        try fetch.files.first.map { file throws(FileError) in
          try AtomicFile.checkWritable(Folder.join(folder, "\(file.name).gz"))
        }
      } catch {
        throw .impossible(error)
      }
    }

    mutating func fetch(
      _ file: MNISTFile, progress: (Progress) -> Bool
    ) throws(MNISTFetchError) {
      for mirror in mirrors {
        let address = "\(mirror)\(file.name).gz"
        let reason: String?
        let answer = Result { () throws(Curl.Failure) in
          try curl.get(address, limits: limits) { bytes in
            progress(Progress(file: "\(file.name).gz", mirror: mirror, bytes: bytes))
          }
        }
        switch answer {
        case .success(let body): reason = try keep(body, of: file, from: address)
        case .failure(.failed(let text)): reason = text
        case .failure(.cancelled): throw .cancelled
        case .failure(.timeIsUp):
          attempts.append(.init(address: address, reason: "the time limit was reached"))
          throw .failed(attempts)
        }
        guard let reason else { return }
        attempts.append(.init(address: address, reason: reason))
        mirrors = mirrors.filter { $0 != mirror } + [mirror]
      }
      throw .failed(attempts)
    }

    /// Puts a good body into the folder; else tells what is wrong with it.
    private func keep(
      _ body: [UInt8], of file: MNISTFile, from address: String
    ) throws(MNISTFetchError) -> String? {
      let digest: String
      var packed = body
      do throws(FileError) {
        let contents = try FileContents(name: address, bytes: body, limit: Self.largest)
        digest = contents.sha256()
        if digest == file.sha256, !(body.span.withUnsafeBytes { Gzip.begins($0) }) {
          packed = try Gzip.compress(contents.bytes, path: address)
        }
      } catch {
        return "expected \(error.expected), found \(error.found)"
      }
      guard digest == file.sha256 else {
        return "expected a file of SHA-256 \(file.sha256), found \(digest)"
      }
      do throws(FileError) {
        try AtomicFile.write(packed, to: Folder.join(folder, "\(file.name).gz"))
      } catch {
        throw .impossible(error)
      }
      return nil
    }
  }
}
