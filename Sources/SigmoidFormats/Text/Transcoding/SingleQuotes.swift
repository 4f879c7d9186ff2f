import SigmoidExamples
import SigmoidSystem

/// Makes CSV with double quotes of CSV whose cells stand in single ones.
///
/// A single quote is an apostrophe as a rule. The first line in which a cell begins with one decides: it is a
/// quote where each such cell of the line ends with one too, before a separator or the line's end, and no
/// cell has a double one at its beginning. Lines before are the same either way. Within such a cell `''` and
/// `\'` stand for one `'`.
final class SingleQuotes: TableTranscoder {
  private enum Reading {
    /// So many bytes have been read.
    case unknown(bytes: Int)
    case apostrophes
    case quotes(separator: UInt8)
  }

  private var reading = Reading.unknown(bytes: 0)
  /// Of a table whose separator was told.
  private let told: UInt8?
  /// Whether the next byte begins a cell, blanks before it apart.
  private var isAtStart = true
  private var isQuoted = false

  private static let quote = UInt8(ascii: "'")
  private static let doubleQuote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
  private static let space = UInt8(ascii: " ")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  /// Of a text, whose whole lines are looked at.
  static let beginning = 1 << 16

  init(separator: UInt8?) { told = separator }

  var isDone: Bool { if case .apostrophes = reading { true } else { false } }

  func keeps(beginning text: [UInt8], isWhole: Bool) -> Bool {
    guard text.contains(Self.quote) else { return true }
    let other = SingleQuotes(separator: told)
    _ = other.readLines(text, isLast: isWhole)
    if case .quotes = other.reading { return false }
    return true
  }

  /// Takes lines that are the same either way, until one decides.
  private func readLines(_ text: [UInt8], isLast: Bool) -> Int {
    guard case .unknown(let before) = reading else { return 0 }
    var start = 0
    while start < text.count {
      let lineEnd = text[start...].firstIndex(of: Self.lineFeed).map { $0 + 1 }
      guard let end = lineEnd ?? (isLast ? text.count : nil), before + end <= Self.beginning else {
        if before + text.count > Self.beginning { reading = .apostrophes }
        break
      }
      let line = text[start..<end]
      if line.contains(Self.quote) {
        let separator = separator(of: line)
        switch Self.areQuotes(in: Array(line), separator) {
        case true?: reading = .quotes(separator: separator)
        case false?: reading = .apostrophes
        case nil: break
        }
        guard case .unknown = reading else { return start }
      }
      start = end
    }
    if case .unknown = reading { reading = .unknown(bytes: before + start) }
    return start
  }

  /// The one by which cells stand in single quotes, else one that is there. A blank is one where there is
  /// no other.
  private func separator(of line: ArraySlice<UInt8>) -> UInt8 {
    if let told { return told }
    let there = CSVOptions.Separator.tried.map(\.rawValue).filter(line.contains)
    let usual = there.count > 1 ? there.filter { $0 != Self.space } : there
    return usual.first { Self.areQuotes(in: Array(line), $0) == true }
      ?? usual.first ?? Self.lineFeed
  }

  /// Nil where no cell begins with a single quote.
  private static func areQuotes(in text: [UInt8], _ separator: UInt8) -> Bool? {
    var position = text.starts(with: CSVQuoting.byteOrderMark) ? 3 : 0
    var isFound = false
    while position < text.count {
      while position < text.count, text[position] == space, separator != space { position += 1 }
      guard position < text.count else { break }
      guard text[position] != doubleQuote else { return false }
      if text[position] == quote {
        guard let end = endOfCell(text[(position + 1)...], separator) else { return false }
        isFound = true
        position = end
      } else {
        while position < text.count, text[position] != separator, text[position] != lineFeed {
          position += 1
        }
      }
      position += 1
    }
    return isFound ? true : nil
  }

  /// Where the separator or the line end behind a quoted cell is; nil where something else is.
  private static func endOfCell(_ rest: ArraySlice<UInt8>, _ separator: UInt8) -> Int? {
    var position = rest.startIndex
    while position < rest.endIndex {
      let next = position + 1 < rest.endIndex ? rest[position + 1] : lineFeed
      switch rest[position] {
      case backslash where next == quote, quote where next == quote: position += 2
      case quote:
        position += 1
        while position < rest.endIndex,
          rest[position] == carriageReturn || rest[position] == space && separator != space
        {
          position += 1
        }
        let isEnd =
          position == rest.endIndex || rest[position] == separator || rest[position] == lineFeed
        return isEnd ? position : nil
      default: position += 1
      }
    }
    return nil
  }

  func take(
    _ text: [UInt8], isLast: Bool, into output: inout [UInt8]
  ) throws(FileError) -> Int {
    var position = readLines(text, isLast: isLast)
    output += text[..<position]
    if case .unknown = reading { return position }
    guard case .quotes(let separator) = reading else {
      output += text[position...]
      return text.count
    }
    while position < text.count {
      let byte = text[position]
      if isQuoted, byte == Self.quote || byte == Self.backslash {
        // Two bytes tell.
        guard isLast || position + 1 < text.count else { return position }
        let isOne = position + 1 < text.count && text[position + 1] == Self.quote
        if isOne {
          output.append(Self.quote)
          position += 2
          continue
        }
        if byte == Self.quote {
          output.append(Self.doubleQuote)
          isQuoted = false
        } else {
          output.append(byte)
        }
      } else if isQuoted {
        if byte == Self.doubleQuote { output.append(byte) }
        output.append(byte)
      } else if isAtStart, byte == Self.quote {
        output.append(Self.doubleQuote)
        (isQuoted, isAtStart) = (true, false)
      } else {
        output.append(byte)
        let isBlank = byte == Self.space && separator != Self.space
        isAtStart = byte == separator || byte == Self.lineFeed || isAtStart && isBlank
      }
      position += 1
    }
    return position
  }
}
