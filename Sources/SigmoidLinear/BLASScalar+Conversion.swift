import SigmoidSystem

/// Runs of numbers, between `Double`, which parameters are, and the scalar of the passes.
///
/// Requirements of `PassScalar`, not generic functions: a conversion of a number whose type is
/// known only at run time costs a hundred times the conversion.
extension Float {
  public static func narrow(
    _ values: Span<Double>, times factor: Double, into target: inout MutableSpan<Float>
  ) {
    require(values.count == target.count, "\(values.count) numbers into \(target.count)")
    for index in values.indices { target[index] = Float(values[index] * factor) }
  }

  public static func scale(
    _ values: Span<Float>, by factor: Float, into target: inout MutableSpan<Float>, at offset: Int
  ) {
    for index in values.indices { target[offset + index] = values[index] * factor }
  }

  public static func add(
    _ values: Span<Float>, times factor: Double, to totals: inout MutableSpan<Double>
  ) {
    require(values.count == totals.count, "\(values.count) numbers to \(totals.count)")
    for index in values.indices { totals[index] += factor * Double(values[index]) }
  }

  public static func shift(
    _ values: inout MutableSpan<Float>, at first: Int, by shifts: Span<Float>, times factor: Float,
    scales: Span<Float>
  ) {
    for index in shifts.indices {
      values[first + index] = (values[first + index] - factor * shifts[index]) * scales[index]
    }
  }

  public static func widen(
    _ values: Span<Float>, less centre: Span<Double>, times factors: Span<Double>,
    into target: inout MutableSpan<Double>, at offset: Int
  ) {
    widenColumns(values, less: centre, times: factors, into: &target, at: offset) { Double($0) }
  }

  public static func addMoments(
    _ values: Span<Float>, less centre: Span<Double>, times weight: Double,
    to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>
  ) {
    addWeighted(values, less: centre, times: weight, to: &sums, squares: &squares) { Double($0) }
  }
}

extension Double {
  public static func narrow(
    _ values: Span<Double>, times factor: Double, into target: inout MutableSpan<Double>
  ) {
    require(values.count == target.count, "\(values.count) numbers into \(target.count)")
    for index in values.indices { target[index] = values[index] * factor }
  }

  public static func scale(
    _ values: Span<Double>, by factor: Double, into target: inout MutableSpan<Double>,
    at offset: Int
  ) {
    for index in values.indices { target[offset + index] = values[index] * factor }
  }

  public static func add(
    _ values: Span<Double>, times factor: Double, to totals: inout MutableSpan<Double>
  ) {
    require(values.count == totals.count, "\(values.count) numbers to \(totals.count)")
    for index in values.indices { totals[index] += factor * values[index] }
  }

  public static func shift(
    _ values: inout MutableSpan<Double>, at first: Int, by shifts: Span<Double>,
    times factor: Double,
    scales: Span<Double>
  ) {
    for index in shifts.indices {
      values[first + index] = (values[first + index] - factor * shifts[index]) * scales[index]
    }
  }

  public static func widen(
    _ values: Span<Double>, less centre: Span<Double>, times factors: Span<Double>,
    into target: inout MutableSpan<Double>, at offset: Int
  ) {
    widenColumns(values, less: centre, times: factors, into: &target, at: offset) { $0 }
  }

  public static func addMoments(
    _ values: Span<Double>, less centre: Span<Double>, times weight: Double,
    to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>
  ) {
    addWeighted(values, less: centre, times: weight, to: &sums, squares: &squares) { $0 }
  }
}

/// `PassScalar.widen` of either type: inlined, so that the conversion of a number is no call.
@inline(__always)
private func widenColumns<Scalar>(
  _ values: Span<Scalar>, less centre: Span<Double>, times factors: Span<Double>,
  into target: inout MutableSpan<Double>, at offset: Int, _ double: (Scalar) -> Double
) {
  let rows = checkWidening(
    values.count, columns: factors.count, centre: centre.count, into: target.count, at: offset)
  for column in factors.indices {
    let first = column * rows
    let factor = factors[unchecked: column]
    if centre.isEmpty {
      for row in 0..<rows {
        target[unchecked: offset + first + row] = double(values[unchecked: first + row]) * factor
      }
    } else {
      for row in 0..<rows {
        let value = double(values[unchecked: first + row]) - centre[unchecked: row]
        target[unchecked: offset + first + row] = value * factor
      }
    }
  }
}

/// `PassScalar.addMoments` of either type, inlined for the same reason.
@inline(__always)
private func addWeighted<Scalar>(
  _ values: Span<Scalar>, less centre: Span<Double>, times weight: Double,
  to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>,
  _ double: (Scalar) -> Double
) {
  let count = values.count
  checkWidening(count, columns: 1, centre: centre.count, into: sums.count, at: 0)
  require(count == squares.count, "\(count) numbers to \(squares.count)")
  for index in 0..<count {
    let value = double(values[unchecked: index]) - (centre.isEmpty ? 0 : centre[unchecked: index])
    let weighted = weight * value
    sums[unchecked: index] += weighted
    squares[unchecked: index] += weighted * value
  }
}

/// Stops the program, naming the counts, where loops without further checks would leave the spans.
/// - Returns: the numbers of a column.
@discardableResult
private func checkWidening(
  _ count: Int, columns: Int, centre: Int, into target: Int, at offset: Int
) -> Int {
  let rows = columns == 0 ? 0 : count / columns
  require(rows * columns == count, "\(count) numbers in \(columns) columns")
  require(centre == 0 || centre == rows || count == 0, "\(centre) centres of \(rows) numbers")
  require(
    offset >= 0 && count <= target - offset, "\(count) numbers from \(offset) on into \(target)")
  return rows
}
