import SigmoidLinear
import SigmoidSystem

/// Passes in double: the numbers of an example less their centre, and its codes. Levels have no centre:
/// they lie within √m deviations of 0.
extension TableMatrix {
  public func centre(for means: [Double], _ partition: Partition) -> [Double] {
    guard !layout.numeric.isEmpty else { return [] }
    return numericAlone(means)
  }

  public func momentCentre(_ partition: Partition, example: Int?) -> [Double] {
    numericAlone(partition.firstNonEmpty(example.map { values(of: $0) } ?? [], count: features))
  }

  public func forward(
    weights: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into scores: inout MutableSpan<Double>
  ) {
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    let (width, slots) = (layout.numeric.count, layout.levels.count)
    let (floats, doubles, codes) = (self.numbers.span, doubleSpan, codes)
    let centre = numericCentre(centre)
    var numbers = [Double](repeating: 0, count: width)
    for k in 0..<classes {
      let (ofNumbers, ofLevels) = parts(of: weights, k)
      let (factors, table) = (ofNumbers.span, ofLevels.span)
      for (position, example) in columns.enumerated() {
        read(example, floats, doubles, less: centre.span, to: &numbers)
        let values = numbers.span
        // Four sums: one alone would wait for each addition.
        var sums = (0.0, 0.0, 0.0, 0.0)
        var index = 0
        while index &+ 4 <= width {
          sums.0 += factors[unchecked: index] * values[unchecked: index]
          sums.1 += factors[unchecked: index &+ 1] * values[unchecked: index &+ 1]
          sums.2 += factors[unchecked: index &+ 2] * values[unchecked: index &+ 2]
          sums.3 += factors[unchecked: index &+ 3] * values[unchecked: index &+ 3]
          index &+= 4
        }
        while index < width {
          sums.0 += factors[unchecked: index] * values[unchecked: index]
          index &+= 1
        }
        var sum = (sums.0 + sums.1) + (sums.2 + sums.3)
        for slot in example &* slots..<example &* slots &+ slots {
          sum += table[unchecked: Int(codes[unchecked: slot])]
        }
        scores[unchecked: position &* classes &+ k] = sum
      }
    }
  }

  public func accumulate(
    residuals: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    let (width, slots) = (layout.numeric.count, layout.levels.count)
    let (floats, doubles, codes) = (self.numbers.span, doubleSpan, codes)
    let centre = numericCentre(centre)
    var numbers = [Double](repeating: 0, count: width)
    for k in 0..<classes {
      var (ofNumbers, ofLevels) = parts(of: gradient.span, k)
      var sums = ofNumbers.mutableSpan
      var table = ofLevels.mutableSpan
      for (position, example) in columns.enumerated() {
        let residual = residuals[unchecked: position &* classes &+ k]
        read(example, floats, doubles, less: centre.span, to: &numbers)
        let values = numbers.span
        for index in 0..<width {
          sums[unchecked: index] += residual * values[unchecked: index]
        }
        for slot in example &* slots..<example &* slots &+ slots {
          table[unchecked: Int(codes[unchecked: slot])] += residual
        }
      }
      write(ofNumbers, ofLevels, to: &gradient, k)
    }
  }

  public func gather(
    _ examples: ArraySlice<Int>, less centre: Span<Double>, times factors: Span<Double>,
    into target: inout MutableSpan<Double>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    let slots = layout.levels.count
    for index in target.indices { target[unchecked: index] = 0 }
    let (floats, doubles, codes) = (self.numbers.span, doubleSpan, codes)
    let centre = numericCentre(centre)
    var numbers = [Double](repeating: 0, count: layout.numeric.count)
    for (position, example) in examples.enumerated() {
      read(example, floats, doubles, less: centre.span, to: &numbers)
      let first = position * features
      for (index, feature) in layout.numeric.enumerated() {
        target[unchecked: first + feature] = numbers[index] * factors[position]
      }
      for slot in example * slots..<(example + 1) * slots where codes[unchecked: slot] > 0 {
        target[unchecked: first + Int(codes[unchecked: slot]) - 1] = factors[position]
      }
    }
  }

  public func addMoments(
    of columns: Range<Int>, weights: Span<Double>, less centre: Span<Double>,
    to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>
  ) {
    let slots = layout.levels.count
    let (floats, doubles, codes) = (self.numbers.span, doubleSpan, codes)
    let centre = numericCentre(centre)
    var numbers = [Double](repeating: 0, count: layout.numeric.count)
    for example in columns {
      let weight = weights.isEmpty ? 1 : weights[example - columns.lowerBound]
      read(example, floats, doubles, less: centre.span, to: &numbers)
      for (index, feature) in layout.numeric.enumerated() {
        let weighted = weight * numbers[index]
        sums[feature] += weighted
        squares[feature] += weighted * numbers[index]
      }
      for slot in example * slots..<(example + 1) * slots where codes[unchecked: slot] > 0 {
        sums[Int(codes[unchecked: slot]) - 1] += weight
        squares[Int(codes[unchecked: slot]) - 1] += weight
      }
    }
  }

