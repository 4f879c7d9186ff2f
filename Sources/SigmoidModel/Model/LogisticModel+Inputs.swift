import SigmoidExamples

extension LogisticModel {
  /// Refuses examples whose features are not those of the model, in number, names and order, see
  /// `Schema`.
  /// - Throws: `ModelWidthError`, `FileError`.
  public func check(_ examples: Examples) throws {
    guard examples.featureCount == features else {
      throw ModelWidthError(expected: features, found: examples.featureCount)
    }
    try schema.check(
      names: examples.featureNames, of: examples.source.path, orElse: "leave the names out")
  }
}
