import Foundation
import SigmoidModel
import TestSupport
import Testing

/// Odd against even with an l1 on the whole of MNIST, against optima that were computed in float64 elsewhere to a
/// duality gap of 1e-15: mnist_l1.json of the folder of references.
@Suite(
  .enabled(
    if: OptimisedCommand.isReady && SharedFolder.reference.path != nil,
    Comment(rawValue: OptimisedCommand.whatIsMissing + SharedFolder.reference.whatIsMissing)),
  .serialized)
struct SparseOptimumTests {
  private struct Reference: Decodable {
    let lambdaMax: Double
    let points: [Point]
  }

  private struct Point: Decodable {
    let l1, objective, intercept: Double
    let features: [Int]
    let weights: [Double]
  }

  private struct Summary: Decodable {
    let objective, dualityGap: Double
    let evaluations: Int
    let converged: Bool
  }

  private struct Path: Decodable {
    struct Point: Decodable {
      let lambda, objective, dualityGap: Double
      let nonzero: Int
      let converged: Bool
    }
    let lambdaMax: Double
    let points: [Point]
  }

  private static let question = ["--positive", "1,3,5,7,9", "--versus", "0,2,4,6,8"]

  private func reference() throws -> Reference {
    try JSONDecoder().decode(
      Reference.self, from: SharedFolder.reference.read("mnist_l1.json"))
  }

  /// The reference's pixels are rounded to floats, which moves its optimum by 5e-10 to 9e-10.
  @Test func theOptimumAndItsFeaturesAreThoseOfTheReference() throws {
    let folder = try TemporaryFolder()
    let points = try reference().points
    #expect(points.count == 4)
    for point in points {
      let file = folder.file("m.safetensors")
      let summary = try JSONDecoder().decode(
        Summary.self,
        from: OptimisedCommand.run(
          ["train", "--json", "--quiet", "--l1", "\(point.l1)", "--gap", "1e-9", "--model", file]
            + ["--force"] + Self.question))
      #expect(summary.converged && summary.dualityGap <= 1e-9 * summary.objective)
      #expect(abs(summary.objective - point.objective) <= 1e-9)
      // Passes over the images: of few kinds they are as few.
      #expect(summary.evaluations <= 40)
      let model = try LogisticModel(contentsOf: file)
      #expect(model.weights.indices.filter { model.weights[$0] != 0 } == point.features)
      for (feature, weight) in zip(point.features, point.weights) {
        #expect(abs(model.weights[feature] - weight) <= 1e-6)
      }
      #expect(abs(model.intercepts[0] - point.intercept) <= 1e-6)
    }
  }

  @Test func aPathGoesThroughThem() throws {
    let reference = try reference()
    let path = try JSONDecoder().decode(
      Path.self,
      from: OptimisedCommand.run(
        ["path", "--json", "--quiet", "--points", "10", "--ratio", "0.01", "--whole"]
          + Self.question))
    #expect(abs(path.lambdaMax / reference.lambdaMax - 1) < 1e-6)
    #expect(path.points.count == 10)
    #expect(path.points.allSatisfy { $0.converged && $0.dualityGap <= 1e-6 * $0.objective })
    let last = try #require(path.points.last)
    #expect(abs(last.objective - reference.points[3].objective) <= 1e-6)
    #expect(last.nonzero >= 178 && last.nonzero <= 184)
  }
}
