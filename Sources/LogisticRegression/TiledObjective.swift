import Dispatch
import LinearAlgebra
import Optimization
import Synchronization

/// One evaluation as one pass: tile by tile forward product, loss, accumulation, while the tile is
/// in the cache. Reads X once.
///
/// Workers take chunks of examples as they come; each chunk has sums of its own, which are added
/// in chunk order: the same bits for any number of threads. Nothing is allocated in an evaluation.
///
/// Parameters: weights (features × classes, column-major), then one intercept a class.
/// The value is the mean loss (1/m) Σ L, without any penalty.
public struct TiledObjective<Features: FeatureStorage & ~Copyable, Loss: ScoreLoss>:
  Objective, ~Copyable, Sendable
where Features.Scalar == Loss.Scalar {
  private let data: Dataset<Features>
  private let loss: Loss
  private let threads: Int
  private let plan: ChunkPlan
  private let weightCount: Int
  private var narrowed: NarrowedParameters<Loss.Scalar>
  private let sums: ChunkSums<Loss.Scalar>
  private let work: ChunkWork

  /// What a worker does with a chunk: the chunk, the worker, the parameters.
  private typealias ChunkWork = @Sendable (Int, Int, NarrowedParameters<Loss.Scalar>) -> Void

  public init(_ data: Dataset<Features>, loss: Loss, threads: Int) {
    precondition(
      loss.examples == data.examples,
      "targets of \(loss.examples) examples for \(data.examples) examples")
    precondition(threads > 0, "\(threads) threads")
    self.data = data
    self.loss = loss
    plan = ChunkPlan(
      examples: data.examples, exampleBytes: data.features.exampleBytes,
      gradientBytes: data.features.features * MemoryLayout<Loss.Scalar>.stride)
    self.threads = min(threads, plan.chunks)
    weightCount = data.features.features * loss.classes
    narrowed = NarrowedParameters(weights: weightCount, classes: loss.classes)
    sums = ChunkSums(
      chunks: plan.chunks, weights: weightCount, classes: loss.classes,
      tileScores: plan.tile * loss.classes, workers: self.threads)
    work = Self.chunkWork(data, loss, plan, sums)
  }

  public var dimension: Int { weightCount + loss.classes }

  public mutating func evaluate(at parameters: [Double], gradient: inout [Double]) -> Double {
    let scale = data.features.scale
    narrowed.set(parameters, scale: scale)
    BLASThreads.scoped(1) { pass() }
    let mean = 1 / loss.totalWeight
    return sums.total(gradient: &gradient, weightFactor: scale * mean, factor: mean)
  }

  /// Every chunk, by as many workers as there are threads.
  private func pass() {
    guard threads > 1 else {
      for chunk in 0..<plan.chunks { work(chunk, 0, narrowed) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: threads) { worker in
      while true {
        let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard chunk < plan.chunks else { return }
        work(chunk, worker, narrowed)
      }
    }
  }

  /// A closure made here, and not a method: optimizers call an objective by its protocol, where the
  /// types of storage and loss are not known, but the objective is made where they are.
  private static func chunkWork(
    _ data: Dataset<Features>, _ loss: Loss, _ plan: ChunkPlan, _ sums: ChunkSums<Loss.Scalar>
  ) -> ChunkWork {
    { chunk, worker, parameters in
      let range = plan.chunk(chunk)
      sums.withChunk(chunk, worker: worker) { gradient, residualSums, tileScores in
        var lossSum = 0.0
        for start in stride(from: range.lowerBound, to: range.upperBound, by: plan.tile) {
          let tile = start..<min(start + plan.tile, range.upperBound)
          var scores = MutableSpan(
            _unsafeElements: UnsafeMutableBufferPointer(
              rebasing: tileScores[..<(tile.count * loss.classes)]))
          data.features.forward(
            weights: parameters.weights.span, classes: loss.classes, columns: tile, into: &scores)
          lossSum += loss.replaceScoresByResiduals(
            &scores, examples: tile, intercepts: parameters.intercepts.span,
            residualSums: &residualSums)
          data.features.accumulate(
            residuals: scores.span, classes: loss.classes, columns: tile, into: &gradient)
        }
        return lossSum
      }
    }
  }
}
