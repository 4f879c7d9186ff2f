/// Runs of numbers, between `Double`, which parameters are, and the scalar of the passes.
///
/// Requirements of `BLASScalar`, not generic functions: a conversion of a number whose type is
/// known only at run time costs a hundred times the conversion.
extension Float {
  public static func narrow(
    _ values: Span<Double>, times factor: Double, into target: inout MutableSpan<Float>
  ) {
    precondition(values.count == target.count, "\(values.count) numbers into \(target.count)")
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
    precondition(values.count == totals.count, "\(values.count) numbers to \(totals.count)")
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

  public static func addSquares(
    _ values: Span<Float>, times factor: Double, to totals: inout MutableSpan<Double>
  ) {
    precondition(values.count == totals.count, "\(values.count) numbers to \(totals.count)")
    for index in values.indices {
      let value = Double(values[index])
      totals[index] += factor * value * value
    }
  }
}

extension Double {
  public static func narrow(
    _ values: Span<Double>, times factor: Double, into target: inout MutableSpan<Double>
  ) {
    precondition(values.count == target.count, "\(values.count) numbers into \(target.count)")
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
    precondition(values.count == totals.count, "\(values.count) numbers to \(totals.count)")
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

  public static func addSquares(
    _ values: Span<Double>, times factor: Double, to totals: inout MutableSpan<Double>
  ) {
    precondition(values.count == totals.count, "\(values.count) numbers to \(totals.count)")
    for index in values.indices {
      let value = values[index]
      totals[index] += factor * value * value
    }
  }
}
