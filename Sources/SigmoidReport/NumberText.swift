import SigmoidMetrics
import SigmoidSystem

/// Numbers for people, as charts, reports and the command print them; the same in every locale.
package enum NumberText {
  package enum Style {
    /// Of charts and reports: −1, ∞, undefined.
    case typeset
    /// Of a terminal, whose text goes on to other programs: -1, inf, nan.
    case plain

    fileprivate var minus: String {
      switch self {
      case .typeset: "−"
      case .plain: "-"
      }
    }
  }

  /// So many digits behind the point.
  package static func fixed(
    _ value: Double, digits: Int, style: Style = .typeset
  ) -> String {
    guard value.isFinite else { return withoutDigits(value, style) }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let magnitude = value.magnitude * scale
    // Beyond this an integer no longer holds the digits; such values are for the eye only.
    guard magnitude < 9e15 else { return style == .plain ? "\(value)" : short(value) }
    let scaled = Int64(magnitude.rounded(.toNearestOrEven))
    let sign = value < 0 && scaled != 0 ? style.minus : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    let (whole, fraction) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
    return "\(sign)\(whole)." + paddedDigits(fraction, width: digits)
  }

  /// About three digits, and a power of ten for the very large and the very small.
  package static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : fixed(value, digits: 0) }
    let (mantissa, exponent) = parts(of: value.magnitude)
    guard (-3..<6).contains(exponent) else {
      let text = withoutTrailingZeros(fixed(mantissa, digits: 2))
      return (value < 0 ? "−" : "") + text + "e" + (exponent < 0 ? "−" : "")
        + "\(exponent.magnitude)"
    }
    return withoutTrailingZeros(fixed(value, digits: max(0, 2 - exponent)))
  }

  /// As `short`, but with enough digits to tell a ratio from 1.
  package static func ratio(_ value: Double) -> String {
    let distance = (value - 1).magnitude
    guard distance < 0.01, distance > 0 else { return short(value) }
    return withoutTrailingZeros(fixed(value, digits: digits(behindZerosOf: distance)))
  }

  /// So many digits behind the point that three of a number below 1 are among them; twelve at most.
  package static func digits(behindZerosOf distance: Double) -> Int {
    var (distance, digits) = (distance, 2)
    while distance < 1, digits < 12 { (distance, digits) = (distance * 10, digits + 1) }
    return digits
  }

  /// Three digits and a power of ten.
  package static func scientific(_ value: Double, style: Style = .plain) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let (mantissa, exponent) = parts(of: value.magnitude)
    let digits = fixed(mantissa, digits: 2, style: style)
    return (value < 0 ? style.minus : "") + digits + "e" + (exponent < 0 ? style.minus : "")
      + "\(exponent.magnitude)"
  }

  /// Five digits, and a power of ten for the very large and the very small.
  package static func fiveDigits(_ value: Double, style: Style = .typeset) -> String {
    let magnitude = value.magnitude
    guard magnitude.isFinite, magnitude > 0 else {
      return value == 0 ? "0" : withoutDigits(value, style)
    }
    guard magnitude >= 1e-4, magnitude < 1e6 else { return scientific(value, style: style) }
    var (limit, digits) = (10.0, 4)
    while magnitude >= limit, digits > 0 { (limit, digits) = (limit * 10, digits - 1) }
    if magnitude < 1 {
      limit = 1
      while magnitude < limit { (limit, digits) = (limit / 10, digits + 1) }
      digits -= 1
    }
    return fixed(value, digits: digits, style: style)
  }

  package static func percent(
    _ share: Double, digits: Int = 2, style: Style = .typeset
  ) -> String {
    fixed(share * 100, digits: digits, style: style) + " %"
  }

  /// `0.9819 (0.9791 to 0.9843)`
  package static func interval(_ estimate: IntervalEstimate, digits: Int) -> String {
    fixed(estimate.value, digits: digits) + " (" + fixed(estimate.low, digits: digits) + " to "
      + fixed(estimate.high, digits: digits) + ")"
  }

  private static func withoutDigits(_ value: Double, _ style: Style) -> String {
    switch style {
    case .typeset: value.isNaN ? "undefined" : value < 0 ? "−∞" : "∞"
    case .plain: "\(value)"
    }
  }

  /// The mantissa is from 1 to 10 when it is rounded to two digits behind the point.
  private static func parts(of magnitude: Double) -> (mantissa: Double, exponent: Int) {
    var (mantissa, exponent) = (magnitude, 0)
    while mantissa >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 0.9995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return (mantissa, exponent)
  }

  private static func withoutTrailingZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let kept = text.reversed().drop { $0 == "0" }
    return String((kept.first == "." ? kept.dropFirst() : kept).reversed())
  }
}
