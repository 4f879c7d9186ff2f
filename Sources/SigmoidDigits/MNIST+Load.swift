import SigmoidSystem

/// The search for a set when it is not known where one lies.
extension MNIST {
  /// Finds and loads MNIST: in `folder` if one is named, else in `$MNIST_DIR`, else in the cache
  /// (`$XDG_CACHE_HOME/sigmoid/mnist`, by default `~/.cache/sigmoid/mnist`), else by a fetch into
  /// that cache, which gives up after 8.5 s whatever the network does.
  ///
  /// A folder that `folder` or `$MNIST_DIR` names must hold a whole set: what is missing or
  /// malformed there is an error, and nothing else is tried. Mirrors are the public ones or
  /// those that `$MNIST_MIRRORS` lists. Nothing else in this library reads the environment,
  /// but for `MNISTPlaces.current`, which says what this search sees, and `$PATH` to find curl.
  ///
  /// - Throws: `FileError` for a named folder, and, where a fetch is needed, for `$MNIST_MIRRORS`
  ///   that no address can be taken from; `MNISTUnavailable` when every place failed;
  ///   `MNISTFetchError.cancelled` when `progress` said so.
  public static func load(folder: String? = nil) throws -> MNIST {
    try load(folder: folder, fetching: true)
  }

  /// The same, with progress, and with the network only if it may be used.
  package static func load(
    folder: String? = nil, fetching: Bool,
    progress: (MNISTFetch.Progress) -> Bool = { _ in true }
  ) throws -> MNIST {
    let places = MNISTPlaces.current
    return try load(
      folder: folder, places: places, fetch: fetching ? .brief(mirrors: places.mirrors) : nil,
      progress: progress)
  }

  static func load(
    folder: String?, places: MNISTPlaces, fetch: MNISTFetch?,
    files: [MNISTFile] = MNISTFile.genuine, progress: (MNISTFetch.Progress) -> Bool
  ) throws -> MNIST {
    if let folder { return try MNIST(source: .folder(folder), files: files) }
    if let folder = places.folder { return try MNIST(source: .environment(folder), files: files) }
    var failures = ["$MNIST_DIR: not set"]
    guard let cache = places.cache else {
      failures.append("the cache: neither XDG_CACHE_HOME nor HOME is set")
      throw MNISTUnavailable(failures: failures)
    }
    do throws(FileError) {
      return try MNIST(source: .cache(cache), files: files)
    } catch {
      failures.append("\(error.path) (cache): expected \(error.expected), found \(error.found)")
    }
    guard let fetch else {
      throw MNISTUnavailable(failures: failures + ["the mirrors: fetching was not allowed"])
    }
    try places.checkMirrors()
    do throws(MNISTFetchError) {
      try fetch.run(into: cache, progress: progress)
    } catch {
      switch error {
      case .cancelled: throw error
      case .failed(let attempts): failures += attempts.map(\.description)
      case .impossible(let reason): failures.append("\(reason)")
      }
      throw MNISTUnavailable(failures: failures)
    }
    return try MNIST(source: .fetched(cache), files: files)
  }
}

extension MNISTFetch {
  /// A fetch that somebody waits for: a mirror that is too slow to deliver everything in time is
  /// left early, so that the next one has its chance.
  static func brief(mirrors: [String]) -> MNISTFetch {
    var fetch = MNISTFetch()
    fetch.mirrors = mirrors
    fetch.timeLimit = .milliseconds(8500)
    fetch.limits.connectSeconds = 3
    fetch.limits.stallSeconds = 2
    fetch.limits.stallBytes = 100_000
    return fetch
  }
}

/// MNIST could be had nowhere; every place that was tried, and why it failed.
package struct MNISTUnavailable: Error, CustomStringConvertible {
  /// One line a place: "where: why".
  package let failures: [String]

  package var description: String {
    "MNIST could not be found or fetched:\n" + failures.map { "  \($0)\n" }.joined()
      + "put the four files into a folder and name it, or set MNIST_DIR to it"
  }
}
