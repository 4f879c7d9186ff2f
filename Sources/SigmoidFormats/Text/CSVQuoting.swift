/// Text as a cell of CSV (RFC 4180): the one place that decides on quotes.
package enum CSVQuoting {
  /// A cell of this text: in quotes when a reader could take it for anything but one cell, or a
  /// terminal for an order.
  ///
  /// Quoted are also the separators that a reader tries before this one, where it has to tell which
  /// it is; a number sign, which may begin a comment; blanks at the ends, which readers take away
  /// outside quotes; and a byte order mark at the beginning, which would be the file's.
  package static func cell(
    _ text: String, separator: CSVOptions.Separator = .comma
  ) -> [UInt8] {
    let bytes = Array(text.utf8)
    let separators = CSVOptions.Separator.tried.prefix { $0 != separator } + [separator]
    // By bytes: a line feed may be part of a character.
    let isPlain =
      !bytes.contains { byte in
        isSpecial(byte) || separators.contains { $0.rawValue == byte }
      } && !bytes.isEmpty
      && bytes.first != space && bytes.last != space && !bytes.starts(with: byteOrderMark)
    if isPlain { return bytes }
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }

  /// Appends a cell of this text in quotes.
  static func append(_ text: some Sequence<UInt8>, to cells: inout [UInt8]) {
    cells.append(quote)
    for byte in text {
      if byte == quote { cells.append(quote) }
      cells.append(byte)
    }
    cells.append(quote)
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static let space = UInt8(ascii: " ")
  private static let quote = UInt8(ascii: "\"")

  /// Wherever it stands. Line ends and tabs are control characters.
  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x20, 0x7F, quote, UInt8(ascii: "#"): true
    default: false
    }
  }
}
