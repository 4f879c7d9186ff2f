import SigmoidExamples
import SigmoidOptimization

/// Numbers as the command prints them for people; the same in every locale.
enum Format {
  static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    // Beyond this an integer no longer holds the digits; such values are for the eye only.
    guard abs(value) * scale < 9e15 else { return "\(value)" }
    let scaled = Int64((abs(value) * scale).rounded(.toNearestOrEven))
    let unit = Int64(scale)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % unit)
    return "\(sign)\(scaled / unit)."
      + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  static func percent(_ share: Double) -> String { fixed(share * 100, digits: 2) + " %" }

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

  /// Three digits and a power of ten.
  static func scientific(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var exponent = 0
    var mantissa = abs(value)
    while mantissa >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 0.9995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return "\(value < 0 ? "-" : "")\(fixed(mantissa, digits: 2))e\(exponent)"
  }

  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
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
