/// How many intervals of a kind had the truth.
struct CoverageTally: Sendable {
  private(set) var sets = 0
  /// One a coefficient.
  private(set) var inside: [Int]
  /// Over the sets, the squared number of coefficients whose interval had the truth.
  private var squares = 0

  init(coefficients: Int) { inside = [Int](repeating: 0, count: coefficients) }

  mutating func add(_ set: [Bool]) {
    sets += 1
    for (index, isInside) in set.enumerated() where isInside { inside[index] += 1 }
    let count = set.count { $0 }
    squares += count * count
  }

  mutating func add(_ other: CoverageTally) {
    sets += other.sets
    for index in inside.indices { inside[index] += other.inside[index] }
    squares += other.squares
  }

  var shares: [Double] { inside.map { Double($0) / Double(max(sets, 1)) } }

  /// How many standard errors of this simulation and of the other the shares are from known ones: one a
  /// coefficient, and then that of their mean, which tells smaller differences.
  func distances(from known: [Double]) -> [Double] {
    let spread = 1 / Double(max(sets, 1)) + 1 / KnownCoverage.sets
    let own = zip(shares, known).map { ($0 - $1) / ($1 * (1 - $1) * spread).squareRoot() }
    let count = Double(sets)
    let mean = Double(inside.reduce(0, +)) / count
    let variance = Double(squares) / count - mean * mean
    return own + [(mean - known.reduce(0, +)) / (variance * spread).squareRoot()]
  }
}
