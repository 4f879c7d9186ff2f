import SigmoidLinear
import SigmoidSystem

/// Passes in double take time for the elements alone.
///
/// A centre is taken off where a feature has an element in every example: such a feature may lie as
/// far from 0 as any. One that has zeros lies within √m deviations of 0, and its mean can go into
/// the intercept.
extension SparseMatrix {
  public func forward(
    weights: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into scores: inout MutableSpan<Double>
  ) {
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    for (position, example) in columns.enumerated() {
      let (run, doubles) = (elements(of: example), doubles(of: example))
      for k in 0..<classes {
        let start = k * features
        var sum = 0.0
        for index in run.indices {
          let feature = Int(run[unchecked: index].feature)
          sum += weights[unchecked: start + feature] * value(run, doubles, index, less: centre)
        }
        scores[unchecked: position * classes + k] = sum
      }
    }
  }

  public func accumulate(
    residuals: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    for (position, example) in columns.enumerated() {
      let (run, doubles) = (elements(of: example), doubles(of: example))
      for k in 0..<classes {
        let start = k * features
        let residual = residuals[unchecked: position * classes + k]
        for index in run.indices {
          let feature = Int(run[unchecked: index].feature)
          gradient[unchecked: start + feature] +=
            residual * value(run, doubles, index, less: centre)
        }
      }
    }
  }

  public func gather(
    _ examples: ArraySlice<Int>, less centre: Span<Double>, times factors: Span<Double>,
    into target: inout MutableSpan<Double>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    for index in target.indices { target[unchecked: index] = 0 }
    for (position, example) in examples.enumerated() {
      let (run, doubles) = (elements(of: example), doubles(of: example))
      for index in run.indices {
        target[unchecked: position * features + Int(run[unchecked: index].feature)] =
          value(run, doubles, index, less: centre) * factors[position]
      }
    }
  }

  public var holdsDoubles: Bool { hasDoubles }

  public func centre(for means: [Double], _ partition: Partition) -> [Double] {
    let isFull = fullFeatures(partition)
    guard isFull.contains(true) else { return [] }
    return zip(means, isFull).map { $1 ? $0 : 0 }
  }

  public func momentCentre(_ partition: Partition, example: Int?) -> [Double] {
    let first = partition.firstNonEmpty(example.map { values(of: $0) } ?? [], count: features)
    return zip(first, fullFeatures(partition)).map { $1 ? $0 : 0 }
  }

  /// Which features have an element in every example. All processes call it.
  private func fullFeatures(_ partition: Partition) -> [Bool] {
    var counts = [Int](repeating: 0, count: features)
    let all = span
    for index in all.indices { counts[Int(all[unchecked: index].feature)] += 1 }
    return partition.communicator.sum(counts).map { $0 == partition.examples }
  }

  public func addMoments(
    of columns: Range<Int>, weights: Span<Double>, less centre: Span<Double>,
    to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>
  ) {
    for example in columns {
      let weight = weights.isEmpty ? 1 : weights[example - columns.lowerBound]
      let (run, doubles) = (elements(of: example), doubles(of: example))
      for index in run.indices {
        let feature = Int(run[unchecked: index].feature)
        let value = value(run, doubles, index, less: centre)
        let weighted = weight * value
        sums[unchecked: feature] += weighted
        squares[unchecked: feature] += weighted * value
      }
    }
  }

  public func forEachExample(
    in columns: Range<Int>, less centre: Span<Double>,
    _ body: (_ example: Int, _ features: Span<Int32>, _ values: Span<Double>) -> Void
  ) {
    var (places, values): ([Int32], [Double]) = ([], [])
    for example in columns {
      let (run, doubles) = (elements(of: example), doubles(of: example))
      places.removeAll(keepingCapacity: true)
      values.removeAll(keepingCapacity: true)
      for index in run.indices {
        places.append(run[unchecked: index].feature)
        values.append(value(run, doubles, index, less: centre))
      }
      body(example, places.span, values.span)
    }
  }

  /// Those that are not 0.
  public var storedElements: Int? { offsets[examples] }

  /// Pairs of elements, in time for these alone.
  public func addSquares(
    of columns: Range<Int>, times factors: Span<Double>, less centre: Span<Double>,
    to square: inout MutableSpan<Double>, _ border: inout MutableSpan<Double>
  ) {
    require(
      factors.count == columns.count && square.count == features * features
        && border.count == features,
      "squares of \(features) features in \(square.count) numbers")
    var values: [Double] = []
    for example in columns {
      let (run, doubles) = (elements(of: example), doubles(of: example))
      let factor = factors[unchecked: example - columns.lowerBound]
      values.removeAll(keepingCapacity: true)
      for index in run.indices { values.append(value(run, doubles, index, less: centre)) }
      let numbers = values.span
      for index in run.indices {
        let feature = Int(run[unchecked: index].feature)
        let weighted = factor * numbers[unchecked: index]
        border[unchecked: feature] += weighted
        let start = feature * features
        for other in index..<run.count {
          square[unchecked: start + Int(run[unchecked: other].feature)] +=
            weighted * numbers[unchecked: other]
        }
      }
    }
  }

  @inline(__always)
  private func value(
    _ run: Span<Element>, _ doubles: Span<Double>, _ index: Int, less centre: Span<Double>
  ) -> Double {
    let element = run[unchecked: index]
    let value = doubles.isEmpty ? Double(element.value) : doubles[unchecked: index]
    return centre.isEmpty ? value : value - centre[unchecked: Int(element.feature)]
  }
}
