import SigmoidSystem

/// Groups of examples that are held out, as near to a share of each label as whole groups allow: by
/// Σ (held − share · all)²/all over the labels.
struct GroupDraw {
  /// Of each group, whether it is held out.
  private(set) var isHeld: [Bool]
  /// Of each label: examples of all groups, and of those that are held out.
  private let all: [Double]
  private var held: [Double]
  private let share: Double
  /// Of each group, its labels, ascending, with its examples of each.
  private let counts: [[(label: Int, count: Double)]]

  /// Pairs of more groups are not tried: so many come near to any share by themselves.
  private static let mostPairs = 40_000

  init(_ labels: Labels, _ share: Double, _ members: [[Int]]) {
    self.share = share
    isHeld = members.map { _ in false }
    counts = members.map { examples in
      var counts: [Int: Double] = [:]
      for example in examples { counts[Int(labels.codes[example]), default: 0] += 1 }
      return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    var all = [Double](repeating: 0, count: labels.names.count)
    for group in counts { for (label, count) in group { all[label] += count } }
    self.all = all
    held = all.map { _ in 0 }
  }

  /// Holds out one group after the other that comes nearer, and does not go beyond the share; at the end
  /// the one that comes nearest of all.
  mutating func fill(in order: [Int]) {
    let most = share * all.reduce(0, +)
    var count = 0.0
    for group in order {
      let own = counts[group].reduce(0) { $0 + $1.count }
      guard count + own <= most, let change = change([group]), change < 0 else { continue }
      move([group])
      count += own
    }
    var nearest: (group: Int, change: Double)?
    for group in order where !isHeld[group] {
      guard let change = change([group]), change < nearest?.change ?? .infinity else { continue }
      nearest = (group, change)
    }
    // One at the least, however large.
    if let nearest, nearest.change < 0 || count == 0 { move([nearest.group]) }
  }

  /// Moves groups, or exchanges two, for as long as that comes nearer.
  mutating func improve(in order: [Int]) {
    guard order.count * order.count <= Self.mostPairs else { return }
    var isBetter = true
    while isBetter {
      isBetter = false
      for one in order {
        for other in order where other == one || isHeld[other] != isHeld[one] {
          let groups = one == other ? [one] : [one, other]
          let isLast = isHeld[one] && groups.count == 1 && isHeld.count(where: { $0 }) == 1
          guard !isLast, let change = change(groups), change < -1e-9 else { continue }
          move(groups)
          isBetter = true
        }
      }
    }
  }

  private mutating func move(_ groups: [Int]) {
    for group in groups {
      for (label, count) in counts[group] { held[label] += isHeld[group] ? -count : count }
      isHeld[group].toggle()
    }
  }

  /// What the sum changes by if these change sides; nil where a label would have no examples to train on.
  private func change(_ groups: [Int]) -> Double? {
    var moved: [Int: Double] = [:]
    for group in groups {
      for (label, count) in counts[group] {
        moved[label, default: 0] += isHeld[group] ? -count : count
      }
    }
    var sum = 0.0
    for (label, count) in moved.sorted(by: { $0.key < $1.key }) {
      guard held[label] + count < all[label] else { return nil }
      sum += count * (2 * (held[label] - share * all[label]) + count) / all[label]
    }
    return sum
  }
}
