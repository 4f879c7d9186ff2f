import SigmoidExamples
import SigmoidSystem

extension LogisticModel {
  /// Refuses examples whose columns have other names, or another order, than the model's features: the
  /// model would take one for the other. Examples without names are taken as they come.
  /// - Throws: `ModelWidthError`, `FileError`.
  public func check(_ examples: Examples) throws {
    guard examples.featureCount == features else {
      throw ModelWidthError(expected: features, found: examples.featureCount)
    }
    guard let expected = inputs.featureNames, let names = examples.featureNames,
      let column = names.indices.first(where: { names[$0] != expected[$0] })
    else { return }
    throw FileError(
      path: examples.source.path,
      expected: "'\(expected[column])' as feature \(column) (counted from 0)",
      found: "'\(names[column])'",
      remedy: "put the columns into the order that the model was trained on, or leave the names out"
    )
  }
}
