import Foundation
import Sigmoid
import Testing

/// What a Swift developer writes first.
@Suite struct FirstTries {
  /// Three kinds of flowers, told by two numbers each.
  static let names = ["petal length", "petal width"]
  static let rows: [[Double]] = (0..<150).map { row in
    let kind = Double(row % 3)
    return [1 + 2 * kind + Double(row % 10) / 7, 0.2 + 0.8 * kind + Double(row % 8) / 9]
  }
  static let species = (0..<150).map { ["setosa", "versicolor", "virginica"][$0 % 3] }

  private func file(_ name: String, _ text: String) throws -> String {
    let folder = NSTemporaryDirectory() + "sigmoid-link-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    return folder + "/" + name
  }

  private func table(_ name: String, label: String) throws -> String {
    let lines = zip(Self.rows, Self.species).map { "\($0[0]),\($1),\($0[1])" }
    return try file(name, "length,\(label),width\n" + lines.joined(separator: "\n") + "\n")
  }

  @Test func rowsAndLabels() throws {
    let fit = try LogisticRegression(l2: 1e-3)
      .fit(Self.rows, labels: Self.species, featureNames: Self.names)
    let width = try #require(fit.model.coefficients["virginica"]?["petal width"])
    #expect(width > 0)
    #expect(fit.model.coefficients["virginica"]?["sepal width"] == nil)
    #expect(fit.model.coefficients["rose"] == nil)
    let newRows = [[5.5, 2.0], [1.2, 0.3]]
    let probabilities = try fit.model.probabilities(of: newRows)
    #expect(try #require(probabilities[0]["virginica"]) > 0.5)
    #expect(probabilities[1].prediction == "setosa")
    #expect(abs(probabilities[0].values.reduce(0, +) - 1) < 1e-12)
    #expect(fit.summary.isConverged)
  }

