extension [UInt8] {
  /// Adds the digits of a number that is not negative.
  @inline(__always)
  mutating func append(decimal number: Int) {
    let zero = UInt8(ascii: "0")
    var power = 1
    while number / 10 >= power { power *= 10 }
    var rest = number
    while power > 0 {
      append(zero + UInt8(truncatingIfNeeded: rest / power))
      rest %= power
      power /= 10
    }
  }

  /// The same of a byte, in which texts of images mostly consist.
  @inline(__always)
  mutating func append(decimal byte: UInt8) {
    let zero = UInt8(ascii: "0")
    if byte >= 100 { append(zero + byte / 100) }
    if byte >= 10 { append(zero + byte / 10 % 10) }
    append(zero + byte % 10)
  }

  /// Adds the shortest decimal that is read, in double precision, as the same number; a whole number
  /// without a point.
  mutating func append(shortest number: Double) {
    let digits = number.description.utf8
    append(contentsOf: digits.suffix(2).elementsEqual(".0".utf8) ? digits.dropLast(2) : digits[...])
  }
}
