import Foundation

/// Results computed independently in float64, from `$GOLDEN_DIR/mnist.json`.
struct Golden: Decodable {
  struct Descent: Decodable, CustomStringConvertible {
    let positive: [Int]
    let negative: [Int]?
    let learningRate: Double
    let epochs: Int
    let examples: Int
    let lossAtEvaluation: [String: Double]
    let weightNorm: Double
    let testErrors: Int
    let testExamples: Int
    let testLogLoss: Double

    var description: String { "\(positive) against \(negative?.description ?? "the rest")" }
  }

  struct Optimum: Decodable, CustomStringConvertible {
    let positive: [Int]
    let negative: [Int]?
    let l2: Double
    let objective: Double
    let testErrors: Int

    var description: String { "\(positive) against \(negative?.description ?? "the rest")" }
  }

  struct SoftmaxOptimum: Decodable {
    let l2: Double
    let objective: Double
    let testErrors: Int
  }

  let gradientDescent: [Descent]
  let optimum: [Optimum]
  let softmaxOptimum: [SoftmaxOptimum]

  static var isThere: Bool { OptimisedCommand.isReady && OptimisedCommand.goldenFolder != nil }
  static let whatIsMissing: String =
    "needs GOLDEN_DIR, a folder with the independent results; " + OptimisedCommand.whatIsMissing

  static func load() throws -> Golden {
    let path = (OptimisedCommand.goldenFolder ?? "") + "/mnist.json"
    return try JSONDecoder().decode(
      Golden.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
