@testable import SigmoidExamples
@testable import SigmoidDigits
@testable import SigmoidSystem
import Foundation
import Testing
import TestSupport

/// One after another: a hang that another test causes must not pass for this one's.
@Suite(.serialized) struct MNISTFetchTests {
  let folder: TemporaryFolder
  let names = SmallSet.files.map { "\($0.name).gz" }.sorted()

  init() throws { folder = try TemporaryFolder() }

  /// What a good mirror answers, but for the paths in `changed`.
  func good(_ changed: [String: LocalServer.Answer] = [:]) throws -> [String: LocalServer.Answer] {
    var answers: [String: LocalServer.Answer] = [:]
    for file in SmallSet.files {
      let body = try SmallSet.gzip(SmallSet.plain[file.part, default: []])
      answers["/\(file.name).gz"] = .body(body)
    }
    return answers.merging(changed) { $1 }
  }

  func fetch(_ mirrors: String..., seconds: Double? = nil) -> MNISTFetch {
    var fetch = MNISTFetch()
    fetch.files = SmallSet.files
    fetch.mirrors = mirrors
    fetch.timeLimit = seconds.map { .seconds($0) }
    return fetch
  }

  func attempts(_ error: MNISTFetchError?) -> [MNISTFetchError.Attempt] {
    guard case .failed(let attempts)? = error else {
      Issue.record("no list of attempts in \(String(describing: error))")
      return []
    }
    return attempts
  }

