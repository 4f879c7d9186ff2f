import SigmoidLinear

extension FeatureStorage {
  /// Some features of all examples as a matrix, chosen × examples, its elements as they are stored here: of
  /// a sparse storage in time for the stored ones, and its zeros.
  /// - Parameter chosen: none twice.
  package func choosing(_ chosen: [Int], threads: Int) -> Matrix<Scalar> {
    let count = chosen.count
    var place = [Int32](repeating: -1, count: features)
    for (index, feature) in chosen.enumerated() { place[feature] = Int32(index) }
    let blocks = stride(from: 0, to: examples, by: 64).map { $0..<min($0 + 64, examples) }
    let isSparse = storedElements != nil
    var result = Matrix<Scalar>(rows: count, columns: examples)
    result.scale = scale
    var all = result.mutableSpan
    all.withUnsafeMutableBufferPointer { all in
      // Sound: each block of examples is written by one worker.
      nonisolated(unsafe) let all = all
      forEach(in: blocks.indices, threads: threads) { [place] index, _ in
        let block = blocks[index]
        // In double, and narrowed all at once: a conversion of one number costs a hundred times as much
        // where its type is not known.
        var numbers = [Double](repeating: 0, count: count * block.count)
        willRead(block)
        if isSparse {
          forEachExample(in: block, less: Span()) { example, stored, values in
            let first = (example - block.lowerBound) * count
            for index in stored.indices {
              let row = Int(place[Int(stored[index])])
              if row >= 0 { numbers[first + row] = values[index] }
            }
          }
        } else {
          write(chosen, of: block, to: &numbers)
        }
        didRead(block)
        var target = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(
            rebasing: all[block.lowerBound * count..<block.upperBound * count]))
        Scalar.narrow(numbers.span, times: 1, into: &target)
      }
    }
    return result
  }

  /// Some features of a block, all of whose features are gathered.
  private func write(_ chosen: [Int], of block: Range<Int>, to numbers: inout [Double]) {
    let width = features
    let one = [Double](repeating: 1, count: block.count)
    var all = [Double](repeating: 0, count: width * block.count)
    var span = all.mutableSpan
    gather(ArraySlice(block), less: Span(), times: one.span, into: &span)
    for position in 0..<block.count {
      for (row, feature) in chosen.enumerated() {
        numbers[position * chosen.count + row] = all[position * width + feature]
      }
    }
  }
}
