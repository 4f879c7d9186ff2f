import SigmoidLinear

extension Dataset {
  /// Hands WᵀX of the examples here to `body`, a part of them at a time: from several threads at once,
  /// in any order. W: features × classes, the scale of the stored elements folded in by the caller.
  /// - Parameter body: the examples of a part, and their scores, classes × examples.
  public func withScores(
    weights: [Features.Scalar], classes: Int, threads: Int,
    _ body: @Sendable (Range<Int>, Span<Features.Scalar>) -> Void
  ) {
    forEachPart(threads: threads) { range in
      // As elsewhere here, memory that `forward` fills: a loop that fills it before would be one over
      // a scalar whose type is not known.
      let scores = [Features.Scalar](unsafeUninitializedCapacity: range.count * classes) {
        var part = MutableSpan(_unsafeElements: $0)
        forward(weights: weights, classes: classes, range, into: &part)
        $1 = $0.count
      }
      body(range, scores.span)
    }
  }

  /// WᵀX for all examples, classes × examples, on several threads. W as above.
  public func scores(
    weights: [Features.Scalar], classes: Int, threads: Int
  ) -> [Features.Scalar] {
    [Features.Scalar](unsafeUninitializedCapacity: examples * classes) { all, count in
      // Sound: each part writes its own examples.
      nonisolated(unsafe) let target = all
      forEachPart(threads: threads) { range in
        var part = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(
            rebasing: target[range.lowerBound * classes..<range.upperBound * classes]))
        forward(weights: weights, classes: classes, range, into: &part)
      }
      count = examples * classes
    }
  }

  /// Calls `body` with parts of the examples here, from several threads at once.
  private func forEachPart(threads: Int, _ body: @Sendable (Range<Int>) -> Void) {
    // BLAS and the kernels run single-threaded inside a part. Where the parts lie does not depend on
    // the threads or processes: a BLAS may add up an example's products otherwise beside others.
    let parts = partition.own.flatMap { chunk -> [Range<Int>] in
      let all = partition.local(chunk)
      return stride(from: all.lowerBound, to: all.upperBound, by: Self.scorePart).map {
        $0..<min($0 + Self.scorePart, all.upperBound)
      }
    }
    BLASThreads.scoped(1) {
      forEach(in: parts.indices, threads: threads) { part, _ in body(parts[part]) }
    }
  }

  /// Examples whose scores are computed at a time.
  private static var scorePart: Int { 1024 }

  private func forward(
    weights: [Features.Scalar], classes: Int, _ range: Range<Int>,
    into scores: inout MutableSpan<Features.Scalar>
  ) {
    features.willRead(range)
    features.forward(weights: weights.span, classes: classes, columns: range, into: &scores)
    features.didRead(range)
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
    return [Double](unsafeUninitializedCapacity: examples * classes) { all, count in
      // Sound: each part writes its own examples.
      nonisolated(unsafe) let target = all
      withScores(weights: narrowed(weights), classes: classes, threads: threads) { range, scores in
        var part = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(
            rebasing: target[range.lowerBound * classes..<range.upperBound * classes]))
        for column in 0..<classes {
          let intercept = intercepts[column]
          for index in stride(from: column, to: part.count, by: classes) {
            part[unchecked: index] = intercept
          }
        }
        Features.Scalar.add(scores, to: &part)
      }
      count = examples * classes
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
