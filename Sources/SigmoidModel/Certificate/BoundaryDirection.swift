import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// The examples that lie on the boundary of a direction, and the directions that leave all of them there.
///
/// Under quasi-complete separation some direction has margins of exactly 0 on the boundary and more than 0
/// elsewhere. A direction that was computed has margins next to 0, which may also be those of features
/// that are small beside one huge number: only what is left of a feature on the boundary itself, beside
/// its own size there, tells.
struct BoundaryDirection {
  /// The part of a direction that moves no example of the boundary.
  let direction: [Double]

  /// The most numbers that the boundary is written out in, and operations on them.
  private static let mostNumbers = 1 << 24
  private static let mostWork = 2e9

  /// Whether a boundary is small enough to be written out.
  static func isAffordable(rows: Int, unknowns: Int) -> Bool {
    let numbers = Double(rows) * Double(unknowns)
    return numbers <= Double(mostNumbers) && numbers * Double(unknowns) <= mostWork
  }

  /// - Parameters:
  ///   - direction: as parameters are.
  ///   - unknowns: of which parameters the columns are.
  ///   - rows: of the boundary, `unknowns.count` numbers each.
  /// - Returns: nil where nothing but 0 leaves the boundary where it is, or it is too large to tell.
  init?(_ direction: [Double], unknowns: [Int], rows: [Double]) {
    let width = unknowns.count
    let count = rows.count / max(1, width)
    guard Self.isAffordable(rows: count, unknowns: width) else { return nil }
    var factor = BoundaryFactor(rows: rows, width: width)
    var result = [Double](repeating: 0, count: direction.count)
    var isMoved = false
    for column in 0..<width {
      guard let combination = factor.combination(ofNext: column) else { continue }
      // This column less the combination of the others: as much of it as the direction has.
      let share = direction[unknowns[column]]
      guard share != 0 else { continue }
      isMoved = true
      result[unknowns[column]] += share
      for (other, coefficient) in combination { result[unknowns[other]] -= share * coefficient }
    }
    guard isMoved else { return nil }
    // A column may be next to a combination of others and none: what moves the boundary by more than
    // the direction's own rounding is no proof.
    guard let exact = factor.exact(unknowns.map { result[$0] }) else { return nil }
    for (column, place) in unknowns.enumerated() { result[place] = exact[column] }
    self.direction = result
  }
}

/// The columns of a boundary that are no combinations of those before them, as an orthogonal basis.
private struct BoundaryFactor {
  private let rows: [Double]
  private let width: Int
  private var basis: [[Double]] = []
  /// Of each kept column: where it is, its length, and its products with the basis.
  private var kept: [(column: Int, size: Double, products: [Double])] = []

  /// A column that is so near to a combination of others, as a share of itself, is one; and a share of it
  /// that is no greater is rounding.
  private static let dependent = 1e-10
  /// Each takes off nearly all that rounding has left of the one before.
  private static let mostCorrections = 4

  init(rows: [Double], width: Int) {
    self.rows = rows
    self.width = width
  }

  private var count: Int { rows.count / max(1, width) }

  /// Keeps a column, or returns it as a combination of those that are kept.
  mutating func combination(ofNext column: Int) -> [(column: Int, coefficient: Double)]? {
    var rest = (0..<count).map { rows[$0 * width + column] }
    let size = dot(rest, rest).squareRoot()
    var products = [Double](repeating: 0, count: basis.count)
    // Twice is enough (Giraud, Langou, Rozložník, "On the loss of orthogonality in the Gram-Schmidt
    // orthogonalization process", Computers & Mathematics with Applications 50, 2005).
    for _ in 0..<2 {
      for (index, vector) in basis.enumerated() {
        let product = dot(rest, vector)
        products[index] += product
        addScaled(-product, vector, to: &rest)
      }
    }
    let length = dot(rest, rest).squareRoot()
    guard length <= Self.dependent * size else {
      basis.append(rest.map { $0 / length })
      kept.append((column, size, products + [length]))
      return nil
    }
    return solved(products).filter { index, coefficient in
      abs(coefficient) * kept[index].size > Self.dependent * size
    }.map { (kept[$0].column, $1) }
  }

