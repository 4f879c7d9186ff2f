import Foundation
import TestSupport
import Testing

/// Every engine on the whole of MNIST against independent float64 results.
@Suite(.enabled(if: Golden.isThere, Comment(rawValue: Golden.whatIsMissing)), .serialized)
struct GoldenTests {
  private struct Summary: Decodable {
    let loss, testLogLoss, weightNorm: Double
    let testErrors, testExamples, examples, evaluations: Int
    let dataSource: String
  }

  private struct Evaluation: Decodable {
    let evaluation: Int
    let loss: Double
  }

  @Test(arguments: ["blas", "reference"], 0..<3)
  func descentFollowsTheIndependentOne(engine: String, run: Int) throws {
    let golden = try Golden.load().gradientDescent[run]
    let folder = try TemporaryFolder()
    var arguments = [
      "train", "--json", "--engine", engine, "--history", folder.file("history"),
      "--positive", golden.positive.map(String.init).joined(separator: ","),
      "--epochs", "\(golden.epochs)", "--learning-rate", "\(golden.learningRate)",
    ]
    if let negative = golden.negative {
      arguments += ["--versus", negative.map(String.init).joined(separator: ",")]
    }
    let summary = try JSONDecoder().decode(Summary.self, from: OptimisedCommand.run(arguments))
    #expect(summary.dataSource == "mnist")
    #expect(summary.examples == golden.examples && summary.evaluations == golden.epochs)
    #expect(summary.testExamples == golden.testExamples)
    #expect(abs(summary.testErrors - golden.testErrors) <= Tolerance.goldenErrors)
    #expect(
      abs(summary.weightNorm / golden.weightNorm - 1) <= Tolerance.goldenWeightNorm)
    #expect(abs(summary.testLogLoss - golden.testLogLoss) <= Tolerance.goldenLoss)

    let history = try folder.bytes("history").split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Evaluation.self, from: Data($0))
    }
    #expect(history.map(\.evaluation) == Array(1...golden.epochs))
    for (evaluation, loss) in golden.lossAtEvaluation {
      let index = try #require(Int(evaluation)) - 1
      #expect(abs(history[index].loss - loss) <= Tolerance.goldenLoss, "evaluation \(evaluation)")
    }
    #expect(summary.loss == history.last?.loss)
  }
}
