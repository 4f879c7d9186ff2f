import SigmoidExamples
import SigmoidLinear

/// Whether a hyperplane separates the classes: without a penalty, the weights then have no finite
/// optimum.
///
/// Adelin Albert, John Anderson, "On the existence of maximum likelihood estimates in logistic
/// regression models", Biometrika 71, 1984.
public struct Separation: Equatable, Sendable, Codable {
  /// On which side of the hyperplane the examples lie.
  public enum Kind: String, Sendable, Codable {
    /// Every example lies strictly on its own class's side.
    case complete
    /// Some lie on the boundary.
    case quasiComplete = "quasi-complete"
    /// No example lies on the other side, and some strictly on its own: whether those that the direction
    /// leaves on the boundary are separated by another one is not known.
    case either = "complete or quasi-complete"
  }

  /// How far the classes are separated, as far as that is known.
  public let kind: Kind
  /// Positions of the features whose weights have no finite optimum. Under complete separation the
  /// direction is not unique: these are those of the one that was found.
  public let features: [Int]
}

/// A direction in which the loss falls for ever.
struct SeparatingDirection {
  let kind: Separation.Kind
  /// Of each column of weights, whether its direction is meant.
  let columns: [Bool]
  /// As parameters are, in the coordinates of the solvers.
  let direction: [Double]
  /// Whether each of its features separates by itself, be it a combination of others or not.
  var isOfSigns = false

  /// In these coordinates every feature has variance 1: what weighs less than this share of the most
  /// is rounding.
  private static let leastShare = 1e-6

  func separation<Features>(_ curvature: Curvature<Features>) -> Separation {
    let features = curvature.takesPart.count
    let direction = isOfSigns ? direction : curvature.withoutAliases(direction)
    let weights = columns.indices.filter { columns[$0] }.map { column in
      direction[column * features..<(column + 1) * features].map(abs)
    }
    let most = weights.joined().max() ?? 0
    let named = (0..<features).filter { feature in
      weights.contains { $0[feature] > Self.leastShare * most }
    }
    return Separation(kind: kind, features: named)
  }
}

/// What a Newton step tells about separation.
enum SeparationVerdict: Equatable {
  /// The step proves that an optimum exists.
  case exists
  /// - Parameter columns: those of one-vs-rest that are separated; else all.
  case separated(Separation.Kind, columns: [Bool])
  case unknown
}

/// What the examples tell of a Newton step.
struct SeparationEvidence {
  let verdict: SeparationVerdict
  /// The least c·p_k/Σc of an example and a class that is not its own, one a group. Were the classes
  /// separated, some v would be 1 at least, and with it λ² = Σ c·p·(t − Σ p·t)²/Σc as great as this of
  /// that example: a step with a smaller λ² proves that an optimum exists.
  let leastShares: [Double]
}

extension TrainingSet {
  /// What the Newton step d of the unpenalised loss tells: for an example and each class k that is
  /// not its own, v = −(t_k − Σ p_l t_l), t = x̃ᵀd, is what the step takes from that class.
  ///
  /// The residuals and what the step makes of them, p_k(1 − v), are orthogonal to all features. Where
  /// all v < 1 they are a strictly positive solution of Stiemke's alternative to separation: an
  /// optimum exists. Under separation some v tend to 1 from above and the others to 0, and the step
  /// to a separating direction, whose margins are then 1 and 0. Examples all of whose margins are
  /// positive at the point itself are separated completely.
  /// - Parameters:
  ///   - scores: z, columns × examples.
  ///   - slopes: t, as many.
  ///   - offsets: what an offset adds to the scores, which is no margin of the features; else empty.
  func separation(
    scores: [Double], slopes: [Double], offsets: [Double], threads: Int
  ) -> SeparationEvidence {
    let chances = link == .softmax ? probabilities(ofScores: scores, threads: threads) : []
    let (data, partition) = (data, data.partition)
    let parts = parallelMap(partition.own.count, threads: threads) { chunk in
      counts(
        of: partition.local(partition.own.lowerBound + chunk), scores: scores, slopes: slopes,
        offsets: offsets, chances: chances)
    }
    let groups = link == .oneVersusRest ? columns : 1
    let sums = (0..<groups).map { group in
      parts.reduce(SeparationCounts()) { $0.joined($1[group].extremes) }
    }
    let communicator = data.partition.communicator
    let all = sums.map { $0.together(communicator) }
    let mean = 1 / Double(data.partition.examples)
    return SeparationEvidence(
      verdict: verdict(all.map(\.verdict)), leastShares: all.map { $0.leastShare * mean })
  }