  /// Coefficients of the kept columns whose sum has these products with the basis.
  private func solved(_ products: [Double]) -> [(index: Int, coefficient: Double)] {
    var products = products
    return kept.indices.reversed().map { index in
      let coefficient = products[index] / kept[index].products[index]
      for below in 0..<index { products[below] -= coefficient * kept[index].products[below] }
      return (index, coefficient)
    }
  }

  /// Shares of the columns, corrected until they move no row by more than their own rounding; nil where
  /// they do.
  func exact(_ shares: [Double]) -> [Double]? {
    var shares = shares
    for _ in 0..<Self.mostCorrections {
      var rest = [Double](repeating: 0, count: count)
      var isExact = true
      for row in 0..<count {
        var sum = CompensatedSum(0)
        var size = 0.0
        for column in 0..<width {
          let number = rows[row * width + column]
          sum.add(-shares[column], times: number)
          size += abs(number * shares[column])
        }
        rest[row] = sum.value
        if abs(sum.value) > Double.ulpOfOne * size { isExact = false }
      }
      if isExact { return shares }
      // What takes no part stays out: its share would be rounding, and never exact.
      for (index, correction) in solved(basis.map({ dot(rest, $0) }))
      where shares[kept[index].column] != 0 {
        shares[kept[index].column] += correction
      }
    }
    return nil
  }
}

extension TrainingSet {
  /// A direction that proves quasi-complete separation: margins of 0 where those of `direction` are at
  /// most those of the boundary, and above 0 elsewhere, in the groups of columns that are said to be
  /// separated.
  /// - Parameters:
  ///   - parameters: which may separate some groups completely.
  ///   - standardization: of which coordinates the parameters are.
  ///   - groups: of one-vs-rest, whether each column is meant; else one for all.
  ///   - boundary: up to which margin an example lies on the boundary, by the greatest one.
  /// - Returns: the direction, and whether no example lies on its boundary; nil where there is none, or it
  ///   is too large a piece of work.
  func separatingDirection<Base: FeatureStorage>(
    near direction: [Double], orAt parameters: [Double], _ standardization: Standardization?,
    groups: [Bool], boundary: (_ greatest: Double) -> Double, fitsIntercept: Bool, threads: Int
  ) -> (direction: [Double], isComplete: Bool)? where Features == CentredFeatures<Base> {
    let raw = standardization?.rawParameters(direction, columns: columns) ?? direction
    let start = standardization?.rawParameters(parameters, columns: columns) ?? parameters
    var result = [Double](repeating: 0, count: raw.count)
    let slopes = scores(at: direction, threads: threads)
    let scores = scores(at: parameters, threads: threads)
    var limits = [Double](repeating: 0, count: groups.count)
    for group in groups.indices where groups[group] {
      if everywhere(margins(scores, group: group).allSatisfy({ $0 > 0 })) {
        for place in unknowns(ofGroup: group, fitsIntercept: fitsIntercept) {
          result[place] = start[place]
        }
        limits[group] = .infinity
        continue
      }
      let margins = margins(slopes, group: group)
      let own = margins.reduce(0) { max($0, $1) }
      let most = data.partition.communicator.allGather(own).max() ?? own
      guard most > 0, most.isFinite else { return nil }
      limits[group] = boundary(most)
      guard
        let found = boundaryPart(
          of: raw, margins, below: limits[group], group: group, fitsIntercept: fitsIntercept)
      else { return nil }
      for (place, value) in found { result[place] = value }
    }
    let proof = standardization?.parameters(ofRaw: result, columns: columns) ?? result
    let exact = self.scores(at: proof, threads: threads)
    var isComplete = true
    for group in groups.indices where groups[group] {
      let hasBoundary = margins(slopes, group: group).contains { $0 <= limits[group] }
      if limits[group].isFinite, !everywhere(!hasBoundary) { isComplete = false }
      // Of the boundary it is known by how the direction was made.
      let isProved = zip(margins(slopes, group: group), margins(exact, group: group))
        .allSatisfy { $0 <= limits[group] || $1 > $0 / 2 }
      guard everywhere(isProved) else { return nil }
    }
    return (proof, isComplete)
  }

  /// Whether it is so in all processes.
  private func everywhere(_ isSo: Bool) -> Bool {
    !data.partition.communicator.allGather(isSo).contains(false)
  }