  public func forEachExample(
    in columns: Range<Int>, less centre: Span<Double>,
    _ body: (_ example: Int, _ features: Span<Int32>, _ values: Span<Double>) -> Void
  ) {
    let (width, slots) = (layout.numeric.count, layout.levels.count)
    let (floats, doubles, codes) = (self.numbers.span, doubleSpan, codes)
    let centre = numericCentre(centre)
    var numbers = [Double](repeating: 0, count: width)
    var places = layout.numeric.map { Int32($0) } + [Int32](repeating: 0, count: slots)
    var values = [Double](repeating: 1, count: width + slots)
    for example in columns {
      read(example, floats, doubles, less: centre.span, to: &numbers)
      for index in 0..<width { values[index] = numbers[index] }
      var count = width
      for slot in example &* slots..<example &* slots &+ slots where codes[unchecked: slot] > 0 {
        places[count] = Int32(codes[unchecked: slot]) - 1
        count += 1
      }
      body(example, places.span.extracting(first: count), values.span.extracting(first: count))
    }
  }

  /// Numbers, zeros among them, and codes.
  public var storedElements: Int? {
    examples * (layout.numeric.count + layout.levels.count)
  }

  /// Sums of numbers with numbers and of levels with numbers, whose rows are contiguous, and of levels with
  /// levels; the first two are put in their places at the end. Behind the numbers of an example stands a
  /// one, by which their sums are products too.
  public func addSquares(
    of columns: Range<Int>, times factors: Span<Double>, less centre: Span<Double>,
    to square: inout MutableSpan<Double>, _ border: inout MutableSpan<Double>
  ) {
    let (features, width, slots) = (features, layout.numeric.count, layout.levels.count)
    require(
      factors.count == columns.count && square.count == features * features
        && border.count == features,
      "squares of \(features) features in \(square.count) numbers")
    let (floats, doubles, codes) = (self.numbers.span, doubleSpan, codes)
    let centre = numericCentre(centre)
    let row = width + 1
    var numbers = [Double](repeating: 0, count: width)
    var weighted = [Double](repeating: 0, count: row)
    var products = [Double](repeating: 0, count: width * row)
    // Of each code, that of no level too: Σ h·x of its examples, and Σ h.
    var ofLevels = [Double](repeating: 0, count: row * (features + 1))
    var h = weighted.mutableSpan
    var sums = products.mutableSpan
    var levels = ofLevels.mutableSpan
    for example in columns {
      let factor = factors[unchecked: example &- columns.lowerBound]
      read(example, floats, doubles, less: centre.span, to: &numbers)
      let x = numbers.span
      for index in 0..<width { h[unchecked: index] = factor * x[unchecked: index] }
      h[unchecked: width] = factor
      for index in 0..<width {
        let value = x[unchecked: index]
        // From the diagonal on; the others are these once more.
        for other in index..<row {
          sums[unchecked: index &* row &+ other] += value * h[unchecked: other]
        }
      }
      let end = (example &+ 1) &* slots
      for slot in example &* slots..<end {
        let code = Int(codes[unchecked: slot])
        for index in 0..<row {
          levels[unchecked: code &* row &+ index] += h[unchecked: index]
        }
        guard code > 0 else { continue }
        let start = (code &- 1) &* features &- 1
        for other in slot &+ 1..<end where codes[unchecked: other] > 0 {
          square[unchecked: start &+ Int(codes[unchecked: other])] += factor
        }
      }
    }
    for level in layout.levels.joined() {
      let sum = levels[(level + 1) * row + width]
      border[level] += sum
      square[level * features + level] += sum
    }
    for (index, feature) in layout.numeric.enumerated() {
      border[feature] += sums[index * row + width]
      for other in index..<width {
        square[feature * features + layout.numeric[other]] += sums[index * row + other]
      }
      for level in layout.levels.joined() {
        square[min(feature, level) * features + max(feature, level)] +=
          levels[(level + 1) * row + index]
      }
    }
  }

  /// One for each number; zeros for no centre.
  private func numericCentre(_ centre: Span<Double>) -> [Double] {
    layout.numeric.map { centre.isEmpty ? 0 : centre[$0] }
  }

  /// A number for each feature, 0 for those that are levels.
  private func numericAlone(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: features)
    for feature in layout.numeric { result[feature] = values[feature] }
    return result
  }
}

/// The numbers of an example less their centre, which is one for each of them.
@inline(__always)
private func read(
  _ example: Int, _ floats: Span<Float>, _ doubles: Span<Double>, less centre: Span<Double>,
  to numbers: inout [Double]
) {
  var target = numbers.mutableSpan
  let first = example &* target.count
  if doubles.isEmpty {
    for index in target.indices {
      target[unchecked: index] =
        Double(floats[unchecked: first &+ index]) - centre[unchecked: index]
    }
  } else {
    for index in target.indices {
      target[unchecked: index] = doubles[unchecked: first &+ index] - centre[unchecked: index]
    }
  }
}
