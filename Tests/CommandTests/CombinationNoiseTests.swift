import Foundation
import TestSupport
import Testing

/// Columns that are combinations of others: what rounding leaves beside them is no part of one.
@Suite struct CombinationNoiseTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let rows = 0..<120

  /// What the last column is found to be.
  private func combination(
    _ columns: KeyValuePairs<String, [Double]>
  ) throws -> [String: Double] {
    var text = columns.map(\.key).joined(separator: ",") + ",y\n"
    for row in Self.rows {
      text += columns.map { "\($0.value[row])" }.joined(separator: ",") + ",\(row * row % 7 < 3)\n"
    }
    let path = try folder.write(Array(text.utf8), to: "table.csv")
    let said = try JSON.object(
      CommandProcess.succeed(["train", path, "--label", "y", "--json", "--quiet"]))
    let aliased = try #require(said["aliased"] as? [[String: Any]])
    #expect(aliased.count == 1 && aliased[0]["column"] as? String == columns.last?.key)
    return try #require(aliased.first?["combination"] as? [String: Double])
  }

  private func expect(
    _ found: [String: Double], _ expected: KeyValuePairs<String, (value: Double, within: Double)>
  ) {
    #expect(found.count == expected.count, "\(found)")
    for (name, number) in expected {
      #expect(abs((found[name] ?? .nan) - number.value) <= number.within, "\(name): \(found)")
    }
  }

  private var a: [Double] {
    Self.rows.map { 1000 + Double($0 * 7 % 21) + Double($0 * $0 % 10) / 10 }
  }
  private var b: [Double] {
    Self.rows.map { 1000 + Double($0 * 11 % 19) + Double($0 * $0 * $0 % 13) / 10 }
  }

  /// Coefficients that are off by a last place, times means of 1000.
  @Test func noConstantOfRounding() throws {
    let sum = zip(a, b).map { 2 * $0 + $1 / 3 }
    expect(
      try combination(["a": a, "b": b, "c": sum]), ["a": (2, 1e-12), "b": (1.0 / 3, 1e-12)])
    // A constant is one, however small it is beside the columns, where the rows tell it.
    let more = sum.map { $0 + 1e-8 }
    expect(
      try combination(["a": a, "b": b, "c": more]),
      ["a": (2, 1e-11), "b": (1.0 / 3, 1e-11), "(intercept)": (1e-8, 1e-10)])
  }

  /// Beside columns that nearly go together, and one whose part is far below that of another.
  @Test func noCoefficientOfRounding() throws {
    let base = Self.rows.map { sin(1.7 * Double($0)) }
    let p = Self.rows.map { 1e4 * (base[$0] + 1e-4 * sin(Double($0 * $0))) }
    let q = Self.rows.map { 1e-3 * (base[$0] + 1e-3 * sin(Double(3 * $0 * $0 + 1))) }
    let r = Self.rows.map { base[$0] + 1e-4 * sin(2.3 * Double($0) + 0.4) }
    expect(
      try combination(["p": p, "q": q, "r": r, "a": a, "t": zip(p, q).map { 0.5 * $0 + 1e-3 * $1 }]
      ),
      ["p": (0.5, 1e-9), "q": (1e-3, 1e-6)])
    expect(
      try combination([
        "p": p, "q": q, "r": r, "a": a, "b": b, "t": zip(p, q).map { $0 / 3 + 1e-3 * $1 },
      ]),
      ["p": (1.0 / 3, 1e-9), "q": (1e-3, 1e-6)])
  }
}