  /// Of each example that counts and each class that is not its own, what its score is below that of
  /// its own.
  private func margins(_ scores: [Double], group: Int) -> [Double] {
    (0..<data.examples).flatMap { example -> [Double] in
      let label = Int(classOfExample[example])
      let first = example * columns
      guard relativeWeight(of: example) > 0 else { return [] }
      switch link {
      case .softmax:
        return (0..<columns).filter { $0 != label }.map {
          scores[first + label] - scores[first + $0]
        }
      case .logistic: return [label == 1 ? scores[first] : -scores[first]]
      case .oneVersusRest:
        return [label == group ? scores[first + group] : -scores[first + group]]
      }
    }
  }

  /// Of the parameters of a group, those that may move: of each column the intercept first.
  private func unknowns(ofGroup group: Int, fitsIntercept: Bool) -> [Int] {
    let features = data.features.features
    let own = link == .softmax ? Array(0..<columns) : [group]
    return own.flatMap { column in
      (fitsIntercept ? [columns * features + column] : [])
        + Array(column * features..<(column + 1) * features).filter { $0 != offset?.feature }
    }
  }

  /// The part of a direction, by features as they are, that leaves the boundary where it is.
  ///
  /// Features are taken from where the first example of the boundary has them: differences of stored
  /// numbers lose nothing to a mean that lies elsewhere. There the intercept is another.
  private func boundaryPart<Base: FeatureStorage>(
    of raw: [Double], _ margins: [Double], below limit: Double, group: Int, fitsIntercept: Bool
  ) -> [(place: Int, value: Double)]? where Features == CentredFeatures<Base> {
    let features = data.features.features
    let isSoftmax = link == .softmax
    let unknowns = unknowns(ofGroup: group, fitsIntercept: fitsIntercept)
    let count = data.partition.communicator.sum([margins.count { $0 <= limit }])[0]
    guard BoundaryDirection.isAffordable(rows: count, unknowns: unknowns.count) else { return nil }
    var numbers: [Double] = []
    var pairs: [Int32] = []
    var values = [Double](repeating: 0, count: features)
    var position = 0
    for example in 0..<data.examples where relativeWeight(of: example) > 0 {
      let label = Int(classOfExample[example])
      for other in isSoftmax ? (0..<columns).filter({ $0 != label }) : [group] {
        defer { position += 1 }
        guard margins[position] <= limit else { continue }
        var span = values.mutableSpan
        data.features.writeStored(example, to: &span)
        numbers += values.map { $0 * data.features.scale }
        pairs += [Int32(label), Int32(other)]
      }
    }
    let communicator = data.partition.communicator
    numbers = communicator.allGather(numbers).flatMap { $0 }
    pairs = communicator.allGather(pairs).flatMap { $0 }
    let origin =
      fitsIntercept && !numbers.isEmpty
      ? Array(numbers[..<features]) : [Double](repeating: 0, count: features)
    var rows: [Double] = []
    let fitted = (0..<features).filter { $0 != offset?.feature }
    for row in 0..<pairs.count / 2 {
      let x =
        (fitsIntercept ? [1] : []) + fitted.map { numbers[row * features + $0] - origin[$0] }
      guard isSoftmax else {
        rows += x
        continue
      }
      for column in 0..<columns {
        rows +=
          column == Int(pairs[2 * row])
          ? x : column == Int(pairs[2 * row + 1]) ? x.map { -$0 } : x.map { _ in 0 }
      }
    }
    guard
      let found = BoundaryDirection(
        shifted(raw, by: origin, sign: 1), unknowns: unknowns, rows: rows)
    else { return nil }
    let part = shifted(found.direction, by: origin, sign: -1)
    return unknowns.map { ($0, part[$0]) }
  }

  /// With the intercepts of another origin.
  private func shifted(_ parameters: [Double], by origin: [Double], sign: Double) -> [Double] {
    let features = origin.count
    var result = parameters
    for column in 0..<columns {
      var sum = CompensatedSum(parameters[columns * features + column])
      for feature in 0..<features {
        sum.add(sign * parameters[column * features + feature], times: origin[feature])
      }
      result[columns * features + column] = sum.value
    }
    return result
  }
}
