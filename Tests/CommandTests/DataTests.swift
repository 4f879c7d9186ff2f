@testable import SigmoidDigits
import Foundation
import TestSupport
import Testing

/// `sigmoid data`.
struct DataTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  @Test func synthesizeMakesASetThatTrains() throws {
    let out = digits.folder.file("a/b")
    let text = try CommandProcess.succeed([
      "data", "synthesize", out, "--examples", "50", "--test-examples", "20", "--seed", "2",
    ])
    #expect(text.contains("50 training images and 20 test images"))
    #expect(digits.folder.names(in: "a/b") == SmallDigits.names.sorted())
    let result = try JSON.object(
      CommandProcess.succeed(["train", "--data", out, "--epochs", "1", "--json"]))
    #expect(try result.number("examples") == 50 && result.number("testExamples") == 20)
  }

  @Test func synthesizeOverwritesNothing() throws {
    let before = try SmallDigits.names.map { try digits.folder.bytes($0) }
    try CommandProcess.fail(
      ["data", "synthesize", digits.folder.path, "--examples", "5", "--test-examples", "5"],
      saying: [
        "\(digits.folder.file(SmallDigits.trainingImages)): expected a folder without",
        "found this one", "; name another folder",
      ])
    let after = try SmallDigits.names.map { try digits.folder.bytes($0) }
    let same = before == after
    #expect(same)
  }

  @Test func synthesizeIntoAFile() throws {
    try CommandProcess.fail(
      [
        "data", "synthesize", digits.folder.file(SmallDigits.testLabels), "--examples", "5",
        "--test-examples", "5",
      ], saying: [SmallDigits.testLabels, "expected a folder", "a file", "; name"])
  }

  @Test func synthesizeDrawsNothingThatCannotBeWritten() throws {
    let outcome = try CommandProcess.fail(
      ["data", "synthesize", "/dev/null/x", "--examples", "2000000"],
      saying: ["/dev/null/x", "a folder that can be made"])
    #expect(outcome.seconds < 10)
    // A folder that is there, and in which nobody can make a file, root included.
    guard FileManager.default.fileExists(atPath: "/proc/self") else { return }
    try CommandProcess.fail(
      ["data", "synthesize", "/proc", "--examples", "2000000"],
      saying: ["/proc/\(SmallDigits.trainingImages)", "a file that can be written"])
  }

  @Test func infoCountsTheDigits() throws {
    let arguments = ["data", "info", "--data", digits.folder.path]
    let json = try JSON.object(CommandProcess.succeed(arguments + ["--json"]))
    #expect(json.missing(["dataSource", "place", "training", "test"]) == [])
    for (name, examples) in [("training", 300), ("test", 100)] {
      let half = try #require(json[name] as? [String: Any])
      #expect(try half.number("examples") == Double(examples))
      #expect(try half.number("features") == 784)
      let counts = try #require(half["classCounts"] as? [Int])
      #expect(counts.count == 10 && counts.reduce(0, +) == examples)
    }
    let table = try CommandProcess.succeed(arguments).split(separator: "\n")
    try #require(table.count == 4)
    #expect(table[0].contains(digits.folder.path))
    #expect(Set(table.dropFirst().map(\.count)).count == 1, "\(table)")
  }

  @Test func verifyTellsTheGenuineFromOthers() throws {
    try digits.folder.write([1, 2, 3], to: SmallDigits.testImages)
    try FileManager.default.removeItem(atPath: digits.folder.file(SmallDigits.testLabels))
    let outcome = try CommandProcess.run(["data", "verify", "--data", digits.folder.path])
    #expect(outcome.ending == .exit(1))
    // The list is the result; the message says that it is not what was expected.
    #expect(outcome.output.contains("well formed, but another file: SHA-256"))
    #expect(outcome.output.contains("missing"))
    #expect(outcome.output.contains("expected an IDX file"))
    #expect(outcome.error.hasPrefix("error: \(digits.folder.path): expected the genuine MNIST"))
    #expect(outcome.error.contains("; run 'sigmoid data fetch'"))
  }

  @Test func fetchOfAnotherFileKeepsNothing() throws {
    var answers: [String: LocalServer.Answer] = [:]
    for name in SmallDigits.names { answers["/\(name)"] = .body(try digits.folder.bytes(name)) }
    let server = try LocalServer(answers)
    defer { server.stop() }
    let cache = digits.folder.file("cache")
    let environment = [
      "MNIST_MIRRORS": "\(server.address)/", "XDG_CACHE_HOME": cache, "no_proxy": "127.0.0.1",
    ]
    try CommandProcess.fail(
      ["data", "fetch"],
      saying: [
        "expected the MNIST files", "\(server.address)/\(SmallDigits.trainingImages)",
        "expected a file of SHA-256 ba891046e6505d7a", "found", "name other mirrors",
      ], environment: environment)
    #expect(digits.folder.names(in: "cache/sigmoid/mnist").isEmpty)
    #expect(!server.requests.isEmpty)

    // Training goes on with synthetic digits, and says so in one note.
    let outcome = try CommandProcess.run(
      ["train", "--epochs", "1", "--examples", "100", "--json"], environment: environment)
    #expect(outcome.ending == .exit(0))
    #expect(try JSON.object(outcome.output).text("dataSource") == "synthetic")
    #expect(outcome.error.hasPrefix("note: no MNIST; using synthetic digits"))
    for place in ["$MNIST_DIR", "\(cache)/sigmoid/mnist", server.address, "SHA-256"] {
      #expect(outcome.error.contains(place), "\(outcome.error)")
    }
    #expect(digits.folder.names(in: "cache/sigmoid/mnist").isEmpty)
  }

  @Test func fetchWithoutAMirrorNamesWhatItTried() throws {
    let server = try LocalServer([:])
    defer { server.stop() }
    try CommandProcess.fail(
      ["data", "fetch", "--quiet"],
      saying: [server.address, "404", "check the network"],
      environment: ["MNIST_MIRRORS": server.address, "no_proxy": "127.0.0.1"])
  }

  @Test func interruptedFetchLeavesNothing() throws {
    let server = try LocalServer(["/\(SmallDigits.trainingImages)": .endless])
    defer { server.stop() }
    let command = try CommandProcess(
      ["data", "fetch"],
      environment: [
        "MNIST_MIRRORS": server.address, "XDG_CACHE_HOME": digits.folder.file("cache"),
        "no_proxy": "127.0.0.1",
      ])
    for _ in 0..<5000 where server.requests.isEmpty { usleep(1000) }
    command.send(2)
    let outcome = try command.wait(timeout: 20)
    #expect(outcome.ending == .exit(130))
    #expect(outcome.output == "" && !outcome.error.contains("error"))
    #expect(digits.folder.names(in: "cache/sigmoid/mnist").isEmpty)
  }
}
