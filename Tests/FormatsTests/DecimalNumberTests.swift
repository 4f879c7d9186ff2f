@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

@testable import SigmoidFormats

@Suite struct DecimalNumberTests {
  /// nil when the text is not one number.
  func double(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    return DecimalNumber(bytes.span, 0..<bytes.count)?.double(in: bytes.span)
  }

  func float(_ text: String) -> Float? {
    let bytes = Array(text.utf8)
    return DecimalNumber(bytes.span, 0..<bytes.count)?.float(in: bytes.span)
  }

  /// Both results have the bits of the C library's.
  func agrees(_ text: String) -> Bool {
    double(text)?.bitPattern == strtod(text, nil).bitPattern
      && float(text)?.bitPattern == strtof(text, nil).bitPattern
  }

  @Test func theGrammar() {
    for text in [
      "0", "-0", "+0", "7", "+7", "-7", "007", "1.5", "1.", ".5", "-.5", "1e3", "1E3", "1e+3",
      "1e-3", "1.e3", ".5e1", "0e0", "0e999", "00.00e-5", "123456789012345678901234567890",
    ] {
      #expect(agrees(text), "\(text)")
    }
    for text in [
      "", "+", "-", ".", "e5", ".e5", "1e", "1e+", "1e-", "+-1", "--1", "1.2.3", "1,5", " 1", "1 ",
      "0x10", "1f", "1d3", "1_000", "inf", "-inf", "infinity", "nan", "NaN", "NA", "½", "١",
      "1e5.5",
    ] {
      #expect(double(text) == nil, "\(text)")
      #expect(float(text) == nil, "\(text)")
    }
  }

  @Test func aPrefixEndsWhereTheNumberDoes() {
    for (text, length) in [
      ("1,2", 1), ("1e", 1), ("1e+", 1), ("-1.5e-3x", 7), ("1.5.2", 3), ("12e5e6", 4),
    ] {
      let bytes = Array(text.utf8)
      var cursor = 0
      #expect(DecimalNumber(prefixOf: bytes.span, at: &cursor, end: bytes.count) != nil)
      #expect(cursor == length, "\(text)")
    }
    // What lies behind the end does not count.
    let bytes = Array("123".utf8)
    var cursor = 0
    #expect(
      DecimalNumber(prefixOf: bytes.span, at: &cursor, end: 2)?.double(in: bytes.span) == 12)
  }

  /// Numbers that have undone other parsers.
  @Test func hardCases() {
    let zeros = String(repeating: "0", count: 800)
    let digits = String(repeating: "1234567890", count: 80)
    // 2^53 + 1 and 2^24 + 1 are halfway; one digit far behind decides.
    let texts = [
      "9007199254740993", "9007199254740993.0", "9007199254740993." + zeros,
      "9007199254740993." + zeros + "1", "9007199254740992." + String(repeating: "9", count: 900),
      "16777217", "16777217.0", "16777217." + zeros + "1", "16777219", "33554433.5",
      "2.2250738585072011e-308", "2.2250738585072012e-308", "2.2250738585072014e-308",
      "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
      "2.4703282292062327208299840e-324", "5e-324", "1e-323", "1.7976931348623157e308",
      "1.7976931348623158e308", "1.7976931348623159e308", "1e308", "1e309", "1e400", "-1e400",
      "1e-400", "-1e-400", "1e23", "8.5e22", "1e22", "9.5367431640625e-7",
      "6.631236846766476e-316", "3.2378839133029012895883524125015321748630094e-67",
      "1.00000000000000011102230246251565404236316680908203125",
      "1.00000000000000011102230246251565404236316680908203124",
      "1.00000000000000011102230246251565404236316680908203126",
      "7.0064923216240853546186479164495e-46", "7.0064923216240854e-46", "7.006492321624085e-46",
      "1.1754943508222875e-38", "1.1754942807573643e-38", "3.4028234663852886e38",
      "3.4028235677973366e38", "3.4028235677973365e38", "1e39", "1e-46", "1.4e-45",
      "0.1" + zeros, "0." + zeros + "1", "0." + zeros + "1e801", "1" + zeros, "1" + zeros + "e-800",
      digits, "0." + digits, digits + "e-800", digits + "." + digits, digits + "e-1100",
      "0.000000000000000000000000000000000000000000000000000000123456789012345678901",
      "18446744073709551615", "18446744073709551616", "9999999999999999999", "99999999999999999999",
      "12345678901234567890e-5", "1e99999999999999999999", "1e-99999999999999999999",
      "0e99999999999999999999", "5708990770823839207320493820740630171355185152001e-3",
      "0.500000000000000166533453693773481063544750213623046875",
      "89255.0e-22", "104110013277974872254e-225", "10e-1", "8.988465674311580536566680e307",
    ]
    for text in texts {
      #expect(agrees(text), "\(text.prefix(60))")
      #expect(agrees("-" + text.drop { $0 == "-" }), "-\(text.prefix(60))")
    }
  }

  /// More digits than any halfway case has: those beyond the 800th only tell it from an equal.
  @Test func digitsWithoutEnd() {
    let half = "1" + String(repeating: "0", count: 15) + "." + String(repeating: "0", count: 5000)
    #expect(agrees("9007199254740993." + String(repeating: "0", count: 5000) + "1"))
    #expect(agrees(half + "e-4000"))
    #expect(agrees(String(repeating: "9", count: 5000) + "e-4990"))
    #expect(agrees("0." + String(repeating: "0", count: 5000) + "17e5000"))
  }

  /// 10⁶ numbers when optimised.
  @Test func randomNumbersAgreeWithTheCLibrary() {
    var random = RandomValues()
    func digits(_ count: Int) -> String {
      String(decoding: random.bytes(count).map { $0 % 10 + 48 }, as: UTF8.self)
    }
    var isDebug = false
    assert({ isDebug = true }() == ())
    var wrong: [String] = []
    for round in 0..<(isDebug ? 60_000 : 1_000_000) {
      let text: String
      switch round % 8 {
      case 0: text = "\(Double(bitPattern: random.next() & ~(1 << 62)))"
      case 1: text = "\(Float(bitPattern: UInt32(random.next() >> 32) & ~(1 << 30)))"
      case 2:
        let power = random.int(in: -60..<60)
        text = "\(digits(random.int(in: 1..<25))).\(digits(random.int(in: 0..<25)))e\(power)"
      case 3: text = "-0." + digits(random.int(in: 1..<20))
      case 4: text = "\(digits(random.int(in: 1..<20)))e\(random.int(in: -30..<30))"
      case 5: text = "\(digits(random.int(in: 1..<40)))e\(random.int(in: -350..<350))"
      case 6:
        // Halfway between two Floats.
        let lower = Float(bitPattern: UInt32(random.next() >> 32) & 0x3FFF_FFFF)
        text = "\((Double(lower) + Double(lower.nextUp)) / 2)"
      default:
        // Halfway between two Doubles, or beside it.
        text = "\(random.next() >> 10 | 1 << 53).\(digits(random.int(in: 0..<3)))"
      }
      if !agrees(text) { wrong.append(text) }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(10))")
  }
}
