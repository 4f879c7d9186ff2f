/// Decimal digits and a power of ten to the nearest binary number, without arithmetic of any
/// length: right to the last bit, or nil where that takes more than two words.
enum DecimalRounding {
  /// significand · 10^exponent, ties to even.
  ///
  /// - Parameter isTruncated: the number meant lies between `significand`, then of 19 digits, and
  ///   the integer after it.
  @inline(__always)
  static func double(_ significand: UInt64, _ exponent: Int, isTruncated: Bool) -> Double? {
    let value = double(significand, exponent)
    // What lies between two numbers of the same rounding has that rounding.
    if isTruncated && value != double(significand + 1, exponent) { return nil }
    return value
  }

  /// The same as a Float.
  @inline(__always)
  static func float(_ significand: UInt64, _ exponent: Int, isTruncated: Bool) -> Float? {
    if significand == 0 { return 0 }
    if exponent == 0 && !isTruncated { return Float(significand) }
    // Less than 2^64 · 10^−67 is nearest to 0; 10^67 is beyond Float.
    guard abs(exponent) <= 66 else { return exponent < 0 ? 0 : .infinity }
    var value = Double(significand)
    var power = abs(exponent)
    while power > 22 {
      value = exponent < 0 ? value / 1e22 : value * 1e22
      power -= 22
    }
    value = exponent < 0 ? value / powersOfTen[power] : value * powersOfTen[power]
    // At most four roundings and the digits left out are within 6 · 2^−53 of it.
    let lower = Float(value * (1 - 0x1p-50))
    return lower == Float(value * (1 + 0x1p-50)) ? lower : nil
  }

  @inline(__always)
  private static func double(_ significand: UInt64, _ exponent: Int) -> Double? {
    if significand == 0 { return 0 }
    // Both exact, hence one rounding (Clinger 1990).
    if significand <= 1 << 53 && abs(exponent) <= 22 {
      let power = powersOfTen[abs(exponent)]
      return exponent < 0 ? Double(significand) / power : Double(significand) * power
    }
    return ofManyDigits(significand, exponent)
  }

  /// Out of the way of the loops over numbers of few digits.
  @inline(never)
  private static func ofManyDigits(_ significand: UInt64, _ exponent: Int) -> Double? {
    if let value = byLeadingBits(significand, exponent) { return value }
    guard abs(exponent) < powersOfFive.count else { return nil }
    return exponent < 0
      ? quotient(significand, byTenTo: -exponent) : product(significand, byTenTo: exponent)
  }

  /// By the 64 leading bits of the power (Lemire 2021): nil where those that follow could change the
  /// rounding, one number in three hundred, and where it comes near the ends of Double's range.
  @inline(__always)
  private static func byLeadingBits(_ significand: UInt64, _ exponent: Int) -> Double? {
    let place = exponent - DecimalPowers.least
    guard place >= 0 && place < DecimalPowers.leadingBits.count else { return nil }
    let shift = significand.leadingZeroBitCount
    let (high, _) = (significand << shift).multipliedFullWidth(
      by: DecimalPowers.leadingBits[place])
    // 53 bits of the 63 or 64 stay. The exact product lies between `high` − 1 and `high` + 2.
    let dropped = 11 - high.leadingZeroBitCount
    let rest = high & (1 << dropped - 1)
    let half: UInt64 = 1 << (dropped - 1)
    guard rest &+ 2 &- half > 3 else { return nil }
    let rounded = high >> dropped + (rest > half ? 1 : 0)
    // The power is its leading bits times 2^(⌊log2(10^exponent)⌋ − 63).
    let scale = (exponent * 217_706) >> 16 - 63 + 64 + dropped - shift
    // Of 2^53, to which the bits may have been rounded, the carry goes to the exponent.
    return Double(bitPattern: UInt64(1075 + scale) << 52 + (rounded - 1 << 52))
  }

  /// The 64 leading bits of the exact product; one more bit tells whether others follow, which is
  /// all that rounding to 53 needs.
  private static func product(_ significand: UInt64, byTenTo power: Int) -> Double {
    let (high, low) = significand.multipliedFullWidth(by: powersOfFive[power])
    if high == 0 { return scaled(low, power) }
    let shift = high.leadingZeroBitCount
    let leading = high << shift | low >> (64 - shift)
    return scaled(leading | (low << shift == 0 ? 0 : 1), power + 64 - shift)
  }

  /// 63 or 64 bits of the quotient, the last one set when there is a remainder.
  private static func quotient(_ significand: UInt64, byTenTo power: Int) -> Double {
    let shift = significand.leadingZeroBitCount
    let dividend = significand << shift
    let divisorShift = powersOfFive[power].leadingZeroBitCount
    let divisor = powersOfFive[power] << divisorShift
    let (quotient, remainder) = divisor.dividingFullWidth((dividend >> 1, dividend << 63))
    return scaled(quotient | (remainder == 0 ? 0 : 1), divisorShift - shift - 63 - power)
  }

  /// bits · 2^exponent, rounded once; the exponent is far from the ends of Double's range.
  private static func scaled(_ bits: UInt64, _ exponent: Int) -> Double {
    Double(bits) * Double(bitPattern: UInt64(1023 + exponent) << 52)
  }

  /// Those that Double holds exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Those below 2^64: 5^0 to 5^27.
  private static let powersOfFive: [UInt64] = [
    1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1_953_125, 9_765_625, 48_828_125, 244_140_625,
    1_220_703_125, 6_103_515_625, 30_517_578_125, 152_587_890_625, 762_939_453_125,
    3_814_697_265_625, 19_073_486_328_125, 95_367_431_640_625, 476_837_158_203_125,
    2_384_185_791_015_625, 11_920_928_955_078_125, 59_604_644_775_390_625,
    298_023_223_876_953_125, 1_490_116_119_384_765_625, 7_450_580_596_923_828_125,
  ]
}
