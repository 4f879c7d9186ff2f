import SigmoidReport

/// What the command says for people: `NumberText` in plain style, with units, and tables.
enum Format {
  static func fixed(_ value: Double, digits: Int) -> String {
    NumberText.fixed(value, digits: digits, style: .plain)
  }

  static func percent(_ share: Double) -> String { NumberText.percent(share, style: .plain) }

  static func milliseconds(_ seconds: Double) -> String {
    let value = seconds * 1000
    return fixed(value, digits: value < 10 ? 2 : 1) + " ms"
  }

  /// Such as `250 a second`; slow ones with a decimal.
  static func rate(_ count: Int, per seconds: Double) -> String {
    let rate = Double(count) / max(seconds, 1e-9)
    return fixed(rate, digits: rate < 10 ? 1 : 0) + " a second"
  }

  static func megabytes(_ bytes: Int) -> String { fixed(Double(bytes) / 1e6, digits: 0) + " MB" }

  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Two columns, a name and what there is to say of it.
  static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, text in
      name + String(repeating: " ", count: width - name.count + 2) + text
    }.joined(separator: "\n")
  }

  /// A table under headings; every column but the first is flush right.
  static func table(headings: [String], rows: [[String]]) -> String {
    let all = [headings] + rows
    let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + padding : padding + row[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
