#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether probabilities fit what happened, in groups of like probability (David Hosmer, Stanley Lemeshow,
/// "Goodness of fit tests for the multiple logistic regression model", Communications in Statistics A9, 1980):
/// χ² = Σ (observed − expected)²/expected over both classes of each group.
///
/// Groups end at quantiles of p (R's type 7), and an example at a bound is of the group below: those of R's
/// ResourceSelection::hoslem.test. A case weight counts as copies. Bounds that are equal, and groups without
/// examples, are one group less, and one degree of freedom less.
public struct HosmerLemeshow: Equatable, Sendable {
  /// Examples of like probability.
  public struct Group: Equatable, Sendable {
    /// The highest probability that it may hold.
    public let upper: Double
    /// What its examples count together, and how many of them are, and are expected to be, positive.
    public internal(set) var examples, observed, expected: Double
    /// As many as are expected not to be.
    public internal(set) var expectedOthers: Double
  }

  /// By rising probability; at least 3.
  public let groups: [Group]

  /// Small of a fit that describes its examples.
  public var chiSquared: Double {
    groups.reduce(0) { sum, group in
      // Both classes differ by as much.
      let difference = group.observed - group.expected
      guard difference != 0 else { return sum }
      return sum + difference * difference * (1 / group.expected + 1 / group.expectedOthers)
    }
  }
  /// The groups less 2.
  public var degrees: Int { groups.count - 2 }
  /// P(X > chiSquared) of a χ² of so many degrees.
  public var p: Double { Distribution.chiSquaredTail(chiSquared, degrees: degrees) }
  /// Groups of which fewer than 1 are expected in a class: with them p is rough.
  public var sparseGroups: Int { groups.count { min($0.expected, $0.expectedOthers) < 1 } }
}

/// Why there is no Hosmer-Lemeshow test.
public enum HosmerLemeshowError: Error, Equatable, CustomStringConvertible {
  /// So many groups of different probabilities, of as many as were asked for.
  case tooFewGroups(Int, of: Int)
  /// A penalty: the distribution of χ² is known without one.
  case penalised

  public var description: String {
    switch self {
    case .tooFewGroups(let found, let wanted):
      "expected 3 groups of different probabilities or more, found \(found) of the \(wanted) asked for"
    case .penalised:
      "none with a penalty, with which the distribution of its χ² is not known"
    }
  }
}

extension Diagnostics {
  /// The test of Hosmer and Lemeshow.
  /// - Parameter count: the groups, fewer where probabilities are equal.
  /// - Throws: `HosmerLemeshowError` with a penalty, and where fewer than 3 groups are left.
  public func hosmerLemeshow(groups count: Int = 10) throws(HosmerLemeshowError) -> HosmerLemeshow {
    guard !isPenalised, !hasFirth else { throw .penalised }
    let order = examples.indices.filter { examples[$0].weight > 0 }
      .sorted { (examples[$0].probability, $0) < (examples[$1].probability, $1) }
    guard count > 2, let last = order.last else { throw .tooFewGroups(0, of: count) }
    var groups: [HosmerLemeshow.Group] = []
    // Of equal ones one: the lowest examples are of the first group that ends above them.
    let quantiles = quantiles(count, order)
    var bounds = quantiles.indices.dropFirst()
      .filter { quantiles[$0] > quantiles[$0 - 1] }.map { quantiles[$0] }[...]
    for index in order {
      let example = examples[index]
      let p = example.probability
      if groups.isEmpty || p > groups[groups.count - 1].upper {
        bounds = bounds.drop { $0 < p }
        groups.append(
          HosmerLemeshow.Group(
            upper: bounds.first ?? examples[last].probability, examples: 0, observed: 0,
            expected: 0,
            expectedOthers: 0))
      }
      let own = groups.count - 1
      groups[own].examples += example.weight
      groups[own].observed += example.isPositive ? example.weight : 0
      groups[own].expected += example.weight * p
      groups[own].expectedOthers += example.weight * example.complement
    }
    guard groups.count > 2 else { throw .tooFewGroups(groups.count, of: count) }
    return HosmerLemeshow(groups: groups)
  }

  /// count + 1 of them, from the least to the greatest probability: of n copies in their order, from 0, that at
  /// (n − 1)·i/count, or between two.
  private func quantiles(_ count: Int, _ order: [Int]) -> [Double] {
    let total = order.reduce(0) { $0 + examples[$1].weight }
    var (position, before) = (0, 0.0)
    /// The copy of this number; numbers rise from call to call.
    func probability(of copy: Double) -> Double {
      while position < order.count - 1, before + examples[order[position]].weight <= copy {
        before += examples[order[position]].weight
        position += 1
      }
      return examples[order[position]].probability
    }
    return (0..<count).map { index in
      let place = max(0, total - 1) * Double(index) / Double(count)
      let (whole, share) = (place.rounded(.down), place - place.rounded(.down))
      let lower = probability(of: whole)
      guard share > 0 else { return lower }
      // Not to pass by a copy that the next quantile needs.
      let kept = (position, before)
      let upper = probability(of: whole + 1)
      (position, before) = kept
      return upper == lower ? lower : (1 - share) * lower + share * upper
    } + order.suffix(1).map { examples[$0].probability }
  }
}
