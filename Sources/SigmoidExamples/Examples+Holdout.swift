import SigmoidLinear
import SigmoidSystem

extension Examples {
  /// Splits off a share of the examples of each label, drawn by the seed, to test on. Both parts
  /// keep the order of the examples, and every label with two examples or more is in both.
  ///
  /// - Parameter share: above 0 and below 1.
  /// - Throws: `FileError` when there are no labels.
  public func holdingOut(_ share: Double, seed: UInt64) throws(FileError) -> (
    training: Examples, test: Examples
  ) {
    require(share > 0 && share < 1, "a share of \(share)")
    let (training, test) = Self.split(try requiredLabels(), share, seed: seed)
    return (selecting(training), selecting(test))
  }

  static func split(
    _ labels: Labels, _ share: Double, seed: UInt64
  ) -> (training: [Int], test: [Int]) {
    var isTest = [Bool](repeating: false, count: labels.count)
    for (code, examples) in labels.members.enumerated() where examples.count > 1 {
      // A label has a sequence of its own: it does not matter which others there are.
      var generator = SeededGenerator(seed: seed, stream: UInt64(code))
      var drawn = examples
      let count = min(max(Int((Double(drawn.count) * share).rounded()), 1), drawn.count - 1)
      for position in 0..<count {
        drawn.swapAt(position, position + generator.index(below: drawn.count - position))
        isTest[drawn[position]] = true
      }
    }
    let all = labels.codes.indices
    return (all.filter { !isTest[$0] }, all.filter { isTest[$0] })
  }
}