  @Test func aTableFromAFile() throws {
    let path = try table("flowers.csv", label: "species")
    let table = try Examples(contentsOf: path, label: "species")
    let other = try LogisticRegression(solver: .lbfgs, l2: 1e-3).fit(table)
    #expect(other.model.featureNames == ["length", "width"])
    let test = try Examples(contentsOf: self.table("test.csv", label: "class"))
    #expect(try other.model.evaluate(test).accuracy > 0.9)
    let saved = path + ".safetensors"
    try other.model.write(to: saved)
    #expect(try LogisticModel(contentsOf: saved) == other.model)
    // What is no model is not replaced, unless that is asked for.
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(throws: FileError.self) { try other.model.write(to: path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    try other.model.write(to: path, replacing: true)
    #expect(try LogisticModel(contentsOf: path) == other.model)
  }

  @Test func aTrainingOfItsOwn() async throws {
    let table = try Examples(rows: Self.rows, labels: Labels(Self.species))
    let run = LogisticRegression(l2: 1e-3).training(table)
    var losses: [Double] = []
    for await p in run.progress { losses.append(p.loss) }
    let value = try await run.value
    #expect(losses.count == value.summary.evaluations)
    #expect(losses.first.map { abs($0 - log(3)) < 1e-6 } == true)
  }

  @Test func aTrainingIsCancelled() async throws {
    let table = try Examples(rows: Self.rows, labels: Labels(Self.species))
    let run = LogisticRegression(
      solver: .gradientDescent(epochs: 1_000_000_000, learningRate: 0.01)
    )
    .training(table)
    let waiting = Task { try await run.value }
    for await _ in run.progress { break }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  /// Nobody could have its result.
  @Test func aTrainingThatNobodyHoldsEnds() async throws {
    let table = try Examples(rows: Self.rows, labels: Labels(Self.species))
    let hasEnded = Flag()
    var run: Training? = LogisticRegression().training(
      table, run: RunOptions(optimizer: Endless(hasEnded: hasEnded)))
    if let progress = run?.progress {
      for await _ in progress { break }
    }
    #expect(!hasEnded.isSet)
    run = nil
    for _ in 0..<1000 where !hasEnded.isSet { try await Task.sleep(for: .milliseconds(10)) }
    #expect(hasEnded.isSet)
  }

  @Test func batchesMayLackAClass() throws {
    let model = try LogisticRegression(l2: 1e-3).fit(Self.rows, labels: Self.species).model
    let some = Self.species.indices.filter { Self.species[$0] != "setosa" }
    let batch = try Examples(
      rows: some.map { Self.rows[$0] }, labels: Labels(some.map { Self.species[$0] }))
    let sgd = LogisticRegression(solver: .sgd(epochs: 2, learningRate: 0.01, batchSize: 16))
    let next = try sgd.partialFit(model, batch: batch)
    #expect(next.model.classes.map(\.name) == ["setosa", "versicolor", "virginica"])
    #expect(next.model != model)
  }

  @Test func theSameFeaturesUnderOtherLabels() throws {
    let table = try Examples(rows: Self.rows, labels: Labels(Self.species))
    let isSetosa = try table.labelled(Labels(Self.species.map { $0 == "setosa" }))
    let fit = try LogisticRegression(l2: 1e-3).fit(isSetosa)
    #expect(fit.model.classes.map(\.name) == ["false", "true"])
    #expect(fit.model.coefficients.classes == ["true"])
    #expect(table.labels?.names.count == 3)
    #expect(throws: TableShapeError.self) { try table.labelled(Labels([true])) }
  }

  @Test func labelsAreACollectionAndModelsAreCodable() throws {
    let labels = Labels(["b", "a", "b"])
    #expect(Array(labels) == ["b", "a", "b"] && labels.first == "b" && labels.names == ["a", "b"])
    let fit = try LogisticRegression(l2: 1e-3).fit(Self.rows, labels: Self.species)
    let model = try JSONDecoder().decode(
      LogisticModel.self, from: JSONEncoder().encode(fit.model))
    #expect(model == fit.model)
    let summary = try JSONDecoder().decode(
      FitSummary.self, from: JSONEncoder().encode(fit.summary))
    #expect(summary == fit.summary)
    let bad = Data(
      String(decoding: try JSONEncoder().encode(fit.model), as: UTF8.self)
        .replacing("\"features\":2", with: "\"features\":3").utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(LogisticModel.self, from: bad) }
  }

  @Test func mistakesInDataAreThrownWithATextThatShows() throws {
    let regression = LogisticRegression(l2: 1e-3)
    func text(_ work: () throws -> Void) -> String {
      do {
        try work()
        return "nothing was thrown"
      } catch { return error.localizedDescription }
    }
    #expect(
      text { _ = try regression.fit([[1, 2], [3]], labels: ["a", "b"]) }.contains("row 1"))
    #expect(text { _ = try regression.fit([[1], [2]], labels: ["a"]) }.contains("found 1"))
    #expect(
      text { _ = try regression.fit([[1], [2]], labels: ["a", "b"], featureNames: ["x", "y"]) }
        .contains("a name for each of 1 features, found 2"))
    #expect(
      text { _ = try regression.fit([[1], [2]], labels: ["a", "a"]) }.contains("two classes"))
    #expect(text { _ = try regression.fit([], labels: [String]()) }.contains("found none"))
    #expect(
      text { _ = try regression.fit([[.nan], [2]], labels: ["a", "b"]) }
        .contains("feature 0 of example 0"))
    #expect(
      text { _ = try LogisticRegression(l2: -1).fit([[1], [2]], labels: ["a", "b"]) }
        .contains("at least 0"))
    let model = try regression.fit(Self.rows, labels: Self.species, featureNames: Self.names).model
    #expect(text { _ = try model.probabilities(of: [[1, .nan]]) }.contains("feature 1"))
    #expect(text { _ = try model.probabilities(of: [[1]]) }.contains("2 features"))
    let swapped = try Examples(
      rows: Self.rows, labels: Labels(Self.species), featureNames: ["petal width", "petal length"])
    #expect(text { _ = try model.evaluate(swapped) }.contains("'petal length' as feature 0"))
    #expect(text { _ = try Examples(contentsOf: "/no/such.csv") }.contains("/no/such.csv"))
  }
}
