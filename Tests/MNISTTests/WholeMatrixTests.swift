@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

@Suite(
  .enabled(if: OptimisedCommand.isReady, Comment(rawValue: OptimisedCommand.whatIsMissing)),
  .serialized)
struct WholeMatrixTests {
  private struct Comparison: Decodable {
    struct Engine: Decodable {
      let engine: String
      let maxWeightDifference, speedup, secondsPerEpochMedian: Double
    }
    let examples, features: Int
    let readFloatsSeconds: Double
    let engines: [Engine]
  }

  private struct Trained: Decodable {
    let weightNorm, intercept: Double
  }

  /// Speed is that of the best of a few runs: whatever else the machine does only slows one down.
  ///
  /// BLAS reads the floats twice an epoch. Where other machines take the memory's time, which the
  /// reference does not wait for, it is to come within a third of that limit, read in the same run.
  @Test func enginesAgreeAndAreFaster() throws {
    var best: [String: Double] = [:]
    var ofLimit = 0.0
    for _ in 0..<8 where best.count < 4 || best.contains(where: { $0 != "reference" && $1 < 3 }) {
      let output = try OptimisedCommand.run(["compare", "--epochs", "10", "--json"])
      let comparison = try JSONDecoder().decode(Comparison.self, from: output)
      #expect(comparison.examples == 60_000 && comparison.features == 784)
      for engine in comparison.engines {
        #expect(
          engine.maxWeightDifference < Tolerance.weightsBetweenEngines, "\(engine.engine)")
        best[engine.engine] = max(best[engine.engine] ?? 0, engine.speedup)
        if engine.engine == "blas" {
          ofLimit = max(
            ofLimit, 2 * comparison.readFloatsSeconds / engine.secondsPerEpochMedian)
        }
      }
    }
    #expect(Set(best.keys) == ["reference", "blas", "tiled", "bytes"])
    for (engine, speedup) in best where engine != "reference" {
      let isNearLimit = engine == "blas" && ofLimit > 1 / 3
      #expect(speedup >= 3 || isNearLimit, "\(engine), \(ofLimit) of its limit")
    }
  }

  /// Another implementation of the format reads the file, to the same bits.
  @Test(
    .enabled(
      if: Peer.interpreter.map(FileManager.default.isExecutableFile) ?? false,
      "needs SIGMOID_PEERS, a Python with the safetensors package (make test prepares it)"))
  func pythonsSafetensorsReadsTheModel() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("m.safetensors")
    let arguments = ["train", "--epochs", "3", "--examples", "2000", "--json", "--model", file]
    let trained = try JSONDecoder().decode(Trained.self, from: OptimisedCommand.run(arguments))
    let script = """
      import math, struct, sys
      import safetensors
      tensors = dict(safetensors.deserialize(open(sys.argv[1], "rb").read()))
      w = struct.unpack("<784d", bytes(tensors["weights"]["data"]))
      b, = struct.unpack("<d", bytes(tensors["intercepts"]["data"]))
      print(tensors["weights"]["shape"], math.sqrt(math.fsum(x * x for x in w)).hex(), b.hex())
      """
    let text = String(
      decoding: try OptimisedCommand.run(
        Peer.interpreter ?? "", ["-c", script, file]), as: UTF8.self)
    let parts = text.split { " \n[],".contains($0) }.map(String.init)
    try #require(parts.count == 4)
    #expect(parts[0] == "1" && parts[1] == "784")
    let norm = try #require(Double(parts[2]))
    #expect(abs(norm - trained.weightNorm) < 1e-14)
    #expect(Double(parts[3]) == trained.intercept)
  }
}
