import SigmoidExamples
import SigmoidSystem

/// Where and why a table cannot be read, before anybody has counted lines.
struct CSVFault: Error {
  /// The byte of the text at which it lies; nil when it is that of the whole.
  let offset: Int?
  /// The cell's column, from 0; nil when the fault is not that of one cell.
  var column: Int?
  let expected: String
  let found: String
  let remedy: String

  /// The error that a person sees; lines and columns are counted from 1, as in editors.
  ///
  /// - Parameters:
  ///   - lines: the line ends of the file before `bytes`.
  ///   - names: the header's names, one a column.
  func fileError(
    path: String, bytes: Span<UInt8>, after lines: CSVLineCount, names: [String]?
  ) -> FileError {
    guard let offset else {
      return FileError(path: path, expected: expected, found: found, remedy: remedy)
    }
    var lines = lines
    lines.add(bytes, 0..<offset)
    var place = "line \(lines.count + 1)"
    if let column {
      place += ", column \(column + 1)"
      if let names, column < names.count { place += " (\(Self.shown(names[column])))" }
    }
    return FileError(
      path: path, expected: expected, found: "\(found) in \(place)", remedy: remedy)
  }

  /// Text from a file inside quotes, cut when long, with its control characters escaped.
  static func quoted(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    let start = (range.prefix(160)).map { bytes[$0] }
    return shown(String(decoding: start, as: UTF8.self)).debugDescription
  }

  static func notUTF8(_ bytes: Span<UInt8>, _ cell: CSVCell, column: Int) -> CSVFault {
    notUTF8(bytes, cell.text, column: column)
  }

  static func notUTF8(_ bytes: Span<UInt8>, _ text: Range<Int>, column: Int) -> CSVFault {
    CSVFault(
      offset: text.lowerBound, column: column, expected: "text in UTF-8",
      found: quoted(bytes, text),
      remedy: "save the file as UTF-8, for instance with iconv -f LATIN1 -t UTF-8")
  }

  static func shown(_ text: String) -> String {
    let start = text.unicodeScalars.prefix(40)
    return start.endIndex == text.endIndex ? text : "\(String(start))…"
  }
}

/// Line ends, LF, CR and CRLF counted once each, over text that may come in pieces.
struct CSVLineCount {
  private(set) var count: Int
  private var endsInCarriageReturn = false

  /// - Parameter count: below 0 where lines stand before the text that no file has.
  init(from count: Int = 0) { self.count = count }

  /// The same count with another beginning.
  func from(_ first: Int) -> CSVLineCount {
    var result = self
    result.count += first
    return result
  }

  mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    for position in range {
      let byte = bytes[unchecked: position]
      if byte == UInt8(ascii: "\r") {
        count += 1
      } else if byte == UInt8(ascii: "\n"), !endsInCarriageReturn {
        count += 1
      }
      endsInCarriageReturn = byte == UInt8(ascii: "\r")
    }
  }
}
