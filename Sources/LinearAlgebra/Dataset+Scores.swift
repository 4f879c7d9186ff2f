import Dispatch
import Synchronization

extension Dataset where Features: ~Copyable {
  /// Hands WᵀX to `body`, a part of the examples at a time: from several threads at once, in any
  /// order. W: features × classes, the scale of the stored elements folded in by the caller.
  /// - Parameter body: the examples of a part, and their scores, classes × examples.
  public func withScores(
    weights: [Features.Scalar], classes: Int, threads: Int,
    _ body: @Sendable (Range<Int>, Span<Features.Scalar>) -> Void
  ) {
    let examples = self.examples
    // BLAS and the kernels run single-threaded inside a part. Where the parts lie does not depend on
    // the threads: a BLAS may add up an example's products otherwise beside other examples.
    let partExamples = 1024
    let parts = (examples + partExamples - 1) / partExamples
    BLASThreads.scoped(1) {
      let next = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: max(1, min(threads, parts))) { _ in
        var scores = [Features.Scalar](repeating: 0, count: min(partExamples, examples) * classes)
        while true {
          let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard part < parts else { return }
          let range = part * partExamples..<min((part + 1) * partExamples, examples)
          if scores.count > range.count * classes {
            scores.removeLast(scores.count - range.count * classes)
          }
          var span = scores.mutableSpan
          features.willRead(range)
          features.forward(weights: weights.span, classes: classes, columns: range, into: &span)
          features.didRead(range)
          body(range, span.span)
        }
      }
    }
  }

  /// WᵀX for all examples, classes × examples, on several threads. W as above.
  public func scores(
    weights: [Features.Scalar], classes: Int, threads: Int
  ) -> [Features.Scalar] {
    let count = examples * classes
    return [Features.Scalar](unsafeUninitializedCapacity: count) { target, initialized in
      initialized = count
      guard let base = target.baseAddress else { return }
      // Each part writes its own examples; the address crosses into the workers as a number.
      let address = UInt(bitPattern: base)
      withScores(weights: weights, classes: classes, threads: threads) { range, scores in
        guard let start = UnsafeMutablePointer<Features.Scalar>(bitPattern: address) else { return }
        scores.withUnsafeBufferPointer {
          _ = UnsafeMutableBufferPointer(
            start: start + range.lowerBound * classes, count: $0.count
          ).initialize(from: $0)
        }
      }
    }
  }

  /// Z = WᵀX + b for all examples in double, classes × examples, on several threads. W: features ×
  /// classes, of the features' values; b: classes.
  public func scores(weights: [Double], intercepts: [Double], threads: Int) -> [Double] {
    let classes = intercepts.count
    let products = scores(weights: narrowed(weights), classes: classes, threads: threads)
    var scores = [Double](repeating: 0, count: products.count)
    for index in scores.indices { scores[index] = intercepts[index % classes] }
    var span = scores.mutableSpan
    Features.Scalar.add(products.span, to: &span)
    return scores
  }

  /// Weights of the features' values as weights of the stored elements.
  public func narrowed(_ weights: [Double]) -> [Features.Scalar] {
    var narrowed = [Features.Scalar](repeating: 0, count: weights.count)
    var span = narrowed.mutableSpan
    Features.Scalar.narrow(weights.span, times: features.scale, into: &span)
    return narrowed
  }
}
