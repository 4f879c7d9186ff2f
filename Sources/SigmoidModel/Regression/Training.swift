import Dispatch
import SigmoidExamples
import SigmoidOptimization
import Synchronization

extension LogisticRegression {
  /// Begins a fit on threads of its own, not of Swift's cooperative pool.
  /// - Parameters: as of `fit`.
  /// - Returns: at once.
  public func training(
    _ examples: Examples, caseWeights: [Double]? = nil, run: RunOptions = RunOptions()
  ) -> Training {
    Training(self, examples, caseWeights, run)
  }
}

/// A fit that is running.
///
/// It ends by itself, by `cancel()`, or when a task that awaits `value` is cancelled.
public final class Training: Sendable {
  /// One element an evaluation, from the first on; finishes with the fit.
  public let progress: AsyncStream<TrainingProgress>

  private let isCancelled = Atomic<Bool>(false)
  private let state = Mutex(State.running(waiting: []))

  private enum State {
    case running(waiting: [CheckedContinuation<LogisticFit, any Error>])
    case ended(Result<LogisticFit, any Error>)
  }

  init(
    _ regression: LogisticRegression, _ examples: Examples, _ caseWeights: [Double]?,
    _ run: RunOptions
  ) {
    let (progress, continuation) = AsyncStream.makeStream(of: TrainingProgress.self)
    self.progress = progress
    // A queue of its own has a thread of its own while it works.
    DispatchQueue(label: "sigmoid.training").async {
      let result = Result<LogisticFit, any Error> {
        var trainer = LogisticTrainer(regression, run)
        trainer.isInterrupted = { self.isCancelled.load(ordering: .relaxed) }
        let fit = try trainer.regression.fit(examples, caseWeights: caseWeights, by: trainer) {
          continuation.yield($0)
          return self.isCancelled.load(ordering: .relaxed) ? .stop : .proceed
        }
        if self.isCancelled.load(ordering: .relaxed) { throw CancellationError() }
        return fit
      }
      continuation.finish()
      self.end(result)
    }
  }

  /// The result, once the fit has ended.
  /// - Throws: as `fit`; `CancellationError` when it was cancelled.
  public var value: LogisticFit {
    get async throws {
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          let ended = state.withLock { state -> Result<LogisticFit, any Error>? in
            switch state {
            case .ended(let result): return result
            case .running(let waiting):
              state = .running(waiting: waiting + [continuation])
              return nil
            }
          }
          if let ended { continuation.resume(with: ended) }
        }
      } onCancel: {
        cancel()
      }
    }
  }

  /// Ends the fit after the evaluation that is running; `value` throws `CancellationError`.
  public func cancel() { isCancelled.store(true, ordering: .relaxed) }

  private func end(_ result: Result<LogisticFit, any Error>) {
    let waiting = state.withLock { state -> [CheckedContinuation<LogisticFit, any Error>] in
      guard case .running(let waiting) = state else { return [] }
      state = .ended(result)
      return waiting
    }
    for continuation in waiting { continuation.resume(with: result) }
  }
}
