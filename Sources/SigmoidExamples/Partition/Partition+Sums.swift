import SigmoidLinear

extension Partition {
  /// Σ over all examples of numbers that `body` adds up a chunk at a time, on several threads.
  /// - Parameters:
  ///   - count: how many sums there are.
  ///   - body: adds those of some examples, counted from the first of this process.
  package func sum(
    _ count: Int, threads: Int, _ body: @Sendable (Range<Int>, inout MutableSpan<Double>) -> Void
  ) -> [Double] {
    let parts = ChunkBuffers<Double>(chunks: own.count, count: count)
    forEachChunk(threads: threads) { chunk, _ in
      parts.with(chunk - own.lowerBound) { body(local(chunk), &$0) }
    }
    var total = [Double](repeating: 0, count: count)
    var span = total.mutableSpan
    add(parts, to: &span)
    return total
  }

  /// Σ of one number an example.
  package func sum(of numbers: [Double]) -> Double {
    sum(1, threads: 1) { range, sums in
      for index in range { sums[0] += numbers[index] }
    }[0]
  }

  /// Adds the parts of all chunks to the totals, which every process gets, in the chunks' order.
  ///
  /// Few numbers go from every process to every other. Of many, each process adds up a slice, of
  /// which it is sent the parts of all chunks, and sends the sums to the others.
  /// - Parameter parts: of the chunks of this process.
  package func add<Scalar: PassScalar>(
    _ parts: ChunkBuffers<Scalar>, to totals: inout MutableSpan<Double>
  ) {
    guard communicator.ranks > 1 else {
      for start in stride(from: 0, to: parts.count, by: Self.block) {
        let range = start..<min(start + Self.block, parts.count)
        for chunk in 0..<parts.chunks { parts.add(range, of: chunk, to: &totals, at: start) }
      }
      return
    }
    if parts.count <= Self.fewNumbers {
      for bytes in communicator.allGather(parts.bytes(0..<parts.count)) {
        Self.add(bytes.numbers(of: Scalar.self), to: &totals)
      }
      return
    }
    for start in stride(from: 0, to: parts.count, by: Self.round) {
      let count = min(Self.round, parts.count - start)
      let slices = (0..<communicator.ranks).map {
        (start..<start + count).part($0, of: communicator.ranks)
      }
      var sums = [Double](repeating: 0, count: slices[communicator.rank].count)
      for bytes in communicator.allToAll(slices.map { parts.bytes($0) }) {
        var span = sums.mutableSpan
        Self.add(bytes.numbers(of: Scalar.self), to: &span)
      }
      for (slice, sum) in zip(slices, communicator.allGather(sums)) {
        for index in sum.indices { totals[slice.lowerBound + index] += sum[index] }
      }
    }
  }

  /// Adds numbers of one chunk after the other, each as many as there are totals.
  private static func add<Scalar: PassScalar>(
    _ numbers: [Scalar], to totals: inout MutableSpan<Double>
  ) {
    for start in stride(from: 0, to: numbers.count, by: max(1, totals.count)) {
      Scalar.add(numbers.span.extracting(start..<start + totals.count), to: &totals)
    }
  }

  /// Sums that stay in the first-level cache while the chunks are added to them.
  private static var block: Int { 2048 }
  /// Numbers of a chunk that are on their way at a time.
  private static var round: Int { 1 << 16 }
  /// As many are sent to all rather than in slices: one message in place of two.
  private static var fewNumbers: Int { 64 }
}
