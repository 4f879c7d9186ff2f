@testable import SigmoidDigits
@testable import SigmoidSystem
import Foundation
import Testing
import TestSupport

/// The order of the search, with an environment of the test's own.
@Suite(.serialized) struct MNISTLoadTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func places(_ variables: [String: String]) -> MNISTPlaces {
    MNISTPlaces { variables[$0] }
  }

  func load(
    _ variables: [String: String], folder: String? = nil, fetching: Bool = false
  ) throws -> MNIST {
    let places = places(variables)
    var fetch = MNISTFetch.brief(mirrors: places.mirrors)
    fetch.files = SmallSet.files
    return try MNIST.load(
      folder: folder, places: places, fetch: fetching ? fetch : nil, files: SmallSet.files,
      progress: { _ in true })
  }

  func writeSet(_ name: String) throws -> String {
    let set = try TemporaryFolder()
    try SmallSet.write(to: set)
    try FileManager.default.createDirectory(
      atPath: (folder.file(name) as NSString).deletingLastPathComponent,
      withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: set.path, toPath: folder.file(name))
    return folder.file(name)
  }

  @Test func placesComeFromTheEnvironment() {
    #expect(places(["HOME": "/h"]).cache == "/h/.cache/sigmoid/mnist")
    #expect(places(["HOME": "/h", "XDG_CACHE_HOME": "/c"]).cache == "/c/sigmoid/mnist")
    #expect(places(["HOME": "/h", "XDG_CACHE_HOME": "c"]).cache == "/h/.cache/sigmoid/mnist")
    #expect(places(["XDG_CACHE_HOME": ""]).cache == nil)
    #expect(places([:]).folder == nil)
    #expect(places(["MNIST_DIR": ""]).folder == nil)
    #expect(places(["MNIST_DIR": "/m"]).folder == "/m")
    #expect(places([:]).mirrors == MNISTFetch.publicMirrors)
    #expect(places(["MNIST_MIRRORS": " "]).mirrors == MNISTFetch.publicMirrors)
    #expect(
      places(["MNIST_MIRRORS": "https://a, https://b/c,"]).mirrors
        == ["https://a", "https://b/c"])
  }

  /// Programs differ in where they see the host of such an address.
  @Test(arguments: [
    ("https://user@example.org/m", "a user's name before '@' in address 1 of 1"),
    ("https://a/, http://localhost:secret@example.org/", "'@' in address 2 of 2"),
    ("user:secret@example.org/m", "a user's name"),
    ("https://example.org\\@localhost/", "a backslash in address 1"),
    ("https://example.org/\\..\\", "a backslash"),
    ("https://example.org/\u{1B}[2J", "a control character (U+001B)"),
    ("https://example.org/\r\nX: y", "a control character (U+000D)"),
    ("https://example.org/\n", "a control character (U+000A)"),
    ("https://example.org/\t", "a control character (U+0009)"),
    ("https://example.org/\u{7F}", "a control character (U+007F)"),
    ("https://example.org/\u{9B}", "a control character (U+009B)"),
    ("https://example.org/\u{202E}", "a control character (U+202E)"),
    ("https://exam ple.org/", "a space"),
  ])
  func mirrorsThatMayLeadElsewhereAreRefused(listed: String, found: String) throws {
    let variables = ["HOME": folder.path, "MNIST_MIRRORS": listed]
    let error = try #require(throws: FileError.self) { try load(variables, fetching: true) }
    let text = "\(error)"
    #expect(
      text.hasPrefix("MNIST_MIRRORS: expected comma-separated addresses such as https://"),
      "\(text)")
    #expect(text.contains(", found ") && text.contains(found), "\(text)")
    #expect(!text.contains("secret") && !text.contains("\u{1B}"))
    #expect(throws: FileError.self) { try places(variables).checkMirrors() }
  }

  @Test func ordinaryMirrorsAreTaken() throws {
    for listed in [
      "", " ", "https://a", " https://a:8443/b@c/ , http://[::1]:80/d?e@f,", "http://127.0.0.1:9/é",
    ] {
      try places(["MNIST_MIRRORS": listed]).checkMirrors()
    }
  }

  /// What nobody is to fetch from does no harm.
  @Test func mirrorsMatterOnlyToAFetch() throws {
    _ = try writeSet("cache/sigmoid/mnist")
    let variables = ["XDG_CACHE_HOME": folder.file("cache"), "MNIST_MIRRORS": "https://u@a/"]
    #expect(try load(variables, fetching: true).training.examples > 0)
  }

  @Test func theOrderIsFolderEnvironmentCache() throws {
    let named = try writeSet("named")
    let environment = try writeSet("environment")
    let cache = try writeSet("cache/sigmoid/mnist")
    let all = ["MNIST_DIR": environment, "XDG_CACHE_HOME": folder.file("cache")]
    #expect(try load(all, folder: named).source == .folder(named))
    #expect(try load(all).source == .environment(environment))
    #expect(try load(["XDG_CACHE_HOME": folder.file("cache")]).source == .cache(cache))
  }

  @Test func aNamedFolderIsNeverReplacedByAnotherPlace() throws {
    _ = try writeSet("cache/sigmoid/mnist")
    let variables = ["XDG_CACHE_HOME": folder.file("cache")]
    #expect(throws: FileError.self) { try load(variables, folder: folder.file("none")) }
    let error = #expect(throws: FileError.self) {
      try load(variables.merging(["MNIST_DIR": folder.file("none")]) { $1 })
    }
    #expect(error?.path == folder.file("none"))
  }

  @Test func anEmptyCacheIsFilledOnce() throws {
    var answers: [String: LocalServer.Answer] = [:]
    for file in SmallSet.files {
      answers["/\(file.name).gz"] = .body(try SmallSet.gzip(SmallSet.plain[file.part, default: []]))
    }
    let server = try LocalServer(answers)
    defer { server.stop() }
    let variables = ["HOME": folder.path, "MNIST_MIRRORS": server.address]
    let cache = folder.file(".cache/sigmoid/mnist")
    #expect(try load(variables, fetching: true).source == .fetched(cache))
    #expect(try load(variables, fetching: true).source == .cache(cache))
    #expect(server.requests.count == 4)
    // Damage is mended, not trained on.
    try folder.write([0, 0], to: ".cache/sigmoid/mnist/t10k-labels-idx1-ubyte.gz")
    #expect(try load(variables, fetching: true).source == .fetched(cache))
    #expect(server.requests.count == 5)
  }

  @Test func everyPlaceThatFailedIsNamed() throws {
    let server = try LocalServer([:])
    defer { server.stop() }
    let error = #expect(throws: MNISTUnavailable.self) {
      try load(
        ["HOME": folder.path, "MNIST_MIRRORS": "\(server.address)/a,\(server.address)/b/"],
        fetching: true)
    }
    let cache = folder.file(".cache/sigmoid/mnist")
    let file = "train-images-idx3-ubyte.gz"
    #expect(
      error?.description == """
        MNIST could not be found or fetched:
          $MNIST_DIR: not set
          \(cache) (cache): expected a folder with the four MNIST files, found no such folder
          \(server.address)/a/\(file): curl says: (22) The requested URL returned error: 404
          \(server.address)/b/\(file): curl says: (22) The requested URL returned error: 404
        put the four files into a folder and name it, or set MNIST_DIR to it
        """)
    #expect(folder.names(in: ".cache/sigmoid/mnist").isEmpty)
  }

  @Test func withoutHomeOrNetworkTheErrorSaysSo() {
    let homeless = #expect(throws: MNISTUnavailable.self) { try load([:], fetching: true) }
    #expect(homeless?.failures.last == "the cache: neither XDG_CACHE_HOME nor HOME is set")
    let offline = #expect(throws: MNISTUnavailable.self) { try load(["HOME": folder.path]) }
    #expect(offline?.failures.last == "the mirrors: fetching was not allowed")
  }

  @Test(.timeLimit(.minutes(20)))
  func mirrorsThatAllHangAreGivenUpWithin9Seconds() throws {
    let folders = ["a", "b", "c", "d", "e", "f"]
    let hanging = folders.flatMap { folder in
      SmallSet.files.map { ("/\(folder)/\($0.name).gz", LocalServer.Answer.hang) }
    }
    let server = try LocalServer(Dictionary(uniqueKeysWithValues: hanging))
    defer { server.stop() }
    let mirrors = folders.map { "\(server.address)/\($0)" }.joined(separator: ",")
    let start = ContinuousClock.now
    let error = #expect(throws: MNISTUnavailable.self) {
      try load(["HOME": folder.path, "MNIST_MIRRORS": mirrors], fetching: true)
    }
    #expect(error?.failures.last?.hasSuffix("the time limit was reached") == true)
    // The second mirror had its chance.
    #expect(server.requests.count > 2)
    #expect(ContinuousClock.now - start < .seconds(9))
  }
}
