/// Reads JSON (RFC 8259) as a caller asks for it, from the first byte to the last, without a tree of
/// what it holds: numbers go straight to their array, and errors have the byte's offset. Time grows
/// with the length alone, and memory is that of what the caller keeps.
package struct JSONScanner {
  let bytes: [UInt8]
  /// Behind the last byte that is JSON.
  let limit: Int
  private let path: String
  private let remedy: String
  /// Of the first byte that is JSON, where a text has lines that tell; then errors name the line.
  let line: Int?
  private let start: Int
  var position: Int

  /// Deeper nesting than any that is asked for; skipping recurses no further.
  private static let depthLimit = 100

  /// - Parameters:
  ///   - range: the bytes that are JSON; all unless told.
  ///   - remedy: what a person can do about what is wrong in it.
  ///   - line: that of the first of these bytes, if errors are to name lines, not bytes.
  package init(
    _ bytes: [UInt8], _ range: Range<Int>? = nil, path: String,
    remedy: String = "check that it is a model in JSON, or export it again", line: Int? = nil
  ) {
    self.bytes = bytes
    self.path = path
    self.remedy = remedy
    self.line = line
    start = range?.lowerBound ?? 0
    position = start
    limit = range?.upperBound ?? bytes.count
  }

  /// What comes next, as an error.
  package func refused(expected: String) -> FileError {
    let found =
      switch peek {
      case nil: "the end of the file"
      case let byte? where (0x21..<0x7F).contains(byte): "'\(UnicodeScalar(byte))'"
      case let byte?: "byte \(byte)"
      }
    return refused(expected: expected, found: found)
  }

  /// What was found up to here, as an error.
  package func refused(expected: String, found: String) -> FileError {
    var place = "at byte \(position)"
    if let line {
      place = "in line \(line + bytes[start..<position].count { $0 == UInt8(ascii: "\n") })"
    }
    return FileError(
      path: path, expected: expected, found: "\(found) \(place)", remedy: remedy)
  }

  var peek: UInt8? { position < limit ? bytes[position] : nil }

  mutating func skipSpace() {
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

  /// An object of which every key may be there once, and no more than `most` of them.
  package mutating func object(
    most: Int, _ member: (String, inout JSONScanner) throws(FileError) -> Void
  ) throws(FileError) {
    var keys: Set<String> = []
    try object { (key, scanner) throws(FileError) in
      guard keys.count < most else {
        throw scanner.refused(expected: "at most \(most) keys", found: "another")
      }
      guard keys.insert(key).inserted else {
        throw scanner.refused(
          expected: "each key once", found: "'\(FileError.shown(key))' a second time")
      }
      try member(key, &scanner)
    }
  }

  package mutating func array(_ element: (inout JSONScanner) throws(FileError) -> Void)
    throws(FileError)
  {
    try expect("[")
    if take("]") { return }
    repeat { try element(&self) } while take(",")
    try expect("]")
  }

  package mutating func strings() throws(FileError) -> [String] {
    var texts: [String] = []
    try array { (scanner) throws(FileError) in texts.append(try scanner.string()) }
    return texts
  }

  /// Whether a list comes next.
  package mutating func isAtArray() -> Bool {
    skipSpace()
    return peek == UInt8(ascii: "[")
  }

  package mutating func string() throws(FileError) -> String {
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
    let place = line == nil ? " from byte \(start)" : ""
    guard peek != nil else { throw refused(expected: "the end of the string\(place)") }
    guard let valid = FileText.string(text) else {
      throw refused(expected: "UTF-8 in the string\(place), and few marks on a letter")
    }
    position += 1
    return valid
  }

  /// What stands behind a backslash.
  private mutating func escaped() throws(FileError) -> Character {
    guard let byte = peek else { throw refused(expected: "an escape") }
    if byte != UInt8(ascii: "u") {
      let character: Character
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
        character = Character(UnicodeScalar(byte))
      case UInt8(ascii: "b"): character = "\u{8}"
      case UInt8(ascii: "f"): character = "\u{C}"
      case UInt8(ascii: "n"): character = "\n"
      case UInt8(ascii: "r"): character = "\r"
      case UInt8(ascii: "t"): character = "\t"
      default: throw refused(expected: "an escape of JSON")
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
    guard peek == UInt8(ascii: "u"), position + 5 <= limit else {
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

  /// Whether a text comes next.
  package mutating func isAtString() -> Bool {
    skipSpace()
    return peek == UInt8(ascii: "\"")
  }

  package mutating func boolean() throws(FileError) -> Bool {
    skipSpace()
    if takeWord("true") { return true }
    guard takeWord("false") else { throw refused(expected: "true or false") }
    return false
  }

  /// Takes `null` if that comes next.
  package mutating func null() throws(FileError) -> Bool {
    skipSpace()
    return takeWord("null")
  }

  mutating func takeWord(_ word: String) -> Bool {
    guard bytes[position..<limit].starts(with: word.utf8) else { return false }
    position += word.utf8.count
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
