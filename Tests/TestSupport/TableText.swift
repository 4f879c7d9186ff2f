/// Text of a table, cut into cells: commas, and quotes as `write.csv` and RFC 4180 set them.
///
/// A reader of the tests' own, so that what the command reads is checked by other code.
package struct TableText: Sendable {
  package struct Cell: Equatable, Sendable {
    package var text: String
    package var isQuoted: Bool

    package init(text: String = "", isQuoted: Bool = false) {
      self.text = text
      self.isQuoted = isQuoted
    }
  }

  package let header: [String]
  package let rows: [[Cell]]

  package struct Malformed: Error {
    package let message: String
  }

  /// - Throws: `Malformed` when there is no line, or a row has more or fewer cells than the first.
  package init(_ text: String) throws {
    var rows = [[Cell]]()
    var row = [Cell()]
    var isOpen = false
    for character in text {
      switch character {
      case "\"":
        // The second of two quotes within quotes stands for one.
        if !isOpen && row[row.count - 1].isQuoted { row[row.count - 1].text.append(character) }
        isOpen.toggle()
        row[row.count - 1].isQuoted = true
      case "," where !isOpen: row.append(Cell())
      case "\n" where !isOpen, "\r\n" where !isOpen:
        rows.append(row)
        row = [Cell()]
      default: row[row.count - 1].text.append(character)
      }
    }
    if row != [Cell()] { rows.append(row) }
    guard let first = rows.first else { throw Malformed(message: "no line") }
    for (index, row) in rows.enumerated() where row.count != first.count {
      throw Malformed(
        message: "line \(index + 1): expected \(first.count) cells, found \(row.count)")
    }
    header = first.map(\.text)
    self.rows = Array(rows.dropFirst())
  }

  /// The cells of the column with this name, from top to bottom.
  package func column(_ name: String) throws -> [Cell] {
    guard let index = header.firstIndex(of: name) else {
      throw Malformed(message: "expected a column \(name), found \(header)")
    }
    return rows.map { $0[index] }
  }

  /// The numbers of a column.
  package func numbers(_ name: String) throws -> [Double] {
    try column(name).map {
      guard let number = Double($0.text) else {
        throw Malformed(message: "\(name): expected a number, found \($0.text)")
      }
      return number
    }
  }
}
