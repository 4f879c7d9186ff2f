@testable import SigmoidFormats
import Foundation
import TestSupport
import Testing

/// Numbers, dates and comparisons as people write them.
@Suite struct WrittenValueTests {
  @Test(arguments: [
    ("1,200", 1200), ("$1,234,567.5", 1_234_567.5), ("-$3", -3), ("$-3.5", -3.5), ("45%", 45),
    ("12 €", 12), ("€ 12", 12), ("+7", 7), ("1e3", 1000), (".5", 0.5), ("5.", 5), ("\u{2212}4", -4),
    ("1 234", 1234), ("1'234.5", 1234.5),
  ])
  func withAPoint(text: String, value: Double) {
    #expect(WrittenNumber.value(text, .point) == value)
  }

  @Test(arguments: [
    ("30,2", 30.2), ("0,364", 0.364), ("1.234,5", 1234.5), ("1.234", 1234), ("12", 12),
    ("-3,5 €", -3.5),
    ("1 234,5", 1234.5), ("45,5 %", 45.5),
  ])
  func withAComma(text: String, value: Double) {
    #expect(WrittenNumber.value(text, .comma) == value)
  }

  @Test(arguments: [
    "", "1,2", "12,00", "1,2345", "1,234,56", "0,123", "abc", "$", "%", "-", "1,,200", ",200",
    "1.2.3",
    "1-2", "--1", "1 2", "2013-01-01", "1,234.5.6", "e5", "inf", "nan", "0x10",
  ])
  func noNumberWithAPoint(text: String) { #expect(WrittenNumber.value(text, .point) == nil) }

  @Test(arguments: ["1.2", "1,2,3", "1.23,4", "1,2.3", "1.2345"])
  func noNumberWithAComma(text: String) { #expect(WrittenNumber.value(text, .comma) == nil) }

  @Test func daysAreFoundationsDays() throws {
    var random = RandomValues(of: "days from 0001 to 9999")
    let formatter = ISO8601DateFormatter()
    for _ in 0..<2000 {
      let seconds = Double(random.int(in: 0..<315_000_000_000)) - 62_000_000_000
      let date = Date(timeIntervalSince1970: seconds)
      let text = formatter.string(from: date)
      // Before 1582 Foundation's calendar is another one.
      guard seconds > -12_000_000_000 else { continue }
      let days = try #require(DateText.days(text), "\(text)")
      #expect(abs(days - seconds / 86_400) < 1e-6, "\(text)")
    }
  }

  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11016), ("2013-01-01", 15706),
    ("2013-01-01 12:00", 15706.5), ("2013-01-01T02:00:00+02:00", 15706),
    ("2013-01-01T00:00:00-06:00", 15706.25), ("2013-01-01T00:00:21.6Z", 15706.00025),
  ])
  func days(text: String, days: Double) throws {
    #expect(abs(try #require(DateText.days(text)) - days) < 1e-12)
  }

  @Test(arguments: [
    "2013-13-01", "2013-02-29", "1900-02-29", "2013-1-1", "13-01-01", "2013-01-01T",
    "2013-01-01T24:00",
    "2013-01-01T10", "20130101", "2013-01-01x", "", "2013-01-01T10:00:00.", "2013-01-01T10:00+2",
  ])
  func noDay(text: String) { #expect(DateText.days(text) == nil) }

  @Test func comparisons() throws {
    let rule = try #require(LabelRule("> 0"))
    #expect(rule.holds == ">0" && rule.fails == "<=0")
    #expect(["-1", "0", "0.5", "x"].map(rule.name) == ["<=0", "<=0", ">0", "x"])
    #expect(try #require(LabelRule("!=1")).name(of: "1.0") == "=1")
    #expect(try #require(LabelRule("<=2")).name(of: "2") == "<=2")
    for text in ["", "0", ">", ">x", "=>1", "> inf"] { #expect(LabelRule(text) == nil, "\(text)") }
  }
}
