import SigmoidSystem

/// Examples dealt into folds for cross-validation: those of each label evenly, by a seed.
///
/// A fold is left out of a fit by case weights of 0, so that all folds share one set of examples and
/// nothing is copied:
///
///     for fold in 0..<folds.count {
///       let fit = try regression.fit(examples, caseWeights: folds.trainingWeights(without: fold))
///       let test = examples.selecting(folds.examples(of: fold))
///     }
public struct Folds: Equatable, Sendable {
  /// How many folds there are.
  public let count: Int
  /// The fold of each example, from 0.
  public let foldOfExample: [Int]

  /// - Parameters:
  ///   - count: 2 or more.
  ///   - labels: one an example.
  ///   - seed: of the order in which the examples of a label are dealt.
  /// - Throws: `TableShapeError` for fewer than two folds, and for more folds than a label has
  ///   examples: some fold would then be without that label.
  public init(_ count: Int, of labels: Labels, seed: UInt64 = 0) throws(TableShapeError) {
    guard count >= 2 else {
      throw TableShapeError(expected: "2 folds or more", found: "\(count)", remedy: "ask for more")
    }
    let members = labels.members
    if let code = members.firstIndex(where: { !$0.isEmpty && $0.count < count }) {
      throw TableShapeError(
        expected: "at least \(count) examples of each label, one for each fold",
        found: "\(members[code].count) of \(labels.names[code])",
        remedy: "ask for fewer folds, or leave that label out")
    }
    var folds = [Int](repeating: 0, count: labels.count)
    // The next label goes on where the last one ended: folds differ by one example at the most.
    var next = 0
    for (code, examples) in members.enumerated() {
      // A label has a sequence of its own: it does not matter which others there are.
      var generator = SeededGenerator(seed: seed, stream: UInt64(code))
      var dealt = examples
      generator.shuffle(&dealt)
      for example in dealt {
        folds[example] = next
        next = (next + 1) % count
      }
    }
    self.count = count
    foldOfExample = folds
  }

  /// Case weights that leave a fold out.
  /// - Parameter weights: what the examples weigh otherwise, one each; nil for 1.
  /// - Returns: 0 for the examples of the fold.
  public func trainingWeights(without fold: Int, of weights: [Double]? = nil) -> [Double] {
    require((0..<count).contains(fold), "fold \(fold) of \(count)")
    require(
      weights?.count ?? foldOfExample.count == foldOfExample.count,
      "\(weights?.count ?? 0) weights for \(foldOfExample.count) examples")
    return foldOfExample.indices.map { foldOfExample[$0] == fold ? 0 : weights?[$0] ?? 1 }
  }

  /// The examples of a fold, ascending.
  public func examples(of fold: Int) -> [Int] {
    require((0..<count).contains(fold), "fold \(fold) of \(count)")
    return foldOfExample.indices.filter { foldOfExample[$0] == fold }
  }
}
