@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// Every engine on the whole of MNIST against independent float64 results.
@Suite(.enabled(if: Golden.isThere, Comment(rawValue: Golden.whatIsMissing)), .serialized)
struct GoldenTests {
  private struct Summary: Decodable {
    let loss, testLogLoss, weightNorm: Double
    let testErrors, testExamples, examples, evaluations: Int
    let dataSource, engine: String
  }

  private struct Evaluation: Decodable {
    let evaluation: Int
    let loss: Double
  }

  @Test(arguments: ["blas", "reference", "tiled", "bytes"], 0..<3)
  func descentFollowsTheIndependentOne(engine: String, run: Int) throws {
    try followsTheIndependentOne(engine: engine, run: run)
  }

  /// Every level of our kernels that this CPU has, chosen as a person would choose it.
  @Test(arguments: OptimisedCommand.kernels, 0..<3)
  func everyKernelFollowsTheIndependentOne(kernels: String, run: Int) throws {
    let environment = ["SIGMOID_KERNELS": kernels]
    let used = try OptimisedCommand.run(["info", "--json"], environment: environment)
    #expect(try JSONDecoder().decode(OptimisedCommand.Info.self, from: used).kernels == kernels)
    try followsTheIndependentOne(engine: "bytes", run: run, environment: environment)
  }

  private func followsTheIndependentOne(
    engine: String, run: Int, environment: [String: String] = [:]
  ) throws {
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
    let summary = try JSONDecoder().decode(
      Summary.self, from: OptimisedCommand.run(arguments, environment: environment))
    #expect(summary.dataSource == "mnist" && summary.engine == engine)
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
