import SigmoidLinear

/// Both products take time for the elements alone, four classes at a time.
///
/// Their loops leave out the checks of positions: a matrix cannot be made with a feature out of
/// range, and the lengths of the vectors are checked first.
extension SparseMatrix: FeatureStorage {
  public typealias Scalar = Float

  public var exampleBytes: Int {
    let element = MemoryLayout<Element>.stride + (hasDoubles ? MemoryLayout<Double>.stride : 0)
    return offsets[examples] * element / max(1, examples)
  }

  public func forward(
    weights: Span<Float>, classes: Int, columns: Range<Int>, into scores: inout MutableSpan<Float>
  ) {
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    for (position, example) in columns.enumerated() {
      let run = elements(of: example)
      let first = position * classes
      var k = 0
      while k + 4 <= classes {
        let sums = fourProducts(run, weights, k)
        for lane in 0..<4 { scores[unchecked: first + k + lane] = sums[lane] }
        k += 4
      }
      while k < classes {
        scores[unchecked: first + k] = product(run, weights, k)
        k += 1
      }
    }
  }

  public func accumulate(
    residuals: Span<Float>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Float>
  ) {
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    for (position, example) in columns.enumerated() {
      let run = elements(of: example)
      let first = position * classes
      var k = 0
      while k + 4 <= classes {
        addFour(run, residuals, first + k, to: &gradient, k)
        k += 4
      }
      while k < classes {
        let residual = residuals[unchecked: first + k]
        let start = k * features
        for index in run.indices {
          let element = run[unchecked: index]
          gradient[unchecked: start + Int(element.feature)] += residual * element.value
        }
        k += 1
      }
    }
  }

  public func gather(
    _ examples: ArraySlice<Int>, times factors: Span<Float>, into target: inout MutableSpan<Float>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    for index in target.indices { target[unchecked: index] = 0 }
    for (position, example) in examples.enumerated() {
      let run = elements(of: example)
      for index in run.indices {
        let element = run[unchecked: index]
        target[unchecked: position * features + Int(element.feature)] =
          element.value * factors[position]
      }
    }
  }

  public func selecting(_ columns: [Int]) -> SparseMatrix {
    var chosen = [0]
    chosen.reserveCapacity(columns.count + 1)
    var count = 0
    for example in columns {
      count += elements(of: example).count
      chosen.append(count)
    }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for example in columns {
      let run = self.elements(of: example)
      for index in run.indices { elements.append(run[unchecked: index]) }
    }
    var doubles: [Double]?
    if hasDoubles {
      var values: [Double] = []
      values.reserveCapacity(count)
      for example in columns {
        let run = self.doubles(of: example)
        for index in run.indices { values.append(run[unchecked: index]) }
      }
      doubles = values
    }
    var result = SparseMatrix(
      features: features, offsets: chosen, elements: elements, doubles: doubles)
    result.scale = scale
    return result
  }

  public func copying(_ columns: Range<Int>) -> SparseMatrix { selecting(Array(columns)) }

  /// The number of examples, the lengths of their runs, the elements, and the doubles if there are
  /// any.
  public func packed() -> [UInt8] {
    let lengths = (0..<examples).map { offsets[$0 + 1] - offsets[$0] }
    return bytes(of: [examples] + lengths) + bytes(of: span) + bytes(of: doubles)
  }

  /// With doubles where any part has them.
  public func joining(_ parts: [[UInt8]]) -> SparseMatrix {
    var offsets = [0]
    var elements: [Element] = []
    var doubles: [Double] = []
    var hasDoubles = false
    let word = MemoryLayout<Int>.stride
    for part in parts {
      let examples = Array(part.prefix(word)).numbers(of: Int.self)[0]
      for length in Array(part[word..<word * (examples + 1)]).numbers(of: Int.self) {
        offsets.append(offsets[offsets.count - 1] + length)
      }
      let first = word * (examples + 1)
      let count = offsets[offsets.count - 1] - elements.count
      let end = first + count * MemoryLayout<Element>.stride
      let own = Array(part[first..<end]).numbers(of: Element.self)
      let values = Array(part[end...]).numbers(of: Double.self)
      // Those of the parts before are made once the first part has some.
      if !hasDoubles && !values.isEmpty {
        hasDoubles = true
        doubles = elements.map { Double($0.value) }
      }
      if hasDoubles { doubles += values.isEmpty ? own.map { Double($0.value) } : values }
      elements += own
    }
    var result = SparseMatrix(
      features: features, offsets: offsets, elements: elements,
      doubles: hasDoubles ? doubles : nil)
    result.scale = scale
    return result
  }

  public func firstNonFinite() -> ElementPosition? {
    let span = self.span
    guard let found = span.indices.first(where: { !span[unchecked: $0].value.isFinite }),
      let example = (0..<examples).first(where: { offsets[$0 + 1] > found })
    else { return nil }
    return ElementPosition(feature: Int(span[found].feature), example: example)
  }

  /// The product of an example with the weights of class k, in four sums: one alone would wait
  /// for each addition.
  @inline(__always)
  private func product(_ run: Span<Element>, _ weights: Span<Float>, _ k: Int) -> Float {
    let start = k * features
    var sums: (Float, Float, Float, Float) = (0, 0, 0, 0)
    var index = 0
    while index + 4 <= run.count {
      let (a, b) = (run[unchecked: index], run[unchecked: index + 1])
      let (c, d) = (run[unchecked: index + 2], run[unchecked: index + 3])
      sums.0 += weights[unchecked: start + Int(a.feature)] * a.value
      sums.1 += weights[unchecked: start + Int(b.feature)] * b.value
      sums.2 += weights[unchecked: start + Int(c.feature)] * c.value
      sums.3 += weights[unchecked: start + Int(d.feature)] * d.value
      index += 4
    }
    while index < run.count {
      let element = run[unchecked: index]
      sums.0 += weights[unchecked: start + Int(element.feature)] * element.value
      index += 1
    }
    return (sums.0 + sums.1) + (sums.2 + sums.3)
  }

  /// The products with classes k to k + 3.
  @inline(__always)
  private func fourProducts(
    _ run: Span<Element>, _ weights: Span<Float>, _ k: Int
  ) -> SIMD4<Float> {
    let start = k * features
    var sums = SIMD4<Float>(repeating: 0)
    for index in run.indices {
      let element = run[unchecked: index]
      let place = start + Int(element.feature)
      sums +=
        element.value
        * SIMD4(
          weights[unchecked: place], weights[unchecked: place + features],
          weights[unchecked: place + 2 * features], weights[unchecked: place + 3 * features])
    }
    return sums
  }

  /// Adds an example times its residuals, four from `first` on, to the gradients of classes k to k + 3.
  @inline(__always)
  private func addFour(
    _ run: Span<Element>, _ residuals: Span<Float>, _ first: Int,
    to gradient: inout MutableSpan<Float>, _ k: Int
  ) {
    let start = k * features
    let (a, b) = (residuals[unchecked: first], residuals[unchecked: first + 1])
    let (c, d) = (residuals[unchecked: first + 2], residuals[unchecked: first + 3])
    for index in run.indices {
      let element = run[unchecked: index]
      let place = start + Int(element.feature)
      gradient[unchecked: place] += a * element.value
      gradient[unchecked: place + features] += b * element.value
      gradient[unchecked: place + 2 * features] += c * element.value
      gradient[unchecked: place + 3 * features] += d * element.value
    }
  }
}
