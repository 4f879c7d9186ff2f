import SigmoidExamples
import SigmoidSystem

/// The words of a line of ARFF: in quotes of either kind, with backslashes, or plain.
struct ARFFWords {
  private let text: ArraySlice<UInt8>
  private var position: Int
  private var end: Int { text.endIndex }

  private static let comma = UInt8(ascii: ",")

  init(_ line: ArraySlice<UInt8>) {
    text = line
    position = line.startIndex
  }

  /// Nothing but blanks or a comment is left.
  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return position == end || text[position] == UInt8(ascii: "%")
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard !isAtEnd, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Up to a blank; nil when there is none.
  mutating func word() -> String? {
    guard !isAtEnd else { return nil }
    return FileText.string(plain { Self.isBlank($0) })
  }

  /// In quotes, or up to a blank or `mark`; nil when there is none.
  mutating func text(until mark: Unicode.Scalar) throws(ARFFFault) -> [UInt8]? {
    guard !isAtEnd else { return nil }
    if let quoted = try quoted() { return quoted }
    return Array(plain { Self.isBlank($0) || $0 == UInt8(ascii: mark) })
  }

  /// Values with commas between them, and the brace behind.
  mutating func list() throws(ARFFFault) -> Set<[UInt8]> {
    var values: Set<[UInt8]> = []
    while !isAtEnd {
      if take("}") {
        guard isAtEnd else { break }
        return values
      }
      if let quoted = try quoted() {
        values.insert(quoted)
      } else {
        let value = plain { $0 == Self.comma || $0 == UInt8(ascii: "}") }
        values.insert(Array(Self.trimmed(value)))
      }
      _ = take(",")
    }
    throw ARFFFault(expected: "values in braces and nothing behind them", found: "something else")
  }

  /// The values of a row, with commas between them, or blanks where there is no comma.
  mutating func values(
    _ body: (ArraySlice<UInt8>, _ isQuoted: Bool) throws(ARFFFault) -> Void
  ) throws(ARFFFault) {
    guard !isAtEnd else { return }
    if text[position] == UInt8(ascii: "{") {
      throw ARFFFault(
        expected: "a value for each attribute in a row", found: "a sparse row, in braces,")
    }
    let hasCommas = text[position...].contains(Self.comma)
    while true {
      skipBlanks()
      if let quoted = try quoted() {
        try body(quoted[...], true)
      } else {
        let start = position
        let value = plain { hasCommas ? $0 == Self.comma : Self.isBlank($0) }
        if value.first == UInt8(ascii: "{") {
          throw ARFFFault(expected: "rows without weights", found: "one in braces")
        }
        let comment = Self.comment(in: value)
        try body(Self.trimmed(value[..<(comment ?? value.endIndex)]), false)
        if comment != nil || position == start && !hasCommas { return }
      }
      if isAtEnd { return }
      if text[position] == Self.comma {
        position += 1
      } else if hasCommas {
        throw ARFFFault(expected: "a comma between two values", found: "something else")
      }
    }
  }

  private mutating func plain(upTo isEnd: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = position
    position = text[start...].firstIndex(where: isEnd) ?? end
    return text[start..<position]
  }

  /// What stands in quotes; nil when a quote does not come next.
  private mutating func quoted() throws(ARFFFault) -> [UInt8]? {
    guard position < end,
      text[position] == UInt8(ascii: "'") || text[position] == UInt8(ascii: "\"")
    else { return nil }
    let quote = text[position]
    var value: [UInt8] = []
    position += 1
    while position < end, text[position] != quote {
      let byte = text[position]
      position += 1
      guard byte == UInt8(ascii: "\\"), position < end else {
        value.append(byte)
        continue
      }
      let escaped = text[position]
      position += 1
      switch escaped {
      case UInt8(ascii: "n"): value.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "r"): value.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "t"): value.append(UInt8(ascii: "\t"))
      default: value.append(escaped)
      }
    }
    guard position < end else {
      throw ARFFFault(expected: "a closing quote", found: "none")
    }
    position += 1
    return value
  }

  private mutating func skipBlanks() {
    while position < end, Self.isBlank(text[position]) { position += 1 }
  }

  /// Where a comment begins: behind a blank.
  private static func comment(in value: ArraySlice<UInt8>) -> Int? {
    value.indices.first { index in
      value[index] == UInt8(ascii: "%") && (index == value.startIndex || isBlank(value[index - 1]))
    }
  }

  private static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = value.firstIndex(where: { !isBlank($0) }),
      let last = value.lastIndex(where: { !isBlank($0) })
    else { return value[value.startIndex..<value.startIndex] }
    return value[first...last]
  }

  /// Carriage return: of the line ends of Windows.
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
