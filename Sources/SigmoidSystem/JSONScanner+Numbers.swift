/// Numbers, and values that may be numbers.
extension JSONScanner {
  package mutating func numbers(into values: inout [Double]) throws(FileError) {
    try array { (scanner) throws(FileError) in values.append(try scanner.number()) }
  }

  /// A list of whole numbers.
  /// - Parameter what: names them in the error of a list of more than `most`.
  package mutating func integers(most: Int, _ what: String) throws(FileError) -> [Int] {
    var values: [Int] = []
    try array { (scanner) throws(FileError) in
      guard values.count < most else {
        throw scanner.refused(expected: "at most \(most) \(what)", found: "more")
      }
      values.append(try scanner.integer())
    }
    return values
  }

  /// A number without point and exponent, of 64 bits.
  private mutating func integer() throws(FileError) -> Int {
    skipSpace()
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    let whole = position
    guard takeDigits(), bytes[whole] != UInt8(ascii: "0") || position == whole + 1,
      // The longest of 64 bits and its sign: text of any length is not to be made a string of.
      position - start <= 20,
      let value = Int(String(decoding: bytes[start..<position], as: UTF8.self))
    else {
      position = start
      throw refused(expected: "a whole number of 64 bits")
    }
    return value
  }

  /// A number of the grammar that a double can hold.
  package mutating func number() throws(FileError) -> Double {
    let (text, isWhole) = try numberText()
    let isNegative = bytes[text.lowerBound] == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text
    // Pixels and counts: up to fifteen digits are exact as they come.
    if isWhole, digits.count <= 15 {
      var value = 0
      for byte in bytes[digits] { value = value * 10 + Int(byte - 0x30) }
      return isNegative ? -Double(value) : Double(value)
    }
    guard let value = Double(String(decoding: bytes[text], as: UTF8.self)), value.isFinite else {
      position = text.lowerBound
      throw refused(expected: "a number within ±1.8e308")
    }
    return value
  }

  /// Where a number of the grammar lies, and whether it has neither point nor exponent.
  private mutating func numberText() throws(FileError) -> (Range<Int>, isWhole: Bool) {
    skipSpace()
    let start = position
    func failed(_ scanner: JSONScanner) -> FileError {
      let place = scanner.line == nil ? " (the one that begins at byte \(start))" : ""
      return scanner.refused(expected: "a number\(place)")
    }
    if peek == UInt8(ascii: "-") { position += 1 }
    let whole = position
    guard takeDigits(), bytes[whole] != UInt8(ascii: "0") || position == whole + 1 else {
      throw failed(self)
    }
    var isWhole = true
    if peek == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      guard takeDigits() else { throw failed(self) }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isWhole = false
      position += 1
      if peek == UInt8(ascii: "-") || peek == UInt8(ascii: "+") { position += 1 }
      guard takeDigits() else { throw failed(self) }
    }
    return (start..<position, isWhole)
  }

  private mutating func takeDigits() -> Bool {
    let start = position
    while let byte = peek, (0x30..<0x3A).contains(byte) { position += 1 }
    return position > start
  }

  /// A value that holds no others.
  package enum Scalar {
    case null
    case bool(Bool)
    /// Where a number of the grammar lies among the bytes.
    case number(Range<Int>)
    case string(String)
  }

  /// A value that holds no others.
  /// - Parameter expected: what it should be, where it is none.
  package mutating func scalar(expected: String) throws(FileError) -> Scalar {
    skipSpace()
    switch peek {
    case UInt8(ascii: "\""): return .string(try string())
    case let byte? where byte == UInt8(ascii: "-") || (0x30..<0x3A).contains(byte):
      return .number(try numberText().0)
    default:
      if takeWord("null") { return .null }
      if takeWord("true") { return .bool(true) }
      if takeWord("false") { return .bool(false) }
      throw refused(expected: expected)
    }
  }
}
