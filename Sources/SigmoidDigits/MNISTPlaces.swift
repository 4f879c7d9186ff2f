import SigmoidSystem

/// Where MNIST is looked for when no folder is named, as the environment says:
///
/// | Variable | What it names |
/// |---|---|
/// | `MNIST_DIR` | a folder that must hold the four files |
/// | `XDG_CACHE_HOME` | the folder of caches, an absolute path; `~/.cache` unless set |
/// | `MNIST_MIRRORS` | addresses to fetch from instead of the public ones, separated by commas |
///
/// An empty variable counts as unset.
package struct MNISTPlaces: Sendable {
  /// `$MNIST_DIR`.
  package let folder: String?
  /// `$XDG_CACHE_HOME/sigmoid/mnist` or `~/.cache/sigmoid/mnist`; nil when neither variable nor
  /// home is known.
  package let cache: String?
  /// `$MNIST_MIRRORS`, or the public ones: as they are written, which `checkMirrors` looks at.
  package let mirrors: [String]

  /// The process's own environment, as it is now.
  package static var current: MNISTPlaces { MNISTPlaces { Environment.value(of: $0) } }

  init(variable: (String) -> String?) {
    func named(_ name: String) -> String? {
      variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    folder = named("MNIST_DIR")
    // The base directory specification has relative paths ignored.
    let caches =
      named("XDG_CACHE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? named("HOME").map { Folder.join($0, ".cache") }
    cache = caches.map { Folder.join($0, "sigmoid/mnist") }
    // By code points: a comma that another mark stands on is one still.
    let listed = named("MNIST_MIRRORS")?.unicodeScalars.split(separator: ",")
      .map { Self.withoutSpaces($0) }.filter { !$0.isEmpty }
    mirrors = listed.flatMap { $0.isEmpty ? nil : $0 } ?? MNISTFetch.publicMirrors
  }

  /// To be called before anything is fetched from the mirrors.
  /// - Throws: `FileError` where `$MNIST_MIRRORS` has an address with a user's name, a backslash, a
  ///   space or a control character.
  package func checkMirrors() throws(FileError) { try MirrorAddress.check(mirrors) }

  /// Without those before and behind.
  private static func withoutSpaces(_ text: Substring.UnicodeScalarView) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
