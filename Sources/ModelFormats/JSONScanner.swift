import Files

/// Reads JSON (RFC 8259) as a caller asks for it, so that numbers go straight to their array and
/// errors have the byte's offset.
package struct JSONScanner {
  private let bytes: [UInt8]
  private let path: String
  private let remedy: String
  private var position = 0

  /// Deeper nesting than any that is asked for; skipping recurses no further.
  private static let depthLimit = 100

  /// - Parameter remedy: what a person can do about what is wrong in it.
  package init(
    _ bytes: [UInt8], path: String,
    remedy: String = "check that it is a model in JSON, or export it again"
  ) {
    self.bytes = bytes
    self.path = path
    self.remedy = remedy
  }

  /// What comes next, as an error.
  package func refused(expected: String) -> FileError {
    let found =
      switch peek {
      case nil: "the end of the file"
      case let byte? where (0x21..<0x7F).contains(byte): "'\(UnicodeScalar(byte))'"
      case let byte?: "byte \(byte)"
      }
    return FileError(
      path: path, expected: expected, found: "\(found) at byte \(position)",
      remedy: remedy)
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// Takes the next byte that is no space when it is `character`.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
    guard take(character) else { throw refused(expected: "'\(character)'") }
  }

  /// Only space may follow.
  package mutating func end() throws(FileError) {
    skipSpace()
    guard peek == nil else { throw refused(expected: "the end of the file") }
  }

  package mutating func object(
    _ member: (String, inout JSONScanner) throws(FileError) -> Void
  ) throws(FileError) {
    try expect("{")
    if take("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(key, &self)
    } while take(",")
    try expect("}")
  }

  package mutating func array(_ element: (inout JSONScanner) throws(FileError) -> Void)
    throws(FileError)
  {
    try expect("[")
    if take("]") { return }
    repeat { try element(&self) } while take(",")
    try expect("]")
  }

  package mutating func numbers(into values: inout [Double]) throws(FileError) {
    try array { (scanner) throws(FileError) in values.append(try scanner.number()) }
  }

  /// Whether a list comes next.
  package mutating func isAtArray() -> Bool {
    skipSpace()
    return peek == UInt8(ascii: "[")
  }

  /// A number of the grammar that a double can hold.
  package mutating func number() throws(FileError) -> Double {
    skipSpace()
    let start = position
    func failed(_ scanner: JSONScanner) -> FileError {
      scanner.refused(expected: "a number (the one that begins at byte \(start))")
    }
    if peek == UInt8(ascii: "-") { position += 1 }
    let whole = position
    guard takeDigits(), bytes[whole] != UInt8(ascii: "0") || position == whole + 1 else {
      throw failed(self)
    }
    // Pixels and counts: up to fifteen digits are exact as they come.
    if peek != UInt8(ascii: "."), (peek ?? 0) | 0x20 != UInt8(ascii: "e"), position - whole <= 15 {
      var value = 0
      for byte in bytes[whole..<position] { value = value * 10 + Int(byte - 0x30) }
      return whole == start ? Double(value) : -Double(value)
    }
    if peek == UInt8(ascii: ".") {
      position += 1
      guard takeDigits() else { throw failed(self) }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      position += 1
      if peek == UInt8(ascii: "-") || peek == UInt8(ascii: "+") { position += 1 }
      guard takeDigits() else { throw failed(self) }
    }
    guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)),
      value.isFinite
    else {
      position = start
      throw refused(expected: "a number within ±1.8e308")
    }
    return value
  }

  private mutating func takeDigits() -> Bool {
    let start = position
    while let byte = peek, (0x30..<0x3A).contains(byte) { position += 1 }
    return position > start
  }

  mutating func string() throws(FileError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    let start = position
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw refused(expected: "a string without bare control codes") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        text += String(try escaped()).utf8
      } else {
        text.append(byte)
      }
    }
    guard peek != nil else { throw refused(expected: "the end of the string from byte \(start)") }
    guard let valid = String(validating: text, as: UTF8.self) else {
      throw refused(expected: "UTF-8 in the string from byte \(start)")
    }
    position += 1
    return valid
  }

  /// What stands behind a backslash.
  private mutating func escaped() throws(FileError) -> Character {
    guard let byte = peek else { throw refused(expected: "an escape") }
    if byte != UInt8(ascii: "u") {
      let plain: [UInt8: Character] = [
        0x22: "\"", 0x5C: "\\", 0x2F: "/", 0x62: "\u{8}", 0x66: "\u{C}", 0x6E: "\n", 0x72: "\r",
        0x74: "\t",
      ]
      guard let character = plain[byte] else {
        throw refused(expected: "an escape of JSON")
      }
      position += 1
      return character
    }
    var units = [try unicodeEscape()]
    if UTF16.isLeadSurrogate(units[0]), peek == UInt8(ascii: "\\") {
      position += 1
      units.append(try unicodeEscape())
    }
    guard let text = String(validating: units, as: UTF16.self), text.unicodeScalars.count == 1,
      let scalar = text.unicodeScalars.first
    else { throw refused(expected: "a pair of surrogates that belong together, before") }
    return Character(scalar)
  }

  /// The number of `uXXXX`.
  private mutating func unicodeEscape() throws(FileError) -> UInt16 {
    guard peek == UInt8(ascii: "u"), position + 5 <= bytes.count else {
      throw refused(expected: "an escape of the form \\uXXXX")
    }
    var value: UInt16 = 0
    for byte in bytes[position + 1..<position + 5] {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw refused(expected: "four hexadecimal digits behind the u")
      }
      value = value << 4 | UInt16(digit)
    }
    position += 5
    return value
  }

  /// Takes `null` if that comes next.
  package mutating func null() throws(FileError) -> Bool {
    skipSpace()
    return takeWord("null")
  }

  private mutating func takeWord(_ word: StaticString) -> Bool {
    let letters = Array("\(word)".utf8)
    guard bytes[position...].starts(with: letters) else { return false }
    position += letters.count
    return true
  }

  /// Passes over a value of any kind.
  package mutating func skip(depth: Int = 0) throws(FileError) {
    guard depth < Self.depthLimit else {
      throw refused(expected: "at most \(Self.depthLimit) levels of nesting")
    }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"):
      try object { (_, scanner) throws(FileError) in try scanner.skip(depth: depth + 1) }
    case UInt8(ascii: "["):
      try array { (scanner) throws(FileError) in try scanner.skip(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    default:
      if takeWord("null") || takeWord("true") || takeWord("false") { return }
      _ = try number()
    }
  }
}

/// A string as JSON writes it.
package func jsonString(_ text: String) -> String {
  var literal = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": literal += "\\\(scalar)"
    case "\n": literal += "\\n"
    case "\0"..."\u{1F}", "\u{7F}":
      let hex = String(scalar.value, radix: 16)
      literal += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: literal.unicodeScalars.append(scalar)
    }
  }
  return literal + "\""
}
