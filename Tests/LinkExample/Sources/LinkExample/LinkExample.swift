import Datasets
import Foundation
import LinearAlgebra
import LogisticRegression

@main
struct LinkExample {
  static func main() throws {
    let training = SyntheticDigits.dataset(examples: 4000, seed: 1, set: .training)
    let test = SyntheticDigits.dataset(examples: 1000, seed: 1, set: .test)
    let fit = try LogisticTrainer(solver: .gradientDescent(epochs: 100, learningRate: 0.1))
      .fit(training, BinaryTask(positive: [0]))
    let accuracy = try fit.model.evaluate(test).accuracy
    print("trained on synthetic digits through the library: accuracy \(accuracy)")
    precondition(accuracy > 0.95, "expected an accuracy above 0.95, found \(accuracy)")
    try ownNumbers()
    try ownTable()
  }

  /// A person's own numbers: features × examples, an example a column, labels of any kind.
  static func ownNumbers() throws {
    let x = Matrix<Float>(rows: 2, columns: 4, elements: [0, 1, 1, 2, 5, 6, 6, 7])
    let data = Dataset(features: x, labels: Labels(["low", "low", "high", "high"]))
    let fit = try LogisticTrainer(solver: .gradientDescent(epochs: 500, learningRate: 0.1))
      .fit(data, BinaryTask(positive: ["high"]))
    let predictions = try fit.model.predictions(of: data.features)
    precondition(
      predictions == ["not high", "not high", "high", "high"], "found \(predictions)")
  }

  /// A person's own table, with labels in words: read, held out a part of, trained, tested, and
  /// predicted from.
  static func ownTable() throws {
    let path = NSTemporaryDirectory() + "sigmoid-link-example-\(UUID().uuidString).csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var text = "stem,leaf,kind\n"
    for row in 0..<60 {
      let (spread, kind) = (Double(row % 7) / 10, row % 3)
      text +=
        "\(Double(kind) + spread),\(5 - 2 * Double(kind) + spread),\(["ash", "elm", "oak"][kind])\n"
    }
    try text.write(toFile: path, atomically: true, encoding: .utf8)

    var file = ReadRequest(path: path, format: .csv)
    file.csv.labels = .named("kind")
    let (training, test) = try file.read().labelled().holdingOut(0.25, seed: 1)
    guard case .doubles(let trees) = training, case .doubles(let others) = test else {
      preconditionFailure("numbers that no float holds are doubles")
    }
    let fit = try LogisticTrainer(solver: .lbfgs(evaluations: 200), l2: 1e-3)
      .fit(trees, MulticlassTask())
    let accuracy = try fit.model.evaluate(others).accuracy
    let tree = Matrix<Double>(rows: 2, columns: 1, elements: [2.1, 1.2])
    let kind = try fit.model.predictions(of: tree)
    print("trained on a table of \(trees.examples) trees: accuracy \(accuracy) on others")
    precondition(accuracy > 0.95 && kind == ["oak"], "found \(accuracy), \(kind)")
  }
}
