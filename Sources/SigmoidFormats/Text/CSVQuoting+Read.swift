import SigmoidSystem

/// Text that a person wrote with the quotes of CSV, such as the value of an option.
extension CSVQuoting {
  /// The cells between commas: `"a, b",c` are two.
  /// - Parameter option: what the text is given to, for the message.
  /// - Throws: `FileError` for quotes that are not those of whole cells.
  package static func cells(of line: String, option: String) throws(FileError) -> [String] {
    let bytes = Array(line.utf8)
    var (cells, start) = ([String](), 0)
    do throws(CSVFault) {
      while true {
        let cell = try CSVCell(
          bytes.span, from: start, to: bytes.count, separator: CSVOptions.Separator.comma.rawValue,
          column: cells.count)
        cells.append(cell.string(bytes.span) ?? "")
        guard cell.end < bytes.count else { return cells }
        start = cell.end + 1
      }
    } catch {
      throw FileError(
        path: option, expected: error.expected, found: "\(error.found) in \(FileError.shown(line))",
        remedy: error.remedy)
    }
  }

  /// A text in quotes at the beginning of another, up to the end or a sign of equality.
  /// - Returns: nil where there is none; what stands behind the quotes begins with the sign, or is empty.
  package static func quoted(_ text: String) -> (text: String, rest: String)? {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "\""),
      let cell = try? CSVCell(
        bytes.span, from: 0, to: bytes.count, separator: UInt8(ascii: "="), column: 0),
      let content = cell.string(bytes.span)
    else { return nil }
    let rest = bytes[cell.end...]
    guard rest.isEmpty || rest.first == UInt8(ascii: "=") else { return nil }
    return (content, String(decoding: rest, as: UTF8.self))
  }
}
