import SigmoidLinear

extension Dataset {
  /// Hands WᵀX of the examples here to `body`, a part of them at a time: from several threads at once,
  /// in any order. W: features × classes, the scale of the stored elements folded in by the caller.
  /// - Parameter body: the examples of a part, and their scores, classes × examples.
  public func withScores(
    weights: [Features.Scalar], classes: Int, threads: Int,
    _ body: @Sendable (Range<Int>, Span<Features.Scalar>) -> Void
  ) {
    // BLAS and the kernels run single-threaded inside a part. Where the parts lie does not depend on
    // the threads or processes: a BLAS may add up an example's products otherwise beside others.
    let parts = partition.own.flatMap { chunk -> [Range<Int>] in
      let all = partition.local(chunk)
      return stride(from: all.lowerBound, to: all.upperBound, by: Self.scorePart).map {
        $0..<min($0 + Self.scorePart, all.upperBound)
      }
    }
    BLASThreads.scoped(1) {
      forEach(in: parts.indices, threads: threads) { part, _ in
        let range = parts[part]
        var scores = [Features.Scalar](repeating: 0, count: range.count * classes)
        var span = scores.mutableSpan
        features.willRead(range)
        features.forward(weights: weights.span, classes: classes, columns: range, into: &span)
        features.didRead(range)
        body(range, span.span)
      }
    }
  }

  /// Examples whose scores are computed at a time.
  private static var scorePart: Int { 1024 }

  /// WᵀX for all examples, classes × examples, on several threads. W as above.
  public func scores(
    weights: [Features.Scalar], classes: Int, threads: Int
  ) -> [Features.Scalar] {
    numbers(weights: weights, classes: classes, threads: threads) { products, target in
      for index in products.indices { target[unchecked: index] = products[unchecked: index] }
    }
  }

  /// Numbers that are made of WᵀX part by part, classes × examples.
  private func numbers<Number: BitwiseCopyable & ExpressibleByIntegerLiteral & SendableMetatype>(
    weights: [Features.Scalar], classes: Int, threads: Int,
    _ make: @Sendable (Span<Features.Scalar>, inout MutableSpan<Number>) -> Void
  ) -> [Number] {
    var result = [Number](repeating: 0, count: examples * classes)
    result.withUnsafeMutableBufferPointer { all in
      // Sound: each part writes its own examples.
      nonisolated(unsafe) let all = all
      withScores(weights: weights, classes: classes, threads: threads) { range, scores in
        var part = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(
            rebasing: all[range.lowerBound * classes..<range.upperBound * classes]))
        make(scores, &part)
      }
    }
    return result
  }

  /// The same examples as passes in double see them; nothing is copied.
  package var inDouble: Dataset<CentredFeatures<Features>> {
    Dataset<CentredFeatures<Features>>(
      features: CentredFeatures(self, centre: []), labels: labels, partition: partition)
  }

  /// Z = WᵀX + b for all examples in double, classes × examples, on several threads: by passes in the
  /// storage's scalar. W: features × classes, of the features' values; b: classes.
  public func scores(weights: [Double], intercepts: [Double], threads: Int) -> [Double] {
    let classes = intercepts.count
    return numbers(
      weights: narrowed(weights), classes: classes, threads: threads
    ) { products, target in
      for column in 0..<classes {
        let intercept = intercepts[column]
        for index in stride(from: column, to: target.count, by: classes) {
          target[unchecked: index] = intercept
        }
      }
      Features.Scalar.add(products, to: &target)
    }
  }

  /// Weights of the features' values as weights of the stored elements.
  public func narrowed(_ weights: [Double]) -> [Features.Scalar] {
    var narrowed = [Features.Scalar](repeating: 0, count: weights.count)
    var span = narrowed.mutableSpan
    Features.Scalar.narrow(weights.span, times: features.scale, into: &span)
    return narrowed
  }
}
