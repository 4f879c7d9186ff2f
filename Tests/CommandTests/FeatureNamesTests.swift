import Foundation
import TestSupport
import Testing

@testable import SigmoidFormats

/// Names of features that stand beside the numbers: in an archive of arrays, or in a file of their own.
@Suite struct FeatureNamesTests {
  let folder: TemporaryFolder
  private let numbers: [Double] = [1, 10, 2, 20, 3, 10, 4, 30, 5, 20, 6, 10]
  private let labels = [0, 0, 1, 0, 1, 1]

  init() throws { folder = try TemporaryFolder() }

  private func archive(_ names: [String], to name: String) throws -> String {
    var archive = NPZWriter()
    archive.add(numbers: numbers, shape: [6, 2], named: "x")
    archive.add(numbers: labels.map(Double.init), named: "kind")
    try archive.add(strings: names, named: "feature_names")
    return try folder.write(archive.bytes, to: name)
  }

  private func sparse() throws -> String {
    let rows = labels.indices.map { "\(labels[$0]) 1:\(numbers[2 * $0]) 2:\(numbers[2 * $0 + 1])" }
    return try folder.write(Array((rows.joined(separator: "\n") + "\n").utf8), to: "x.libsvm")
  }

  private func names(_ lines: String) throws -> String {
    try folder.write(Array(lines.utf8), to: "names.txt")
  }

  private func train(_ arguments: [String], _ model: String) throws {
    try CommandProcess.succeed(["train", "--l2", "0.1", "--quiet", "--model", model] + arguments)
  }

  @Test func ofAnArchiveAreThoseOfTheModelAndCheckedBeforeAPrediction() throws {
    let (model, path) = (folder.file("m"), try archive(["age", "dose"], to: "x.npz"))
    try train([path], model)
    let shown = try CommandProcess.succeed(["show", "--model", model])
    #expect(shown.contains("age") && shown.contains("dose"))
    let predictions = try CommandProcess.succeed(["predict", "--model", model, path])
    #expect(predictions.split(separator: "\n").count == 7)
    let other = try archive(["dose", "age"], to: "other.npz")
    let refused = try CommandProcess.run(["predict", "--model", model, other])
    #expect(refused.ending != .exit(0) && refused.error.contains("expected 'age' as feature 0"))
    // As an archive is read that is no regular file.
    let converted = folder.file("again.npz")
    try CommandProcess.succeed(["data", "convert", path, converted])
    #expect(try NPZFile(contentsOf: converted).namesOfFeatures() == ["age", "dose"])
  }

  @Test func ofAFileAreThoseOfAnyNumbers() throws {
    let (model, path) = (folder.file("m"), try sparse())
    let named = try names("age\r\nthe dose, mg\r\nnever there\n")
    try train([path, "--names", named], model)
    let shown = try CommandProcess.succeed(["show", "--model", model, "--all"])
    #expect(shown.contains("the dose, mg") && shown.contains("never there"))
    let swapped = try folder.write(
      Array("the dose, mg\nage\nnever there\n".utf8), to: "swapped.txt")
    let refused = try CommandProcess.run([
      "predict", "--model", model, path, "--names", swapped,
    ])
    #expect(refused.ending != .exit(0) && refused.error.contains("found 'the dose, mg'"))
  }

  /// A pipe can be read once.
  @Test(arguments: [["train", "--l2", "0.1"], ["predict"]])
  func ofAPipeAreThoseOfAFile(words: [String]) throws {
    let (model, path) = (folder.file("m"), try sparse())
    try train([path, "--names", names("age\ndose\n")], model)
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data("age\ndose\n".utf8))
    try pipe.fileHandleForWriting.close()
    let target = words[0] == "train" ? folder.file("piped") : model
    let outcome = try CommandProcess.run(
      words + [path, "--names", "/dev/stdin", "--quiet", "--model", target],
      input: .descriptor(pipe.fileHandleForReading.fileDescriptor))
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    let shown = try CommandProcess.succeed(["show", "--model", target])
    #expect(shown.contains("age") && shown.contains("dose"))
  }

  @Test(arguments: [
    ("age\n", "found 1"), ("age\ndose\nmore\n", "found 3"), ("age\nage\n", "'age' twice"),
    ("age\n\n", "an empty line 2"), ("age\n\ndose\n", "an empty line 2"),
  ])
  func ofAFileThatDoNotFitAreRefused(lines: String, found: String) throws {
    let archive = try archive(["age", "dose"], to: "x.npz")
    let refused = try CommandProcess.run([
      "train", archive, "--names", names(lines), "--quiet", "--model", folder.file("m"),
    ])
    #expect(refused.ending != .exit(0) && refused.error.contains(found))
  }
}
