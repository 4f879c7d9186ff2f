import Datasets
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
}
