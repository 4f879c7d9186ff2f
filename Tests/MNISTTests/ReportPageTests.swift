@testable import SigmoidExamples
@testable import SigmoidDigits
@testable import SigmoidFormats
import Foundation
import TestSupport
import Testing

/// The report of a model of all ten digits, on the whole of the test set.
@Suite(
  .enabled(if: OptimisedCommand.isReady, Comment(rawValue: OptimisedCommand.whatIsMissing)))
struct ReportPageTests {
  private struct Result: Decodable {
    let bytes: Int
    let examples: [Int]
    let secondsMaking: Double
  }

  private let folder: TemporaryFolder
  private let model: String
  private let page: String

  init() throws {
    folder = try TemporaryFolder()
    (model, page) = (folder.file("m.safetensors"), folder.file("mnist.html"))
    _ = try OptimisedCommand.run([
      "train", "--multiclass", "--solver", "lbfgs", "--epochs", "30", "--model", model,
      "--history", folder.file("h.jsonl"),
    ])
  }

  private func report() throws -> Result {
    let output = try OptimisedCommand.run([
      "report", "--model", model, "--history", folder.file("h.jsonl"), "-o", page, "--json",
    ])
    return try JSONDecoder().decode(Result.self, from: output)
  }

  @Test func itIsSmallAndQuick() throws {
    let results = try (0..<3).map { _ in try report() }
    #expect(results.allSatisfy { $0.examples == [10_000] && $0.bytes < 1_500_000 })
    let seconds = results.map(\.secondsMaking).min() ?? .infinity
    print("the report was made in \(seconds) s, \(results[0].bytes) bytes")
    #expect(seconds < 1.5)
  }

  @Test(
    .enabled(if: ReportBrowser.isReady, Comment(rawValue: ReportBrowser.whatIsMissing)))
  func thePagePredictsAsTheCommandDoes() throws {
    _ = try report()
    let data = try #require(ProcessInfo.processInfo.environment["MNIST_DIR"])
    let names = try FileManager.default.contentsOfDirectory(atPath: data)
    let file = try #require(names.first { $0.hasPrefix("t10k-images") })
    let output = try OptimisedCommand.run([
      "predict", "--model", model, "\(data)/\(file)", "--probabilities",
    ])
    let rows = String(decoding: output, as: UTF8.self).split(separator: "\n").dropFirst()
    let test = try MNIST(folder: data).test
    var cases = ReportBrowser.Cases(
      sections: [
        "figures", "draw", "weights", "curves", "confusion", "examples", "training", "history",
      ], shown: ["10000 examples", "The most frequent confusions"])
    cases.images = try rows.prefix(200).enumerated().map { index, row in
      let cells = row.split(separator: ",").dropFirst(3)
      let size = ImageSize(width: 28, height: 28)
      return ReportBrowser.Image(
        pixels: GreyImage(example: index, of: test.features, size: size).pixels,
        probabilities: try cells.map { try #require(Double($0)) })
    }
    #expect(cases.images.count == 200)
    try ReportBrowser.check(page, cases)
  }
}
