import Foundation
import TestSupport
import Testing

/// Several classes, with a penalty: every solver ends at the optimum and proves it.
@Suite(
  .enabled(
    if: SharedFolder.reference.path != nil, Comment(rawValue: SharedFolder.reference.whatIsMissing))
)
struct MulticlassOptimumTests {
  private static let solvers = ["auto", "newton", "lbfgs"]
  /// Problems of multinomial.json that are of iris.csv.
  private static let problems = ["iris_l2_0.01", "iris_l2_0.0001"]
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Problem: Decodable {
    let l2: Double
    let objective: Double
  }

  private func problem(_ name: String) throws -> Problem {
    // The file has problems of other kinds too.
    let file = try JSONSerialization.jsonObject(
      with: SharedFolder.reference.read("multinomial.json"))
    let object = try #require((file as? [String: Any])?[name])
    return try JSONDecoder().decode(
      Problem.self, from: JSONSerialization.data(withJSONObject: object))
  }

  private func train(_ options: [String], l2: Double) throws -> FitClaims {
    let path = try folder.write(
      [UInt8](SharedFolder.reference.read("data/iris.csv")), to: "iris.csv")
    return try FitClaims(
      CommandProcess.succeed(
        ["train", path, "--label", "species", "--l2", "\(l2)", "--json", "--quiet", "--model"]
          + [folder.file("m")] + options))
  }

  @Test(arguments: problems, solvers)
  func softmaxEndsAtTheOptimum(name: String, solver: String) throws {
    let problem = try problem(name)
    let fit = try train(["--multiclass", "--solver", solver], l2: problem.l2)
    #expect(fit.converged && Tolerance.isOptimum(fit.objective, of: problem.objective))
    fit.checkClaims(optimum: problem.objective, l2: problem.l2, "\(name)")
    fit.checkColumns(constant: [:], "\(name)")
  }

  /// The objective of one against the rest is the sum of those of the binary problems.
  @Test(arguments: [1e-2, 1e-4], solvers)
  func oneVersusRestEndsAtTheOptimumOfEachClass(l2: Double, solver: String) throws {
    let data = try SharedFolder.reference.read("data/iris.csv")
    let table = try TableText(String(decoding: data, as: UTF8.self))
    let names = table.header.filter { $0 != "species" }
    let (columns, species) = (try names.map(table.numbers), try table.numbers("species"))
    let judges = try [0.0, 1, 2].map { label in
      try PlainNewton(columns: columns, labels: species.map { $0 == label ? 1 : 0 }, l2: l2)
    }
    let optimum = judges.reduce(0) { $0 + $1.objective }
    let fit = try train(["--one-vs-rest", "--solver", solver], l2: l2)
    #expect(fit.converged && Tolerance.isOptimum(fit.objective, of: optimum))
    fit.checkClaims(optimum: optimum, l2: l2, "one-vs-rest")
    fit.checkColumns(constant: [:], "one-vs-rest")
    for (line, judge) in judges.enumerated() {
      let model = try WeightsByName(model: folder.file("m"), line: line)
      #expect(model.names == names)
      try #require(model.weights.count == names.count)
      for (index, error) in judge.standardErrors.enumerated() {
        let off = abs(model.weights[index] - judge.weights[index]) / error
        #expect(off < Tolerance.optimumStandardErrors, "\(line), \(names[index])")
      }
      let off = abs(model.intercept - judge.intercept) / judge.interceptStandardError
      #expect(off < Tolerance.optimumStandardErrors, "\(line), intercept")
    }
  }
}
