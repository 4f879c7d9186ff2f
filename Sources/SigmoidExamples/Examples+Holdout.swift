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

  /// Groups in the order of a draw, each taken where it brings the test part nearer to the share of the
  /// labels: Σ (examples − share · all)² / all over the labels falls.
  private static func split(
    _ labels: Labels, _ share: Double, _ groups: Labels, seed: UInt64
  ) -> (training: [Int], test: [Int]) {
    let all = labels.counts.map(Double.init)
    var held = [Double](repeating: 0, count: all.count)
    var isTest = [Bool](repeating: false, count: labels.count)
    var nearest: (group: [Int], change: Double)?
    // Of each of its labels, the examples of a group; nothing where a label would be without any.
    func counts(_ group: [Int]) -> [Int32: Double]? {
      var counts: [Int32: Double] = [:]
      for example in group { counts[labels.codes[example], default: 0] += 1 }
      let leavesSome = counts.allSatisfy { held[Int($0.key)] + $0.value < all[Int($0.key)] }
      return leavesSome ? counts : nil
    }
    let members = groups.members
    var order = Array(members.indices)
    var generator = SeededGenerator(seed: seed)
    generator.shuffle(&order)
    for group in order.map({ members[$0] }) where !group.isEmpty {
      guard let counts = counts(group) else { continue }
      let change = counts.keys.sorted().reduce(0) { sum, code in
        let (own, label) = (counts[code] ?? 0, Int(code))
        return sum + own * (2 * (held[label] - share * all[label]) + own) / all[label]
      }
      if change < nearest?.change ?? .infinity { nearest = (group, change) }
      guard change < 0 else { continue }
      for (code, count) in counts { held[Int(code)] += count }
      for example in group { isTest[example] = true }
    }
    // Each is larger than the share: then the one that is nearest to it.
    if !isTest.contains(true) { for example in nearest?.group ?? [] { isTest[example] = true } }
    let indices = labels.codes.indices
    return (indices.filter { !isTest[$0] }, indices.filter { isTest[$0] })
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
