@testable import SigmoidExamples
import TestSupport
import Testing

@testable import SigmoidFormats

/// Decimal text against the correctly rounded conversions of the standard library.
@Suite struct LIBSVMNumberTests {
  func parse(_ text: String) -> LIBSVMNumber? {
    [UInt8](text.utf8).withUnsafeBytes { bytes in
      var position = 0
      let value = LIBSVMNumber(bytes, at: &position, end: bytes.count)
      return value == nil || position == bytes.count ? value : nil
    }
  }

  func check(_ text: String) {
    // #expect of each of many thousand numbers would take most of the time.
    guard let number = parse(text), let float = Float(text), let double = Double(text),
      number.float.bitPattern == float.bitPattern, number.double.bitPattern == double.bitPattern,
      number.isFloat == (Double(float) == double)
    else {
      Issue.record("\(text): \(String(describing: parse(text)))")
      return
    }
  }

  @Test func formsOfNumbers() {
    for text in [
      "0", "-0", "1", "+1", "007", "1.", ".5", "-.5e1", "1e0", "1E+2", "1e-2", "0.1", "3.14159",
      "16777216", "16777217", "16777219", "33554435", "1e38", "3.4028235e38", "3.4028236e38",
      "1e-45", "7e-46", "1.17549435e-38", "1.1754942e-38", "9007199254740993", "1e22", "1e23",
      "18446744073709551615", "18446744073709551616", "99999999999999999999999",
      "0.00000000000000000000000000000000000000001", "1000000000000000000000000000000e-30",
      "0.000000000000000000000000001234567890123456789", "123456789012345678901234567890e-20",
      "1.00000005960464477539062500000000000000000000", "0e999999999999999999999",
      "1.00000005960464477539062500000000000000000001", "1.000000059604644775390625",
      "1.0000000596046447", "1e-60", "1e300", "3.4028235677973366e38", "7.006492321624085e-46",
      "1.1754942807573643e-38", "1.00000005960464477540", "1666239302.25",
      "1e-999999999999999999999", "0.49411765", "0.4941176470588235",
    ] { check(text) }
    #expect(parse("1e39")?.float == .infinity && parse("1e39")?.double == 1e39)
    #expect(parse("-1e999999999999999999999")?.float == -.infinity)
  }

  @Test func whatIsNoNumber() {
    for text in [
      "", "-", "+", ".", "e5", "-.", "1e", "1e+", "nan", "inf", "0x1", "1_0", " 1", "--1",
    ] {
      #expect(parse(text) == nil, "\(text)")
    }
  }

  /// Around halfway between two floats, where a conversion by way of double rounds twice.
  @Test func halfwayCases() {
    var random = RandomValues()
    for _ in 0..<3000 {
      let exponent = random.int(in: -40..<40)
      let low = Float(sign: .plus, exponent: exponent, significand: Float(abs(random.unit())) + 1)
      let middle = (Double(low) + Double(low.nextUp)) / 2
      for value in [middle.nextDown, middle, middle.nextUp] {
        check("\(value)")
        check(
          "\(value)" + (value.description.contains(where: { $0 == "e" || $0 == "E" }) ? "" : "0001")
        )
      }
    }
  }

  @Test func randomDigits() {
    var random = RandomValues()
    for _ in 0..<20_000 {
      let digits = (0..<random.int(in: 1..<22)).map { _ in "\(random.int(in: 0..<10))" }
      var text = digits.joined()
      if random.int(in: 0..<2) == 0 {
        text.insert(
          ".", at: text.index(text.startIndex, offsetBy: random.int(in: 0..<digits.count)))
      }
      if random.int(in: 0..<2) == 0 { text += "e\(random.int(in: -50..<40))" }
      check(text)
    }
  }

  /// What programs print: seven to nine digits, shortest forms, and doubles.
  @Test func printedNumbers() {
    var random = RandomValues()
    for _ in 0..<5000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      guard value.isFinite else { continue }
      check("\(value)")
      check("\(random.unit())")
    }
  }
}
