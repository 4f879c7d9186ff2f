/// Runs of numbers between `Double`, which parameters are, and the scalar of the passes.
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

  public static func add(_ values: Span<Float>, to totals: inout MutableSpan<Double>) {
    precondition(values.count == totals.count, "\(values.count) numbers to \(totals.count)")
    for index in values.indices { totals[index] += Double(values[index]) }
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

  public static func add(_ values: Span<Double>, to totals: inout MutableSpan<Double>) {
    precondition(values.count == totals.count, "\(values.count) numbers to \(totals.count)")
    for index in values.indices { totals[index] += values[index] }
  }
}
