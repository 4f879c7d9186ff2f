/// A day, or a day and a time, as ISO 8601 writes them: `2013-01-31`, `2013-01-31T15:04:05.6Z`, also with a
/// blank for the T, without seconds, and with an offset such as `+02:00`.
enum DateText {
  /// Days since 1970-01-01, in UTC where the text has an offset; nil for another text.
  static func days(_ text: String) -> Double? {
    var rest = Substring(text).utf8
    guard let year = number(&rest, digits: 4), take("-", &rest),
      let month = number(&rest, digits: 2), take("-", &rest),
      let day = number(&rest, digits: 2),
      (1...12).contains(month), (1...length(of: month, in: year)).contains(day)
    else { return nil }
    let days = Double(daysBefore(year, month) + day - 1)
    if rest.isEmpty { return days }
    guard take("T", &rest) || take(" ", &rest), let seconds = secondsOfDay(&rest) else {
      return nil
    }
    return days + seconds / 86_400
  }

  private static func secondsOfDay(_ rest: inout Substring.UTF8View) -> Double? {
    guard let hour = number(&rest, digits: 2), take(":", &rest),
      let minute = number(&rest, digits: 2), hour < 24, minute < 60
    else { return nil }
    var seconds = Double(3600 * hour + 60 * minute)
    if take(":", &rest) {
      guard let second = number(&rest, digits: 2), second <= 60 else { return nil }
      seconds += Double(second)
      if take(".", &rest) {
        let digits = rest.prefix { isDigit($0) }
        guard !digits.isEmpty, let fraction = Double("0." + String(Substring(digits))) else {
          return nil
        }
        rest.removeFirst(digits.count)
        seconds += fraction
      }
    }
    if rest.isEmpty || take("Z", &rest) { return rest.isEmpty ? seconds : nil }
    let isWest = take("-", &rest)
    guard isWest || take("+", &rest), let hours = number(&rest, digits: 2) else { return nil }
    _ = take(":", &rest)
    guard let minutes = number(&rest, digits: 2), rest.isEmpty, hours < 24, minutes < 60 else {
      return nil
    }
    let offset = Double(3600 * hours + 60 * minutes)
    return seconds + (isWest ? offset : -offset)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func number(_ rest: inout Substring.UTF8View, digits: Int) -> Int? {
    let found = rest.prefix(digits)
    guard found.count == digits, found.allSatisfy(isDigit) else { return nil }
    rest.removeFirst(digits)
    return found.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func take(_ mark: Unicode.Scalar, _ rest: inout Substring.UTF8View) -> Bool {
    guard rest.first == UInt8(ascii: mark) else { return false }
    rest.removeFirst()
    return true
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// From 1970-01-01 to the first of a month, in the Gregorian calendar.
  private static func daysBefore(_ year: Int, _ month: Int) -> Int {
    let before = year - 1
    let leaps = before / 4 - before / 100 + before / 400
    // 719162 days from the first day of the year 1 to 1970-01-01.
    let days = 365 * before + leaps - 719_162
    return (1..<month).reduce(days) { $0 + length(of: $1, in: year) }
  }
}
