import SigmoidExamples
import SigmoidLinear

/// The step of the exact Hessian at a point, in double, and what it proves.
struct NewtonStep {
  let direction: [Double]
  /// λ².
  let decrementSquared: Double
  private let blocks: [Block]

  /// What is known of a block of the Hessian.
  private struct Block {
    /// λ² of it at most: infinite where the Hessian is too near to a singular one.
    let decrementSquared: Double
    /// ρ²: no score changes by more than ρ times the length of a step in the norm of the Hessian.
    let reachSquared: Double
    /// What rounding may hide of the change of a score by the step, at most.
    let slopeNoise: Double
  }

  /// - Parameters:
  ///   - gradient: ∇J there.
  ///   - loss: the mean loss there.
  /// - Returns: nil where the Hessian has no such step.
  init?<Features: FeatureStorage>(
    _ hessian: FactoredHessian, gradient: [Double], loss: Double,
    of examples: TrainingSet<Features>,
    threads: Int
  ) where Features.Scalar == Double {
    var direction = gradient.map { -$0 }
    hessian.solve(&direction)
    let decrement = -zip(direction, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    guard decrement >= 0, decrement.isFinite else { return nil }
    self.direction = direction
    decrementSquared = decrement
    blocks = (0..<hessian.blockCount).map { index in
      let condition = hessian.condition(ofBlock: index)
      let rounding = hessian.roundingShare(ofBlock: index, condition: condition)
      // A gradient is a mean of residuals times features, whose squares have means of at most the loss
      // and 1.
      var inverses = 0.0
      hessian.forEachDiagonal(ofBlock: index) { inverses += 1 / $1 }
      let noise = Double.ulpOfOne * (2 * min(1, loss) * inverses * condition).squareRoot()
      let part = max(0, -hessian.product(ofBlock: index, gradient, direction))
      let most = (part / (1 - rounding)).squareRoot() + noise
      var reach = examples.reachSquared(
        hessian, ofBlock: index, condition: condition, threads: threads)
      if rounding < 0.5, reach.squareRoot() * most > Self.shortStep {
        reach = min(reach, examples.exactReachSquared(hessian, ofBlock: index) / (1 - rounding))
      }
      return Block(
        decrementSquared: rounding < 0.5 ? most * most : .infinity, reachSquared: reach,
        slopeNoise: max(rounding * 4, reach.squareRoot() * noise))
    }
  }

  /// A step that changes no score by more need not be known more closely.
  private static let shortStep = 0.05
  /// The most operations for the reach of a step, example by example.
  fileprivate static let mostForReach = 1e8
  /// Of examples that are written out at a time: they stay in a cache.
  fileprivate static let blockNumbers = 1 << 14

  /// What J is above its optimum at most, a block each; infinite where the step is too long, or the
  /// Hessian too near to a singular one, to tell.
  var bounds: [Double] {
    blocks.map {
      DecrementBound.gap(decrementSquared: $0.decrementSquared, reachSquared: $0.reachSquared)
        ?? .infinity
    }
  }

  /// λ² at most, a block each.
  var decrementsSquared: [Double] { blocks.map(\.decrementSquared) }

  /// What rounding may hide of the change of a score by the step, at most.
  var slopeNoise: Double { blocks.reduce(0) { max($0, $1.slopeNoise) } }
}

extension TrainingSet where Features.Scalar == Double {
  /// max x̃ᵀH⁻¹x̃ ≤ max Σ x̃_j²/H_jj · condition over the examples that count; a softmax moves two scores.
  fileprivate func reachSquared(
    _ hessian: FactoredHessian, ofBlock block: Int, condition: Double, threads: Int
  ) -> Double {
    let features = data.features.features
    var inverse = [Double](repeating: 0, count: features + 1)
    hessian.forEachDiagonal(ofBlock: block) { place, diagonal in
      let feature = place < features * columns ? place % features : features
      inverse[feature] = max(inverse[feature], 1 / diagonal)
    }
    return (link == .softmax ? 2 : 1) * condition
      * greatestNorm(weights: inverse, threads: threads)
  }

  /// max x̃ᵀH⁻¹x̃ itself, by a solve for each example; infinite where these are too many.
  fileprivate func exactReachSquared(_ hessian: FactoredHessian, ofBlock block: Int) -> Double {
    let order = data.features.features + 1
    let blockColumns = link == .softmax ? Array(0..<columns) : [block]
    let size = order * blockColumns.count
    guard
      Double(data.partition.examples) * Double(size * size * blockColumns.count)
        <= NewtonStep.mostForReach
    else { return .infinity }
    var values = [Double](repeating: 1, count: order)
    var most = 0.0
    for example in 0..<data.examples where relativeWeights[example] > 0 {
      write(example, of: data.features, to: &values)
      for column in blockColumns {
        most = max(most, hessian.lengthSquared(ofBlock: block, values, column: column))
      }
    }
    return (link == .softmax ? 2 : 1) * (data.partition.communicator.allGather(most).max() ?? most)
  }

  /// The greatest Σ weight·x̃² of an example that counts, x̃ in the coordinates of the solvers with a one
  /// behind it.
  fileprivate func greatestNorm(weights: [Double], threads: Int) -> Double {
    let features = data.features.features
    let own = standardization ?? .identity(features: features)
    let roots = zip(own.factors, weights).map { $0 * $1.squareRoot() }
    let partition = data.partition
    let greatest = parallelMap(partition.own.count, threads: threads) { chunk in
      var most = 0.0
      data.features.inPieces(partition.local(partition.own.lowerBound + chunk)) { piece in
        most = max(
          most,
          data.features.storedElements == nil
            ? denseNorm(piece, means: own.means, roots: roots)
            : sparseNorm(piece, means: own.means, roots: roots))
      }
      return most
    }
    let most = (greatest.max() ?? 0) + (weights.last ?? 0)
    return partition.communicator.allGather(most).max() ?? most
  }

  /// The greatest Σ (root·(x − mean))² of some examples.
  private func denseNorm(_ range: Range<Int>, means: [Double], roots: [Double]) -> Double {
    let features = data.features.features
    let block = max(1, NewtonStep.blockNumbers / max(1, features))
    var rows = [Double](repeating: 0, count: features * block)
    var most = 0.0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
      let examples = start..<min(start + block, range.upperBound)
      data.features.write(examples, means, roots, to: &rows)
      for index in 0..<examples.count where relativeWeights[start + index] > 0 {
        let row = rows.span.extracting(index * features..<(index + 1) * features)
        most = max(most, squaredLength(row))
      }
    }
    return most
  }

  /// The same in time for the elements alone: from the sum of an example that has none, and with all that
  /// rounding may take from it.
  private func sparseNorm(_ range: Range<Int>, means: [Double], roots: [Double]) -> Double {
    let scale = data.features.scale
    let squares = roots.map { $0 * $0 }
    let none = zip(squares, means).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    let relativeWeights = relativeWeights
    var most = 0.0
    data.features.forEachExample(in: range, less: Span()) { example, places, values in
      guard relativeWeights[example] > 0 else { return }
      var (sum, size) = (none, none)
      for index in places.indices {
        let feature = Int(places[unchecked: index])
        let value = values[unchecked: index] * scale
        // (x − m)² in place of m².
        sum += squares[feature] * value * (value - 2 * means[feature])
        size += squares[feature] * abs(value) * (abs(value) + 2 * abs(means[feature]))
      }
      let steps = Double(roots.count + places.count + 8)
      most = max(most, sum + steps * Double.ulpOfOne * size)
    }
    return most
  }
}
