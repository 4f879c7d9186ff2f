import SigmoidExamples
import SigmoidLinear

/// The loss and its gradient at several points at once, by one pass over X: each point is a column of
/// weights, and all of them meet a tile of examples while it is in a cache.
///
/// There are always as many columns, so that what comes of one does not depend on how many are of use: a
/// BLAS may add up otherwise for another shape.
struct ColumnPass<Features: FeatureStorage> {
  private let fitted: FittedLoss<Features>
  /// Columns of a pass, which depend on the data alone.
  let width: Int
  /// 1 where the example here is of the positive class, else 0.
  private let targets: [Double]

  private static var mostColumns: Int { 32 }
  /// What the sums of all chunks may take, of however many processes.
  private static var mostBytes: Int { 64 << 20 }
  private static var tile: Int { 256 }

  init(_ fitted: FittedLoss<Features>) {
    self.fitted = fitted
    let each = fitted.examples.data.partition.plan.chunks * (fitted.features + 2) * 8
    width = max(1, min(Self.mostColumns, Self.mostBytes / max(1, each)))
    targets = fitted.examples.classOfExample.map(Double.init)
  }

  /// Σc·F with the penalty, and its gradient, at points in the solvers' coordinates.
  /// - Parameter points: as many as there are columns.
  func evaluate(at points: [[Double]]) -> [(value: Double, gradient: [Double])] {
    let (examples, features, width) = (fitted.examples, fitted.features, width)
    let data = examples.data
    let parameters =
      points.flatMap { $0[..<features] } + points.map { $0[features] }
    let raw = examples.standardization?.rawParameters(parameters, columns: width) ?? parameters
    let weights = data.narrowed(Array(raw[..<(features * width)]))
    let sums = sums(weights, intercepts: Array(raw[(features * width)...]))
    var gradient = Array(sums[..<(features * width + width)])
    for index in 0..<features * width { gradient[index] *= data.features.scale }
    examples.standardization?.pullBack(&gradient, columns: width)
    return points.enumerated().map { column, point in
      var own = Array(gradient[column * features..<(column + 1) * features])
      own.append(gradient[features * width + column])
      var value = sums[features * width + width + column]
      if !fitted.penalty.isZero {
        let count = fitted.count
        for index in own.indices { own[index] /= count }
        value += count * fitted.penalty.add(to: &own, at: point)
        for index in own.indices { own[index] *= count }
      }
      return (value, own)
    }
  }

  /// Σ c·r·x by elements as they are stored, features × width, then Σ c·r and Σ c·L, one a column each.
  private func sums(_ weights: [Double], intercepts: [Double]) -> [Double] {
    let (features, partition) = (fitted.examples.data.features, fitted.examples.data.partition)
    let (width, most) = (width, Self.tile)
    let inGradient = fitted.features * width
    return BLASThreads.scoped(1) {
      partition.sum(inGradient + 2 * width, threads: fitted.loss.threads) { range, sums in
        var scores = [Double](repeating: 0, count: width * most)
        features.inPieces(range, tile: most) { piece in
          for start in stride(from: piece.lowerBound, to: piece.upperBound, by: most) {
            let tile = start..<min(start + most, piece.upperBound)
            scores.withPart(0..<width * tile.count) { scores in
              features.forward(
                weights: weights.span, classes: width, columns: tile, into: &scores)
              sums.withPart(inGradient..<inGradient + 2 * width) { sums in
                replaceByResiduals(&scores, of: tile, intercepts, adding: &sums)
              }
              sums.withPart(0..<inGradient) { gradient in
                features.accumulate(
                  residuals: scores.span, classes: width, columns: tile, into: &gradient)
              }
            }
          }
        }
      }
    }
  }

  /// Scores of some examples, columns × examples, as residuals c·r: column by column, as the loss has them.
  /// - Parameter sums: += Σ c·r and Σ c·L, one a column each.
  private func replaceByResiduals(
    _ scores: inout MutableSpan<Double>, of tile: Range<Int>, _ intercepts: [Double],
    adding sums: inout MutableSpan<Double>
  ) {
    let caseWeights = fitted.examples.weights
    let y = targets.span.extracting(tile)
    let c = caseWeights.span.extracting(caseWeights.isEmpty ? 0..<0 : tile)
    var column = [Double](repeating: 0, count: tile.count)
    for k in 0..<width {
      var z = column.mutableSpan
      for index in z.indices { z[unchecked: index] = scores[unchecked: index &* width &+ k] }
      let (loss, residual) = Double.replaceByBinaryResiduals(
        &z, targets: y, weights: c, intercept: intercepts[k])
      sums[k] += residual
      sums[width + k] += loss
      for index in z.indices { scores[unchecked: index &* width &+ k] = z[unchecked: index] }
    }
  }
}
