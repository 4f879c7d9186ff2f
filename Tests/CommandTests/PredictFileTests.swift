@testable import SigmoidLinear
@testable import SigmoidOptimization
@testable import SigmoidFormats
import Foundation
import TestSupport
import Testing

/// `predict` on files of every format, and what it prints of each example.
@Suite struct PredictFileTests {
  let digits: DigitsInFormats
  let model: String

  init() throws {
    digits = try DigitsInFormats()
    model = digits.folder.file("model")
    try CommandProcess.succeed(
      ["train"] + digits.arguments(.npy) + [
        "--multiclass", "--epochs", "5", "--quiet", "--model", model,
      ])
  }

  private func predict(_ arguments: String...) throws -> String {
    try CommandProcess.succeed(["predict", "--model", model] + arguments)
  }

  /// Label and probability of each row.
  private func rows(_ text: String) throws -> [(label: Substring, probability: Double)] {
    try text.split(separator: "\n").dropFirst().map { row in
      let cells = row.split(separator: ",")
      return (cells[1], try #require(Double(cells[2])))
    }
  }

  @Test(arguments: [DataFormat.npy, .npz, .idx, .csv, .tsv, .libsvm])
  func everyFormatGivesTheSamePredictions(format: DataFormat) throws {
    let expected = try rows(predict(digits.folder.file("test.npy")))
    #expect(expected.count == SmallDigits.testExamples)
    let arguments = try digits.arguments(format)
    let test = try #require(arguments.firstIndex(of: "--test").map { arguments[$0 + 1] })
    let found = try rows(predict(test))
    #expect(found.map { $0.label } == expected.map { $0.label })
    for (one, other) in zip(found, expected) {
      #expect(abs(one.probability - other.probability) < 1e-5)
    }
  }

  @Test func pipesAndGzipGiveTheSameBytes() throws {
    _ = try digits.arguments(.csv)
    let path = digits.folder.file("test.csv")
    let expected = try predict(path)
    try CommandProcess.shell("gzip -kf '\(path)'")
    #expect(try predict(path + ".gz") == expected)
    let piped = try CommandProcess.run(
      ["predict", "--model", model, "-", "--input-format", "csv"], input: .file(path + ".gz"))
    #expect(piped.output == expected, "\(piped.error)")
  }

  @Test func topNamesTheLikeliestFirst() throws {
    let path = digits.folder.file("test.npy")
    let all = try JSON.lines(predict(path, "--format", "jsonl", "--probabilities"))
    let top = try JSON.lines(predict(path, "--format", "jsonl", "--top", "3"))
    let table = try predict(path, "--top", "3").split(separator: "\n")
    #expect(table[0] == "index,label1,probability1,label2,probability2,label3,probability3")
    #expect(all.count == SmallDigits.testExamples && top.count == all.count)
    for (index, (every, best)) in zip(all, top).enumerated() {
      let probabilities = try #require(every["probabilities"] as? [String: Double])
      let named = try #require(best["top"] as? [[String: Any]])
      let order = probabilities.sorted { $0.value > $1.value }.prefix(3)
      #expect(try named.map { try $0.text("label") } == order.map(\.key))
      #expect(try named.map { try $0.number("probability") } == order.map(\.value))
      let cells = table[index + 1].split(separator: ",")
      #expect(cells.count == 7 && [cells[1], cells[3], cells[5]] == order.map { $0.key[...] })
    }
  }

  @Test func npyHasAllProbabilities() throws {
    _ = try digits.arguments(.csv)
    let expected = try JSON.lines(
      predict(digits.folder.file("test.csv"), "--format", "jsonl", "--probabilities"))
    // Known before, written anew in a file, and collected for a pipe.
    let arguments = ["predict", "--model", model, "--format", "npy"]
    let table = digits.folder.file("test.csv")
    let outcome = try CommandProcess.run(
      arguments + [table], output: .file(digits.folder.file("file.npy")))
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    let command = try CommandProcess.executable()
    try CommandProcess.shell(
      "'\(command)' \(arguments.joined(separator: " ")) '\(table)' | cat > '"
        + digits.folder.file("pipe.npy") + "'")
    let same = try digits.folder.bytes("file.npy") == digits.folder.bytes("pipe.npy")
    #expect(same)
    let array = try NPYArray(contentsOf: digits.folder.file("pipe.npy"))
    #expect(array.dimensions == [SmallDigits.testExamples, 10])
    guard let matrix = try array.features() as? Matrix<Double> else {
      Issue.record("not doubles")
      return
    }
    for (index, row) in expected.enumerated() {
      let probabilities = try #require(row["probabilities"] as? [String: Double])
      for label in 0..<10 {
        #expect(abs(matrix[label, index] - (probabilities["\(label)"] ?? .nan)) < 1e-15)
      }
    }
  }

  @Test func whatIsWrongIsNamed() throws {
    let folder = digits.folder
    func refuse(_ arguments: String..., code: Int32 = 1, saying parts: [String]) throws {
      try CommandProcess.fail(["predict", "--model", model] + arguments, code: code, saying: parts)
    }
    let test = folder.file("test.npy")
    try refuse(test, "--top", "11", saying: ["--top", "10 classes", "11"])
    try refuse(test, "--top", "0", code: 64, saying: ["--top", "at least 1"])
    try refuse(test, "--top", "2", "--probabilities", code: 64, saying: ["--top", "--probab"])
    try refuse(test, "--top", "2", "--format", "npy", code: 64, saying: ["--top", "npy"])
    let narrow = try folder.write(Array("1,2\n3,4\n".utf8), to: "narrow.csv")
    try refuse(narrow, saying: [narrow, "784", "found 1"])
  }

  @Test func scaledTextIsNoted() throws {
    let path = try digits.folder.write(
      Array((0..<784).map { $0 % 2 == 0 ? "0.5" : "0" }.joined(separator: ",").utf8), to: "one.csv")
    let noted = try CommandProcess.run(["predict", "--model", model, path])
    #expect(noted.error.contains("--input-scale 1"), "\(noted.error)")
    let told = try CommandProcess.run(["predict", "--model", model, path, "--input-scale", "1"])
    #expect(told.error == "" && told.output != noted.output)
  }

  @Test func notANumberIsNamedByItsExample() throws {
    var values = [Double](repeating: 0.5, count: 784 * 5000)
    values[784 * 4500 + 7] = .nan
    let path = digits.folder.file("nan.npy")
    try NPYWriter.write(numbers: values, shape: [5000, 784], to: path)
    let outcome = try CommandProcess.run(["predict", "--model", model, path])
    #expect(outcome.ending == .exit(1))
    #expect(outcome.error.contains("feature 7 of example 4500"), "\(outcome.error)")
    // The blocks before were good.
    #expect(outcome.output.split(separator: "\n").count == 1 + 4096)
  }
}
