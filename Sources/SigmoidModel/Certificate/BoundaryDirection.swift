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
      let margins = margins(slopes, group: group)
      let hasBoundary = margins.contains { $0 <= limits[group] }
      if limits[group].isFinite, !everywhere(!hasBoundary) { isComplete = false }
      // Of the boundary it is known by how the direction was made.
      let isProved = zip(margins, self.margins(exact, group: group))
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
      guard relativeWeights[example] > 0 else { return [] }
      switch link {
      case .softmax:
        return (0..<columns).filter { $0 != label }.map {
          scores[first + label] - scores[first + $0]
        }
      case .logistic: return [label == 1 ? scores[first] : -scores[first]]
      case .oneVersusRest:
        return [label == group ? scores[first + group] : -scores[first + group]]
      case .ordinal: preconditionFailure("classes in an order have no such margins")
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
    for example in 0..<data.examples where relativeWeights[example] > 0 {
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