  /// Of some examples, one a group.
  /// - Parameter chances: of a softmax, the probabilities.
  private func counts(
    of examples: Range<Int>, scores: [Double], slopes: [Double], offsets: [Double],
    chances: [Double]
  ) -> [SeparationCounts] {
    let groups = link == .oneVersusRest ? columns : 1
    var sums = [SeparationCounts](repeating: SeparationCounts(), count: groups)
    let (link, columns, classOfExample) = (link, columns, classOfExample)
    let relativeWeights = relativeWeights
    for example in examples where relativeWeights[example] > 0 {
      let label = Int(classOfExample[example])
      let first = example * columns
      if link == .softmax {
        let p = chances[first..<first + columns]
        let t = slopes[first..<first + columns]
        let mean = zip(p, t).reduce(0) { $0 + $1.0 * $1.1 }
        for other in 0..<columns where other != label {
          sums[0].add(
            margin: scores[first + label] - scores[first + other], share: chances[first + other],
            taken: mean - slopes[first + other],
            slope: slopes[first + label] - slopes[first + other],
            weight: relativeWeights[example])
        }
      } else {
        for column in 0..<columns {
          let isOwn = link == .logistic ? label == 1 : label == column
          let sign: Double = isOwn ? 1 : -1
          // |r|, without the cancellation of 1 − p.
          let share = logistic(-sign * scores[first + column])
          let slope = sign * slopes[first + column]
          let own = scores[first + column] - (offsets.isEmpty ? 0 : offsets[first + column])
          sums[column].add(
            margin: sign * own, share: share, taken: slope * (1 - share),
            slope: slope, weight: relativeWeights[example])
        }
      }
    }
    return sums
  }

  /// - Parameter verdicts: one a group.
  private func verdict(_ verdicts: [SeparationCounts.Verdict]) -> SeparationVerdict {
    if verdicts.allSatisfy({ $0 == .exists }) { return .exists }
    let separated = verdicts.map { $0 == .complete || $0 == .quasiComplete }
    guard separated.contains(true) else { return .unknown }
    let isComplete = !zip(verdicts, separated).contains { $1 && $0 != .complete }
    return .separated(
      isComplete ? .complete : .quasiComplete,
      columns: separated.count == columns
        ? separated : [Bool](repeating: true, count: columns))
  }
}

/// Extremes over the examples, one for each class that is not their own.
private struct SeparationCounts {
  enum Verdict { case exists, complete, quasiComplete, unknown }

  private var leastMargin = Double.infinity
  private(set) var leastShare = Double.infinity
  /// Of what the step takes.
  private var most = -Double.infinity
  /// Those that the step moves by 1: the least of their slopes, and the greatest share that they still
  /// have.
  private var leastMoved = Double.infinity
  private var greatestShare = 0.0
  /// The greatest |slope| of the others.
  private var greatestRest = 0.0

  /// Of what an example that is separated moves by.
  private static let moved = 0.5
  private static let leastStep = 0.9
  /// Of what an example on the boundary moves by, beside 1.
  private static let boundary = 1e-10
  /// Far enough out that what is left of the examples that are separated moves no other.
  private static let farOut = 1e-8
  /// A step this far below 1 proves, beyond all rounding, that the optimum exists.
  private static let proof = 0.5

  mutating func add(
    margin: Double, share: Double, taken: Double, slope: Double, weight: Double
  ) {
    leastMargin = min(leastMargin, margin)
    leastShare = min(leastShare, weight * share)
    most = max(most, taken)
    if slope > Self.moved {
      leastMoved = min(leastMoved, slope)
      greatestShare = max(greatestShare, share)
    } else {
      greatestRest = max(greatestRest, abs(slope))
    }
  }

  /// In an order that `joined` knows.
  var extremes: [Double] {
    [leastMargin, most, leastMoved, greatestShare, greatestRest, leastShare]
  }

  /// With the extremes of other examples.
  func joined(_ other: [Double]) -> SeparationCounts {
    var result = self
    result.leastMargin = min(leastMargin, other[0])
    result.most = max(most, other[1])
    result.leastMoved = min(leastMoved, other[2])
    result.greatestShare = max(greatestShare, other[3])
    result.greatestRest = max(greatestRest, other[4])
    result.leastShare = min(leastShare, other[5])
    return result
  }

  func together(_ communicator: any Communicator) -> SeparationCounts {
    guard communicator.ranks > 1 else { return self }
    return communicator.allGather(extremes).reduce(SeparationCounts()) { $0.joined($1) }
  }

  var verdict: Verdict {
    if leastMargin > 0, leastMargin.isFinite { return .complete }
    if most < Self.proof { return .exists }
    let isDirection =
      leastMoved >= Self.leastStep && leastMoved.isFinite && greatestShare <= Self.farOut
      && greatestRest <= Self.boundary
    return isDirection ? .quasiComplete : .unknown
  }
}
