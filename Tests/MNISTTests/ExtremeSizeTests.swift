@testable import SigmoidExamples
import Foundation
@testable import SigmoidModel
import TestSupport
import Testing

/// Shapes far from MNIST's, and kernels far from each other, with the optimised command.
@Suite(
  .enabled(if: OptimisedCommand.path != nil, "\(OptimisedCommand.whatIsMissing)"), .serialized)
struct ExtremeSizeTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Summary: Decodable {
    let examples: Int
    let objective: Double
  }

  /// Trains and saves as `m`; gives what was reached.
  @discardableResult
  private func train(_ words: [String], environment: [String: String] = [:]) throws -> Summary {
    let output = try OptimisedCommand.run(
      ["train"] + words + ["--json", "--model", folder.file("m")], environment: environment)
    return try JSONDecoder().decode(Summary.self, from: output)
  }

  private func model() throws -> LogisticModel { try LogisticModel(contentsOf: folder.file("m")) }

  /// The largest difference of two models' parameters, relative to the largest of one.
  private func distance(_ one: LogisticModel, _ other: LogisticModel) -> Double {
    let (a, b) = (one.weights + one.intercepts, other.weights + other.intercepts)
    let size = a.reduce(0) { max($0, abs($1)) }
    return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } / size
  }

  /// A `.npy` array of unsigned bytes, examples × features.
  private func array(_ name: String, _ shape: String, _ bytes: Data) throws -> String {
    var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape)), }"
    header += String(repeating: " ", count: 118 - header.utf8.count - 1) + "\n"
    var file = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0])
    file.append(contentsOf: header.utf8)
    file.append(bytes)
    try file.write(to: URL(fileURLWithPath: folder.file(name)))
    return folder.file(name)
  }

  /// Ten million examples, a thousand times ten thousand: the optimum is that of the thousand.
  @Test func tenMillionExamplesOfFourFeatures() throws {
    var random = RandomValues()
    let examples = random.bytes(4000)
    let labels = (0..<1000).map { example in
      UInt8(Double(examples[4 * example]) + 128 * random.unit() > 128 ? 1 : 0)
    }
    func words(_ times: Int) throws -> [String] {
      var (x, y) = (Data(capacity: 4000 * times), Data(capacity: 1000 * times))
      for _ in 0..<times {
        x.append(contentsOf: examples)
        y.append(contentsOf: labels)
      }
      return [
        try array("x\(times).npy", "\(1000 * times), 4", x), "--labels",
        try array("y\(times).npy", "\(1000 * times),", y), "--l2", "1e-4",
      ]
    }
    let (few, many) = (try words(1), try words(10_000))
    for solver in ["lbfgs", "newton", "gd"] {
      let more = ["--solver", solver] + (solver == "gd" ? ["--epochs", "20"] : [])
      let one = try train(few + more)
      let expected = try model()
      let other = try train(many + more)
      #expect(one.examples == 1000 && other.examples == 10_000_000)
      #expect(abs(one.objective - other.objective) < Tolerance.goldenObjective)
      let distance = distance(expected, try model())
      print("tenMillionExamplesOfFourFeatures: \(solver), weights \(distance)")
      #expect(distance < Tolerance.repeatedExamples, "\(solver)")
    }
  }

  @Test func aMillionFeatures() throws {
    var random = RandomValues()
    var text = ""
    for example in 0..<2000 {
      // One feature in common that tells the label, the last, and others that few examples share.
      let label = example % 2
      let features = Set((0..<20).map { _ in random.int(in: 1..<1_000_000) }).sorted()
      text += "\(label)" + features.map { " \($0):1" }.joined()
      text += " 1000000:\(Double(label) + 0.4 * random.unit())\n"
    }
    let path = try folder.write(Array(text.utf8), to: "wide.libsvm")
    for solver in ["lbfgs", "gd", "momentum", "sgd", "adam"] {
      let more = solver == "lbfgs" ? [] : ["--epochs", "5"]
      let words = [path, "--solver", solver, "--l2", "1e-5"] + more
      let one = try train(words + ["--threads", "1"])
      let file = try folder.bytes("m")
      try train(words + ["--threads", "2"])
      let isSame = try folder.bytes("m") == file
      #expect(isSame && file.count > 8_000_000, "\(solver)")
      #expect(one.objective < 0.69, "\(solver)")
    }
    let predictions = try OptimisedCommand.run(["predict", "--model", folder.file("m"), path])
    #expect(predictions.split(separator: UInt8(ascii: "\n")).count == 2001)
    #expect {
      _ = try train([path, "--solver", "newton"])
    } throws: { error in
      (error as? OptimisedCommand.Failed)?.message.contains("lbfgs") == true
    }
  }

  /// Levels of kernels add up in other orders: their models agree within a bound.
  @Test(.enabled(if: OptimisedCommand.isReady, "\(OptimisedCommand.whatIsMissing)"))
  func levelsOfKernelsAgree() throws {
    for question in [["--positive", "1,3,5,7,9"], ["--multiclass"]] {
      for solver in [["--epochs", "100"], ["--solver", "lbfgs", "--l2", "1e-3"]] {
        let runs = try OptimisedCommand.kernels.map {
          (
            summary: try train(question + solver, environment: ["SIGMOID_KERNELS": $0]),
            model: try model()
          )
        }
        for run in runs {
          let objective = abs(run.summary.objective - runs[0].summary.objective)
          let distance = distance(runs[0].model, run.model)
          print("levelsOfKernelsAgree: \(question) \(solver): \(objective), weights \(distance)")
          #expect(objective < Tolerance.goldenObjective)
          #expect(distance < Tolerance.weightsBetweenLevels)
        }
      }
    }
  }
}
