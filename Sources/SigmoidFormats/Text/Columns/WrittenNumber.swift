/// A number as people write it for people: `1,200`, `$1,200.50`, `45%`, `1.200,5 €`, `−3`.
///
/// What a percent sign stands behind is the number before it.
enum WrittenNumber {
  typealias DecimalMark = ColumnTreatment.DecimalMark

  /// nil for another text.
  static func value(_ bytes: Span<UInt8>, _ range: Range<Int>, _ mark: DecimalMark) -> Double? {
    guard let plain = plain(bytes, range, mark) else { return nil }
    var end = 0
    guard let number = DecimalNumber(prefixOf: plain.span, at: &end, end: plain.count),
      end == plain.count
    else { return nil }
    let value = number.double(in: plain.span)
    return value.isFinite ? value : nil
  }

  static func value(_ text: String, _ mark: DecimalMark) -> Double? {
    let bytes = Array(text.utf8)
    return value(bytes.span, 0..<bytes.count, mark)
  }

  private static let currencies: [[UInt8]] = ["$", "€", "£", "¥", "₹", "CHF", "kr"].map {
    Array($0.utf8)
  }
  /// A blank, one that does not break, and a narrow one of that kind; an apostrophe.
  private static let blanks: [[UInt8]] = [" ", "\u{A0}", "\u{202F}", "'"].map { Array($0.utf8) }
  private static let minus = Array("\u{2212}".utf8)

  /// The number with a point and without anything but digits, sign and exponent.
  private static func plain(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ mark: DecimalMark
  ) -> [UInt8]? {
    guard range.count <= 64 else { return nil }
    var rest = range.map { bytes[$0] }[...]
    func trim() { while rest.first == UInt8(ascii: " ") { rest.removeFirst() } }
    func trimEnd() { while rest.last == UInt8(ascii: " ") { rest.removeLast() } }
    func take(_ texts: [[UInt8]]) -> Bool {
      guard let found = texts.first(where: { rest.starts(with: $0) }) else { return false }
      rest.removeFirst(found.count)
      trim()
      return true
    }
    var result: [UInt8] = []
    func takeSign() {
      if take([[UInt8(ascii: "-")], minus]) {
        result.append(UInt8(ascii: "-"))
      } else {
        _ = take([[UInt8(ascii: "+")]])
      }
    }
    takeSign()
    if take(currencies), result.isEmpty { takeSign() }
    if rest.last == UInt8(ascii: "%") {
      rest.removeLast()
    } else if let found = currencies.first(where: { rest.reversed().starts(with: $0.reversed()) }) {
      rest.removeLast(found.count)
    }
    trimEnd()
    guard appendWhole(&rest, mark, to: &result) else { return nil }
    if rest.first == mark.rawValue {
      rest.removeFirst()
      let digits = rest.prefix { isDigit($0) }
      guard !digits.isEmpty || isDigit(result.last ?? 0) else { return nil }
      result.append(UInt8(ascii: "."))
      result += digits
      rest.removeFirst(digits.count)
    } else if !isDigit(result.last ?? 0) {
      return nil
    }
    guard rest.isEmpty || rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else {
      return nil
    }
    return result + rest
  }

  /// Digits, or groups of three of them, of which the first may be shorter, with one kind of mark between.
  private static func appendWhole(
    _ rest: inout ArraySlice<UInt8>, _ mark: DecimalMark, to result: inout [UInt8]
  ) -> Bool {
    let first = rest.prefix { isDigit($0) }
    result += first
    rest.removeFirst(first.count)
    let separators = [[mark == .point ? UInt8(ascii: ",") : UInt8(ascii: ".")]] + blanks
    guard let separator = separators.first(where: { rest.starts(with: $0) }) else { return true }
    // 0,123 is no group of thousands.
    guard (1...3).contains(first.count), first.first != UInt8(ascii: "0") else { return false }
    while rest.starts(with: separator) {
      rest.removeFirst(separator.count)
      let group = rest.prefix { isDigit($0) }
      guard group.count == 3 else { return false }
      result += group
      rest.removeFirst(3)
    }
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
