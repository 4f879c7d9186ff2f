import Dispatch
import Synchronization

extension Dataset where Features: ~Copyable {
  /// WᵀX for all examples, classes × examples, on several threads. W: features × classes, the
  /// scale of the stored elements folded in by the caller.
  public func scores(
    weights: [Features.Scalar], classes: Int, threads: Int
  ) -> [Features.Scalar] {
    let examples = self.examples
    // BLAS and the kernels run single-threaded inside a part. Where the parts lie does not depend on
    // the threads: a BLAS may add up an example's products otherwise beside other examples.
    let partExamples = 1024
    let parts = (examples + partExamples - 1) / partExamples
    return [Features.Scalar](unsafeUninitializedCapacity: examples * classes) { target, count in
      target.initialize(repeating: 0)
      count = examples * classes
      guard let base = target.baseAddress else { return }
      // Each part writes its own examples; the address crosses into the workers as a number.
      let address = UInt(bitPattern: base)
      BLASThreads.scoped(1) {
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, parts))) { _ in
          while true {
            let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard part < parts,
              let start = UnsafeMutablePointer<Features.Scalar>(bitPattern: address)
            else { return }
            let range = part * partExamples..<min((part + 1) * partExamples, examples)
            var span = MutableSpan(
              _unsafeStart: start + range.lowerBound * classes, count: range.count * classes)
            features.forward(
              weights: weights.span, classes: classes, columns: range, into: &span)
          }
        }
      }
    }
  }

  /// Z = WᵀX + b for all examples in double, classes × examples, on several threads. W: features ×
  /// classes, of the features' values; b: classes.
  public func scores(weights: [Double], intercepts: [Double], threads: Int) -> [Double] {
    var narrowed = [Features.Scalar](repeating: 0, count: weights.count)
    var narrowedSpan = narrowed.mutableSpan
    Features.Scalar.narrow(weights.span, times: features.scale, into: &narrowedSpan)
    let classes = intercepts.count
    let products = scores(weights: narrowed, classes: classes, threads: threads)
    var scores = [Double](repeating: 0, count: products.count)
    for index in scores.indices { scores[index] = intercepts[index % classes] }
    var span = scores.mutableSpan
    Features.Scalar.add(products.span, to: &span)
    return scores
  }
}
