import SigmoidLinear

/// Products over the numbers of an example and one look-up for each of its codes.
///
/// The loops leave out the checks of positions: a matrix cannot be made with a code out of range, and the
/// lengths of the vectors are checked first.
extension TableMatrix: FeatureStorage {
  public typealias Scalar = Float

  public var features: Int { layout.features }
  public var holdsDoubles: Bool { doubles != nil }

  public var exampleBytes: Int {
    let number = MemoryLayout<Float>.stride + (holdsDoubles ? MemoryLayout<Double>.stride : 0)
    return layout.numeric.count * number + layout.levels.count * MemoryLayout<Code>.stride
  }

  public func forward(
    weights: Span<Float>, classes: Int, columns: Range<Int>, into scores: inout MutableSpan<Float>
  ) {
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    let (numbers, codes) = (numbers.span, codes)
    let (width, slots) = (layout.numeric.count, layout.levels.count)
    for k in 0..<classes {
      let (ofNumbers, ofLevels) = parts(of: weights, k)
      let (factors, table) = (ofNumbers.span, ofLevels.span)
      for (position, example) in columns.enumerated() {
        let first = example * width
        // Four sums: one alone would wait for each addition.
        var sums: (Float, Float, Float, Float) = (0, 0, 0, 0)
        var index = 0
        while index &+ 4 <= width {
          sums.0 += factors[unchecked: index] * numbers[unchecked: first &+ index]
          sums.1 += factors[unchecked: index &+ 1] * numbers[unchecked: first &+ index &+ 1]
          sums.2 += factors[unchecked: index &+ 2] * numbers[unchecked: first &+ index &+ 2]
          sums.3 += factors[unchecked: index &+ 3] * numbers[unchecked: first &+ index &+ 3]
          index &+= 4
        }
        while index < width {
          sums.0 += factors[unchecked: index] * numbers[unchecked: first &+ index]
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
    residuals: Span<Float>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Float>
  ) {
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    let (numbers, codes) = (numbers.span, codes)
    let (width, slots) = (layout.numeric.count, layout.levels.count)
    for k in 0..<classes {
      var (ofNumbers, ofLevels) = parts(of: gradient.span, k)
      var sums = ofNumbers.mutableSpan
      var table = ofLevels.mutableSpan
      for (position, example) in columns.enumerated() {
        let residual = residuals[unchecked: position &* classes &+ k]
        let first = example &* width
        for index in 0..<width {
          sums[unchecked: index] += residual * numbers[unchecked: first &+ index]
        }
        for slot in example &* slots..<example &* slots &+ slots {
          table[unchecked: Int(codes[unchecked: slot])] += residual
        }
      }
      write(ofNumbers, ofLevels, to: &gradient, k)
    }
  }

  public func gather(
    _ examples: ArraySlice<Int>, times factors: Span<Float>, into target: inout MutableSpan<Float>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    for index in target.indices { target[unchecked: index] = 0 }
    for (position, example) in examples.enumerated() {
      let (column, codes) = (numbers.column(example), codes(of: example))
      let first = position * features
      for (index, feature) in layout.numeric.enumerated() {
        target[unchecked: first + feature] = column[unchecked: index] * factors[position]
      }
      for slot in codes.indices where codes[unchecked: slot] > 0 {
        target[unchecked: first + Int(codes[unchecked: slot]) - 1] = factors[position]
      }
    }
  }

  public func selecting(_ columns: [Int]) -> TableMatrix {
    var chosen: [Code] = []
    chosen.reserveCapacity(columns.count * layout.levels.count)
    for example in columns {
      let codes = codes(of: example)
      for slot in codes.indices { chosen.append(codes[unchecked: slot]) }
    }
    return with(
      numbers: numbers.selecting(columns), doubles: doubles?.selecting(columns), codes: chosen)
  }

  /// How many examples, whether there are doubles, the numbers or the doubles, and the codes.
  public func packed() -> [UInt8] {
    let head = bytes(of: [examples, holdsDoubles ? 1 : 0])
    return head + (doubles?.packed() ?? numbers.packed()) + bytes(of: codes)
  }

  /// With doubles where any part has them.
  public func joining(_ parts: [[UInt8]]) -> TableMatrix {
    let word = MemoryLayout<Int>.stride
    var examples = 0
    var (values, codes) = ([Double](), [Code]())
    var hasDoubles = false
    for part in parts {
      let head = Array(part.prefix(2 * word)).numbers(of: Int.self)
      let isWide = head[1] == 1
      let size = isWide ? MemoryLayout<Double>.stride : MemoryLayout<Float>.stride
      let end = 2 * word + head[0] * layout.numeric.count * size
      let numbers = Array(part[2 * word..<end])
      values +=
        isWide
        ? numbers.numbers(of: Double.self) : numbers.numbers(of: Float.self).map(Double.init)
      codes += Array(part[end...]).numbers(of: Code.self)
      examples += head[0]
      hasDoubles = hasDoubles || isWide
    }
    let width = layout.numeric.count
    return with(
      numbers: Matrix(rows: width, columns: examples, elements: values.map { Float($0) }),
      doubles: hasDoubles ? Matrix(rows: width, columns: examples, elements: values) : nil,
      codes: codes)
  }

  public func firstNonFinite() -> ElementPosition? {
    guard let found = numbers.firstNonFinite() else { return nil }
    return ElementPosition(feature: layout.numeric[found.feature], example: found.example)
  }

  private func with(
    numbers: Matrix<Float>, doubles: Matrix<Double>?, codes: [Code]
  ) -> TableMatrix {
    var result = TableMatrix(layout, numbers: numbers, doubles: doubles, codes: codes)
    result.scale = scale
    return result
  }
}

extension TableMatrix {
  /// What a vector has for one class: for the numbers, and by code for the levels, 0 for no level.
  func parts<Number: PassScalar>(
    of vector: Span<Number>, _ k: Int
  ) -> (ofNumbers: [Number], ofLevels: [Number]) {
    let start = k * features
    var ofLevels = [Number](repeating: 0, count: features + 1)
    for feature in 0..<features { ofLevels[feature + 1] = vector[start + feature] }
    return (layout.numeric.map { vector[start + $0] }, ofLevels)
  }

  /// Puts back what `parts` took.
  func write<Number: PassScalar>(
    _ ofNumbers: [Number], _ ofLevels: [Number], to vector: inout MutableSpan<Number>, _ k: Int
  ) {
    let start = k * features
    for range in layout.levels {
      for feature in range { vector[start + feature] = ofLevels[feature + 1] }
    }
    for (index, feature) in layout.numeric.enumerated() {
      vector[start + feature] = ofNumbers[index]
    }
  }
}
