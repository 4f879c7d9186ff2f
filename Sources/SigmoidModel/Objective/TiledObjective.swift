import SigmoidSystem
import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// One evaluation as one pass: tile by tile forward product, loss, accumulation, while the tile is
/// in the cache. Reads X once.
///
/// A relative loss, such as softmax, is computed with one column less than it has classes.
///
/// Workers take chunks of examples as they come; each chunk has sums of its own, which are added
/// in chunk order: the same bits for any number of threads, and of processes where each holds some of
/// the chunks. Alone, nothing is allocated in an evaluation.
///
/// Parameters: weights (features × classes, column-major), then one intercept a class.
/// The value is the mean loss (1/m) Σ L, without any penalty.
package struct TiledObjective<Features: FeatureStorage, Loss: ScoreLoss>:
  Objective, ~Copyable, Sendable
where Features.Scalar == Loss.Scalar {
  private let data: Dataset<Features>
  private let loss: Loss
  private let threads: Int
  private let features: Int
  private var narrowed: PassParameters<Loss.Scalar>
  private let sums: ChunkSums<Loss.Scalar>
  private let work: ChunkWork

  /// What a worker does with a chunk: the chunk, the worker, the parameters.
  private typealias ChunkWork = @Sendable (Int, Int, PassParameters<Loss.Scalar>) -> Void

  package init(_ data: Dataset<Features>, loss: Loss, threads: Int) {
    require(
      loss.examples == data.examples,
      "targets of \(loss.examples) examples for \(data.examples) examples")
    require(threads > 0, "\(threads) threads")
    self.data = data
    self.loss = loss
    self.threads = max(1, min(threads, data.partition.own.count))
    features = data.features.features
    narrowed = PassParameters(
      features: features, columns: loss.columns, isRelative: loss.isRelative)
    sums = ChunkSums(
      data.partition, features: features, columns: loss.columns,
      tileScores: data.partition.plan.tile * loss.columns, workers: self.threads)
    work = Self.chunkWork(data, loss, sums)
  }

  package var dimension: Int { (features + 1) * loss.classes }

  package mutating func evaluate(at parameters: [Double], gradient: inout [Double]) -> Double {
    let scale = data.features.scale
    narrowed.set(parameters, scale: scale)
    BLASThreads.scoped(1) {
      data.partition.forEachChunk(threads: threads) { [work, narrowed] chunk, worker in
        work(chunk, worker, narrowed)
      }
    }
    let mean = 1 / loss.totalWeight
    let total = sums.total(
      gradient: &gradient, interceptsAt: features * loss.classes, weightFactor: scale * mean,
      factor: mean)
    if loss.isRelative { completeLastClass(&gradient) }
    return total
  }

  /// The residuals of an example's classes add up to 0, and so do the gradients of all classes.
  private func completeLastClass(_ gradient: inout [Double]) {
    let columns = loss.columns
    let last = columns * features
    for feature in 0..<features { gradient[last + feature] = 0 }
    for column in 0..<columns {
      for feature in 0..<features {
        gradient[last + feature] -= gradient[column * features + feature]
      }
    }
    let intercepts = last + features
    gradient[intercepts + columns] = 0
    for column in 0..<columns {
      gradient[intercepts + columns] -= gradient[intercepts + column]
    }
  }

  /// A closure made here, and not a method: optimizers call an objective by its protocol, where the
  /// types of storage and loss are not known, but the objective is made where they are.
  private static func chunkWork(
    _ data: Dataset<Features>, _ loss: Loss, _ sums: ChunkSums<Loss.Scalar>
  ) -> ChunkWork {
    let tileSize = data.partition.plan.tile
    return { chunk, worker, parameters in
      sums.withChunk(chunk, worker: worker) { gradient, residualSums, tileScores in
        var lossSum = 0.0
        data.features.inPieces(data.partition.local(chunk), tile: tileSize) { piece in
          for start in stride(from: piece.lowerBound, to: piece.upperBound, by: tileSize) {
            let tile = start..<min(start + tileSize, piece.upperBound)
            data.features.fetch(tile)
            var scores = MutableSpan(
              _unsafeElements: UnsafeMutableBufferPointer(
                rebasing: tileScores[..<(tile.count * loss.columns)]))
            if parameters.isFlat {
              for index in scores.indices { scores[index] = 0 }
            } else {
              data.features.forward(
                weights: parameters.weights.span, classes: loss.columns, columns: tile,
                into: &scores)
            }
            lossSum += loss.replaceScoresByResiduals(
              &scores, examples: tile, intercepts: parameters.intercepts.span,
              residualSums: &residualSums)
            data.features.accumulate(
              residuals: scores.span, classes: loss.columns, columns: tile, into: &gradient)
          }
        }
        return lossSum
      }
    }
  }
}
