@testable import SigmoidExamples
@testable import SigmoidDigits
import Foundation
import TestSupport
import Testing

/// A folder of a test's own with a small set of digits, and the command run on it.
struct SmallDigits {
  static let seed: UInt64 = 7
  static let trainingExamples = 300
  static let testExamples = 100
  static let trainingImages = "train-images-idx3-ubyte.gz"
  static let trainingLabels = "train-labels-idx1-ubyte.gz"
  static let testImages = "t10k-images-idx3-ubyte.gz"
  static let testLabels = "t10k-labels-idx1-ubyte.gz"
  static let names = [trainingImages, trainingLabels, testImages, testLabels]

  /// The four files, drawn once for all tests.
  private static let files = Result { () throws -> [String: [UInt8]] in
    let folder = try TemporaryFolder()
    let set = MNIST(
      training: SyntheticDigits.dataset(examples: trainingExamples, seed: seed, set: .training),
      test: SyntheticDigits.dataset(examples: testExamples, seed: seed, set: .test),
      source: .folder(folder.path))
    try set.write(to: folder.path)
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try folder.bytes($0)) })
  }

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, bytes) in try Self.files.get() { try folder.write(bytes, to: name) }
  }

  /// Arguments that train on these digits, in little time.
  func training(_ more: String..., epochs: Int = 10) -> [String] {
    ["train", "--data", folder.path, "--epochs", "\(epochs)"] + more
  }

  /// Runs a training, which is to succeed, and reads its JSON.
  func train(_ more: String..., epochs: Int = 10) throws -> [String: Any] {
    try JSON.object(
      CommandProcess.succeed(training(epochs: epochs) + more + ["--json", "--quiet"]))
  }

  /// A model of a few epochs, saved under this name.
  @discardableResult
  func model(_ name: String = "model.safetensors") throws -> String {
    try CommandProcess.succeed(training("--quiet", "--model", folder.file(name)))
    return folder.file(name)
  }
}

extension CommandProcess {
  /// Runs the command, which is to succeed; gives what it wrote on standard output.
  @discardableResult
  static func succeed(
    _ arguments: [String], environment: [String: String?] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let outcome = try run(arguments, environment: environment)
    #expect(
      outcome.ending == .exit(0), "\(arguments): \(outcome.error)", sourceLocation: sourceLocation)
    return outcome.output
  }

  /// Runs the command, which is to fail with one message on standard error and nothing on
  /// standard output.
  /// - Parameter parts: what the message has to say: file, expected, found, remedy.
  @discardableResult
  static func fail(
    _ arguments: [String], code: Int32 = 1, saying parts: [String],
    environment: [String: String?] = [:], output: Stream = .standard, timeout: Double = 60,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try run(
      arguments, environment: environment, output: output, timeout: timeout)
    let text = outcome.error
    #expect(
      outcome.ending == .exit(code), "\(arguments): \(text)", sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    for part in parts {
      #expect(text.contains(part), "no '\(part)' in: \(text)", sourceLocation: sourceLocation)
    }
    let marks = text.lowercased().split(separator: "\n").count { $0.hasPrefix("error: ") }
    #expect(marks == 1, "not one message: \(text)", sourceLocation: sourceLocation)
    for trace in ["Fatal error", "Crash", "0x0", "Swift.", "Optional("] {
      #expect(!text.contains(trace), "\(text)", sourceLocation: sourceLocation)
    }
    return outcome
  }
}

/// JSON as the tests look at it.
enum JSON {
  static func object(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)",
      sourceLocation: sourceLocation)
  }

  /// One object a line.
  static func lines(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { try object(String($0)) }
  }
}

extension [String: Any] {
  /// Keys that were promised and are not there. Others may be: keys are added, never renamed.
  func missing(_ promised: [String]) -> [String] { promised.filter { self[$0] == nil } }

  func number(
    _ key: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Double {
    try #require(
      (self[key] as? NSNumber)?.doubleValue, "\(key): \(String(describing: self[key]))",
      sourceLocation: sourceLocation)
  }

  func text(_ key: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    try #require(
      self[key] as? String, "\(key): \(String(describing: self[key]))",
      sourceLocation: sourceLocation)
  }
}
