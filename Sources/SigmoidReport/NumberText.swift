import SigmoidMetrics

/// Numbers as charts and reports print them; the same in every locale.
package enum NumberText {
  /// So many digits behind the point.
  package static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "undefined" : value < 0 ? "−∞" : "∞" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let magnitude = value.magnitude * scale
    // Beyond this an integer no longer holds the digits.
    guard magnitude < 9e15 else { return short(value) }
    let scaled = Int64(magnitude.rounded(.toNearestOrEven))
    let sign = value < 0 && scaled != 0 ? "−" : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    let (whole, fraction) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
    let text = String(fraction)
    return "\(sign)\(whole)." + String(repeating: "0", count: digits - text.count) + text
  }

  /// About three digits, and a power of ten for the very large and the very small.
  package static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : fixed(value, digits: 0) }
    var exponent = 0
    var mantissa = value.magnitude
    while mantissa >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 0.9995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    guard (-3..<6).contains(exponent) else {
      let text = withoutTrailingZeros(fixed(mantissa, digits: 2))
      return (value < 0 ? "−" : "") + text + "e" + (exponent < 0 ? "−" : "")
        + "\(exponent.magnitude)"
    }
    return withoutTrailingZeros(fixed(value, digits: max(0, 2 - exponent)))
  }

  package static func percent(_ share: Double, digits: Int = 2) -> String {
    fixed(share * 100, digits: digits) + " %"
  }

  /// `0.9819 (0.9791 to 0.9843)`
  package static func interval(_ estimate: IntervalEstimate, digits: Int) -> String {
    fixed(estimate.value, digits: digits) + " (" + fixed(estimate.low, digits: digits) + " to "
      + fixed(estimate.high, digits: digits) + ")"
  }

  private static func withoutTrailingZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let kept = text.reversed().drop { $0 == "0" }
    return String((kept.first == "." ? kept.dropFirst() : kept).reversed())
  }
}