  /// Fails on the first file of one mirror that answers it with `answer`; gives the reason.
  func reason(_ answer: LocalServer.Answer, seconds: Double? = nil) throws -> String {
    let server = try LocalServer(good(["/train-images-idx3-ubyte.gz": answer]))
    defer { server.stop() }
    let error = #expect(throws: MNISTFetchError.self) {
      try fetch(server.address, seconds: seconds).run(into: folder.path)
    }
    let attempts = attempts(error)
    #expect(attempts.map(\.address) == ["\(server.address)/train-images-idx3-ubyte.gz"])
    #expect(folder.names().isEmpty)
    return attempts.first?.reason ?? ""
  }

  @Test func aGoodAnswerIsKeptAndNotFetchedAgain() throws {
    let server = try LocalServer(good())
    defer { server.stop() }
    var seen: [String: Int] = [:]
    let fetched = try fetch(server.address).run(into: folder.file("a/b")) { progress in
      seen[progress.file] = progress.bytes
      return true
    }
    #expect(fetched == SmallSet.files.map(\.name))
    #expect(folder.names(in: "a/b") == names)
    #expect(MNIST.verify(folder: folder.file("a/b"), files: SmallSet.files).isGenuine)
    #expect(seen.keys.sorted() == names)
    #expect(seen.values.allSatisfy { $0 > 0 })
    #expect(try fetch(server.address).run(into: folder.file("a/b")).isEmpty)
    #expect(server.requests.count == 4)
  }

  @Test func onlyWhatIsDamagedIsFetchedAgain() throws {
    let server = try LocalServer(good())
    defer { server.stop() }
    try SmallSet.write(to: folder)
    try folder.write([1, 2, 3], to: "t10k-labels-idx1-ubyte")
    let fetched = try fetch(server.address).run(into: folder.path)
    #expect(fetched == ["t10k-labels-idx1-ubyte"])
    #expect(MNIST.verify(folder: folder.path, files: SmallSet.files).isGenuine)
  }

  @Test func aPlainBodyIsCompressed() throws {
    let plain = try #require(SmallSet.plain[.trainingImages])
    let server = try LocalServer(good(["/train-images-idx3-ubyte.gz": .body(plain)]))
    defer { server.stop() }
    try fetch(server.address).run(into: folder.path)
    #expect(try folder.bytes("train-images-idx3-ubyte.gz").prefix(2) == [0x1f, 0x8b])
    #expect(MNIST.verify(folder: folder.path, files: SmallSet.files).isGenuine)
  }

  @Test func aWrongChecksumGoesToTheNextMirror() throws {
    let wrong = try SmallSet.gzip(SmallSet.idx([1], [1]))
    let bad = try LocalServer(good(["/train-images-idx3-ubyte.gz": .body(wrong)]))
    let next = try LocalServer(good())
    defer {
      bad.stop()
      next.stop()
    }
    try fetch(bad.address, next.address).run(into: folder.path)
    #expect(bad.requests == ["/train-images-idx3-ubyte.gz"])
    #expect(next.requests.count == 4)
    #expect(MNIST.verify(folder: folder.path, files: SmallSet.files).isGenuine)
  }

  @Test func aWrongChecksumIsNamed() throws {
    let wrong = SmallSet.idx([1], [1])
    let found = wrong.withUnsafeBytes { SHA256.hex(of: $0) }
    #expect(
      try reason(.body(SmallSet.gzip(wrong)))
        == "expected a file of SHA-256 \(SmallSet.files[0].sha256), found \(found)")
  }

  @Test func aTruncatedBody() throws {
    let body = try SmallSet.gzip(try #require(SmallSet.plain[.trainingImages]))
    #expect(try reason(.truncated(body, after: body.count / 2)).hasPrefix("curl says: (18)"))
    // Cut short before it reached the mirror.
    #expect(try reason(.body(body.dropLast(9))).contains("damaged or cut short"))
  }

  @Test func notFound() throws {
    #expect(try reason(.status(404)) == "curl says: (22) The requested URL returned error: 404")
  }

  @Test func aMirrorThatNobodyServes() throws {
    let server = try LocalServer([:])
    server.stop()
    let error = #expect(throws: MNISTFetchError.self) {
      try fetch("http://127.0.0.1:1").run(into: folder.path)
    }
    #expect(attempts(error).first?.reason.hasPrefix("curl says: (7)") == true)
  }

  @Test func aServerThatHangsIsLeftInTime() throws {
    let start = ContinuousClock.now
    #expect(try reason(.hang, seconds: 0.5) == "the time limit was reached")
    #expect(ContinuousClock.now - start < .seconds(3))
  }

  @Test func aStallIsLeftForTheNextMirror() throws {
    let hanging = try LocalServer(good(["/train-images-idx3-ubyte.gz": .hang]))
    let next = try LocalServer(good())
    defer {
      hanging.stop()
      next.stop()
    }
    var fetch = fetch(hanging.address, next.address)
    fetch.limits.stallSeconds = 1
    try fetch.run(into: folder.path)
    #expect(folder.names() == names)
  }

  @Test func aSlowDrip() throws {
    let body = try SmallSet.gzip(try #require(SmallSet.plain[.trainingImages]))
    let start = ContinuousClock.now
    let limited = try reason(.drip(body, milliseconds: 20), seconds: 0.5)
    #expect(limited == "the time limit was reached")
    #expect(ContinuousClock.now - start < .seconds(3))
  }

  @Test func aHugeBodyIsNotTakenIn() throws {
    let server = try LocalServer(good(["/train-images-idx3-ubyte.gz": .endless]))
    defer { server.stop() }
    var fetch = fetch(server.address)
    fetch.limits.bytes = 3 << 20
    let error = #expect(throws: MNISTFetchError.self) { try fetch.run(into: folder.path) }
    // curl from 8.4 on stops by itself (63); before, this side does.
    let reason = attempts(error).first?.reason ?? ""
    #expect(reason.contains("3145728 bytes allowed") || reason.hasPrefix("curl says: (63)"))
    #expect(folder.names().isEmpty)
  }

  @Test func aCancelledFetchLeavesNoHalfFile() throws {
    let body = try SmallSet.gzip(try #require(SmallSet.plain[.testImages]))
    let server = try LocalServer(
      good(["/t10k-images-idx3-ubyte.gz": .drip(body, milliseconds: 5)]))
    defer { server.stop() }
    var received = 0
    let error = #expect(throws: MNISTFetchError.self) {
      try fetch(server.address).run(into: folder.path) { progress in
        received = progress.bytes
        return !(progress.file == "t10k-images-idx3-ubyte.gz" && progress.bytes > 3)
      }
    }
    // Told while it came, not when all was there.
    #expect(received < body.count)
    guard case .cancelled? = error else {
      Issue.record("not cancelled: \(String(describing: error))")
      return
    }
    #expect(folder.names() == ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"])
  }

  @Test func aRedirectIsFollowed() throws {
    let body = try SmallSet.gzip(try #require(SmallSet.plain[.trainingImages]))
    let server = try LocalServer(
      good(["/train-images-idx3-ubyte.gz": .redirect("/elsewhere"), "/elsewhere": .body(body)]))
    defer { server.stop() }
    try fetch(server.address).run(into: folder.path)
    #expect(server.requests.prefix(2) == ["/train-images-idx3-ubyte.gz", "/elsewhere"])
    #expect(folder.names() == names)
  }

  @Test func endlessRedirectsEnd() throws {
    let text = try reason(.redirect("/train-images-idx3-ubyte.gz"))
    #expect(text.hasPrefix("curl says: (47)"))
  }

  @Test(arguments: [
    "http://example.org/", "http://127.0.0.1.example.org/", "http://127.0.0.1:1@example.org/",
    "http://[::1].example.org/",
    "http://localhost.example.org/", "ftp://localhost/", "file:///etc/", "--output", "",
  ])
  func onlyHttpsOrThisMachine(_ mirror: String) throws {
    let error = #expect(throws: MNISTFetchError.self) { try fetch(mirror).run(into: folder.path) }
    #expect(
      attempts(error).map(\.reason)
        == ["not an https address (plain http is for this machine only)"])
  }

  @Test(arguments: [
    "http://127.0.0.1:80/a", "http://localhost", "http://[::1]:8080/x", "http://127.1.2.3/",
  ])
  func thisMachine(_ address: String) { #expect(Curl.isLoopback(address)) }

  @Test func withoutCurlTheRemedyIsNamed() throws {
    var fetch = fetch("https://example.org/")
    fetch.searchPath = folder.path
    let error = #expect(throws: MNISTFetchError.self) { try fetch.run(into: folder.path) }
    #expect(
      error?.description == "curl: expected the program in one of the folders of PATH, found "
        + "none; install curl, or download the files by hand and name their folder")
  }

  @Test func aFolderThatCannotBeMade() throws {
    try folder.write([1], to: "file")
    let error = #expect(throws: MNISTFetchError.self) {
      try fetch("https://example.org/").run(into: folder.file("file/cache"))
    }
    guard case .impossible(let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.path == folder.file("file/cache"))
    #expect(reason.remedy == "name a folder that you may write to")
  }
}
