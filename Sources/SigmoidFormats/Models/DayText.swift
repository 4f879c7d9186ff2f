import SigmoidSystem

/// A day as ISO 8601 writes it: what `DateText` reads.
package enum DayText {
  /// Such as `2013-01-31`, with `T15:04:05Z` behind it where it is no midnight.
  /// - Parameter days: since 1970-01-01, in UTC; those before the year 0 or behind 9999 stay a number.
  package static func text(_ days: Double) -> String {
    guard days.isFinite, days >= -719_528, days < 2_932_897 else {
      return "\(days) days since 1970-01-01"
    }
    var whole = days.rounded(.down)
    var seconds = Int(((days - whole) * 86_400).rounded())
    if seconds == 86_400 { (whole, seconds) = (whole + 1, 0) }
    let day = date(Int(whole))
    if seconds == 0 { return day }
    return day + "T\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))Z"
  }

  /// By eras of 400 years from 1 March of the year 0, so that the odd day of a leap year is its last.
  private static func date(_ days: Int) -> String {
    let shifted = days + 719_468
    let era = shifted.floored(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return paddedDigits(year, width: 4) + "-\(two(month))-\(two(day))"
  }

  private static func two(_ value: Int) -> String { paddedDigits(value, width: 2) }
}

extension Int {
  /// The quotient, rounded down.
  fileprivate func floored(by divisor: Int) -> Int {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }
}
