import SigmoidExamples
import SigmoidSystem

/// A value in Python's notation, as much of it as headers of `.npy` files hold.
enum PythonLiteral: Equatable {
  case none
  case boolean(Bool)
  case integer(Int)
  case string(String)
  case tuple([PythonLiteral])
  case list([PythonLiteral])
  /// Keys are strings, each there once.
  case dictionary([String: PythonLiteral])

  /// Where the text is not such a value.
  struct Malformed: Error, Equatable {
    let expected: String
    /// Counted in bytes from the start of the text.
    let offset: Int
  }

  /// Reads one value; white space may stand around it and between its parts.
  init(_ text: [UInt8]) throws(Malformed) {
    var parser = PythonLiteralParser(text: text)
    self = try parser.whole()
  }
}

/// Recursive descent over the bytes of the text, in time that grows with its length alone.
private struct PythonLiteralParser {
  let text: [UInt8]
  private var position = 0
  private var depth = 0

  /// Structured types nest a few levels; a bound keeps hostile text off the end of the stack.
  private static let greatestDepth = 32

  init(text: [UInt8]) { self.text = text }

  mutating func whole() throws(PythonLiteral.Malformed) -> PythonLiteral {
    let value = try value()
    guard next == nil else { throw expected("the end of the header") }
    return value
  }

  /// The next byte that is not white space; nil at the end.
  private var next: UInt8? {
    mutating get {
      while position < text.count, [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(text[position]) {
        position += 1
      }
      return position < text.count ? text[position] : nil
    }
  }

  /// Steps over `byte` where it comes next.
  private mutating func take(_ byte: Character) -> Bool {
    guard next == byte.asciiValue else { return false }
    position += 1
    return true
  }

  private func expected(_ what: String) -> PythonLiteral.Malformed {
    PythonLiteral.Malformed(expected: what, offset: position)
  }

  private mutating func value() throws(PythonLiteral.Malformed) -> PythonLiteral {
    guard depth < Self.greatestDepth else {
      throw expected("values nested at most \(Self.greatestDepth) deep")
    }
    depth += 1
    defer { depth -= 1 }
    if take("{") { return try .dictionary(entries()) }
    if take("(") { return try parenthesized() }
    if take("[") { return try .list(elements(until: "]").values) }
    switch next {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return try .string(string())
    case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try .integer(integer())
    default: return try word()
    }
  }

  /// A tuple; without any comma, the value that the parentheses hold.
  private mutating func parenthesized() throws(PythonLiteral.Malformed) -> PythonLiteral {
    let (values, commas) = try elements(until: ")")
    return values.count == 1 && commas == 0 ? values[0] : .tuple(values)
  }

  private mutating func elements(
    until end: Character
  ) throws(PythonLiteral.Malformed) -> (values: [PythonLiteral], commas: Int) {
    var values: [PythonLiteral] = []
    var commas = 0
    while !take(end) {
      guard commas == values.count else { throw expected("',' or '\(end)'") }
      try values.append(value())
      if take(",") { commas += 1 }
    }
    return (values, commas)
  }

  private mutating func entries() throws(PythonLiteral.Malformed) -> [String: PythonLiteral] {
    var entries: [String: PythonLiteral] = [:]
    var mayContinue = true
    while !take("}") {
      guard mayContinue else { throw expected("',' or '}'") }
      guard next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") else {
        throw expected("a key in quotes")
      }
      let start = position
      let key = try string()
      guard take(":") else { throw expected("':'") }
      guard try entries.updateValue(value(), forKey: key) == nil else {
        throw PythonLiteral.Malformed(expected: "the key '\(key)' once", offset: start)
      }
      mayContinue = take(",")
    }
    return entries
  }

  private mutating func string() throws(PythonLiteral.Malformed) -> String {
    let quote = text[position]
    position += 1
    var bytes: [UInt8] = []
    while position < text.count, text[position] != quote {
      if text[position] == UInt8(ascii: "\\") {
        position += 1
        guard position < text.count,
          [UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(text[position])
        else { throw expected("a quote or a backslash after a backslash") }
      }
      bytes.append(text[position])
      position += 1
    }
    guard position < text.count else { throw expected("a closing quote") }
    position += 1
    let string = String(decoding: bytes, as: UTF8.self)
    guard FileText.hasFewMarks(string) else { throw expected("few marks on a letter") }
    return string
  }

  private mutating func integer() throws(PythonLiteral.Malformed) -> Int {
    let start = position
    if text[position] == UInt8(ascii: "-") { position += 1 }
    while position < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) {
      position += 1
    }
    guard let value = Int(String(decoding: text[start..<position], as: UTF8.self)) else {
      position = start
      throw expected("an integer of at most 63 bits")
    }
    // Python 2 wrote its long integers so.
    if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
    return value
  }

  private mutating func word() throws(PythonLiteral.Malformed) -> PythonLiteral {
    let words: [(String, PythonLiteral)] = [
      ("True", .boolean(true)), ("False", .boolean(false)), ("None", .none),
    ]
    for (word, value) in words where text[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw expected("a value in Python's notation")
  }
}
