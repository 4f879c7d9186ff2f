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
/// It ends by itself, by `cancel()`, when a task that awaits `value` is cancelled, and when nobody has it
/// or its progress any more: then nobody could have the result.
public final class Training: Sendable {
  /// One element an evaluation, from the first on; finishes with the fit.
  public let progress: Progress

  private let work = Work()

  init(
    _ regression: LogisticRegression, _ examples: Examples, _ caseWeights: [Double]?,
    _ run: RunOptions
  ) {
    let (progress, continuation) = AsyncStream.makeStream(
      of: TrainingProgress.self, bufferingPolicy: .bufferingNewest(Progress.mostWaiting))
    self.progress = Progress(stream: progress, owner: Owner(work))
    // A queue of its own has a thread of its own while it works.
    DispatchQueue(label: "sigmoid.training").async { [work] in
      let result = Result<LogisticFit, any Error> {
        var trainer = LogisticTrainer(regression, run)
        trainer.isInterrupted = { work.isCancelled }
        let fit = try trainer.regression.fit(examples, caseWeights: caseWeights, by: trainer) {
          continuation.yield($0)
          return work.isCancelled ? .stop : .proceed
        }
        if work.isCancelled { throw CancellationError() }
        return fit
      }
      continuation.finish()
      work.end(result)
    }
  }

  /// The result, once the fit has ended.
  /// - Throws: as `fit`; `CancellationError` when it was cancelled.
  public var value: LogisticFit {
    get async throws {
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { work.wait($0) }
      } onCancel: {
        cancel()
      }
    }
  }

  /// Ends the fit after the evaluation that is running; `value` throws `CancellationError`, and what was
  /// reached is lost.
  public func cancel() { work.cancel() }

  /// The evaluations of a training as they come, for one loop. Of those that nobody has taken yet, the
  /// last ten thousand are kept. Leaving the loop does not end the fit.
  public struct Progress: AsyncSequence, Sendable {
    static let mostWaiting = 10_000

    fileprivate let stream: AsyncStream<TrainingProgress>
    fileprivate let owner: Owner

    /// For one loop: several would each get some of the evaluations.
    public func makeAsyncIterator() -> Iterator {
      Iterator(iterator: stream.makeAsyncIterator(), owner: owner)
    }

    /// Takes the evaluations one by one.
    public struct Iterator: AsyncIteratorProtocol {
      fileprivate var iterator: AsyncStream<TrainingProgress>.Iterator
      fileprivate let owner: Owner

      /// nil once the fit has ended.
      public mutating func next() async -> TrainingProgress? { await iterator.next() }
    }
  }
}

/// What a training and its progress have in common: with the last of them the work ends.
private final class Owner: Sendable {
  private let work: Work

  init(_ work: Work) { self.work = work }

  deinit { work.cancel() }
}

/// What the thread that fits and those who wait for it share.
private final class Work: Sendable {
  private let cancelled = Atomic<Bool>(false)
  private let state = Mutex(State.running(waiting: []))

  private enum State {
    case running(waiting: [CheckedContinuation<LogisticFit, any Error>])
    case ended(Result<LogisticFit, any Error>)
  }

  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  func cancel() { cancelled.store(true, ordering: .relaxed) }

  func wait(_ continuation: CheckedContinuation<LogisticFit, any Error>) {
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

  func end(_ result: Result<LogisticFit, any Error>) {
    let waiting = state.withLock { state -> [CheckedContinuation<LogisticFit, any Error>] in
      guard case .running(let waiting) = state else { return [] }
      state = .ended(result)
      return waiting
    }
    for continuation in waiting { continuation.resume(with: result) }
  }
}
