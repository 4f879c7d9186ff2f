import SigmoidLinear
import SigmoidSystem

extension Examples {
  /// Splits off a share of the examples of each label, drawn by the seed, to test on. Both parts
  /// keep the order of the examples, and every label with two examples or more is in both.
  ///
  /// Where examples are in groups, whole groups are split off, of each label as near to the share as
  /// these allow; every label is in the training part.
  ///
  /// - Parameter share: above 0 and below 1.
  /// - Throws: `FileError` when there are no labels, and when each group has all examples of a label.
  public func holdingOut(_ share: Double, seed: UInt64) throws(FileError) -> (
    training: Examples, test: Examples
  ) {
    require(share > 0 && share < 1, "a share of \(share)")
    let labels = try requiredLabels()
    guard let groups else {
      let (training, test) = Self.split(labels, share, seed: seed)
      return (selecting(training), selecting(test))
    }
    let (training, test) = Self.split(labels, share, groups, seed: seed)
    guard !test.isEmpty else {
      throw FileError(
        path: source.path,
        expected: "a group to hold out, without which there are still examples of each label",
        found: "none among \(groupCount ?? 0) groups",
        remedy: "test on another file, or leave the groups out")
    }
    return (selecting(training), selecting(test))
  }

  private static func split(
    _ labels: Labels, _ share: Double, _ groups: Labels, seed: UInt64
  ) -> (training: [Int], test: [Int]) {
    let members = groups.members
    var draw = GroupDraw(labels, share, members)
    var order = Array(members.indices).filter { !members[$0].isEmpty }
    var generator = SeededGenerator(seed: seed)
    generator.shuffle(&order)
    draw.fill(in: order)
    draw.improve(in: order)
    var isTest = [Bool](repeating: false, count: labels.count)
    for group in order where draw.isHeld[group] {
      for example in members[group] { isTest[example] = true }
    }
    return parted(isTest)
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
    return parted(isTest)
  }

  private static func parted(_ isTest: [Bool]) -> (training: [Int], test: [Int]) {
    (isTest.indices.filter { !isTest[$0] }, isTest.indices.filter { isTest[$0] })
  }
}
