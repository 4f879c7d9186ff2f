import SigmoidSystem

/// The labels of examples, of which several forms in the text may be one label.
struct LIBSVMLabels: Sendable {
  private(set) var distinct = DistinctLabels()

  enum Refusal: Error {
    case notText, notANumber, severalLabels
  }

  /// Adds the label of the next example.
  mutating func append(_ token: some Collection<UInt8>) throws(Refusal) {
    let text = String(decoding: token, as: UTF8.self)
    guard FileText.hasFewMarks(text) else { throw .notText }
    try distinct.append(written: text) { (text) throws(Refusal) in
      guard text.utf8.elementsEqual(token), !text.unicodeScalars.contains(where: Self.isControl)
      else { throw .notText }
      guard !text.utf8.contains(UInt8(ascii: ",")) else { throw .severalLabels }
      return try Self.name(text)
    }
  }

  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
  }

  /// A decimal number in its shortest form, so that `+1`, `1.0` and `1` are one label; other text
  /// as it is, and whole numbers beyond 64 bits, which are names rather than quantities.
  private static func name(_ text: String) throws(Refusal) -> String {
    if let whole = Int(text) { return "\(whole)" }
    guard let number = Double(text) else { return text }
    guard !number.isNaN else { throw .notANumber }
    let isDecimal =
      text.utf8.contains(UInt8(ascii: ".")) || text.utf8.contains { $0 | 0x20 == 0x65 }
    let isHexadecimal = text.utf8.contains { $0 | 0x20 == UInt8(ascii: "x") }
    guard number.isFinite, isDecimal, !isHexadecimal else { return text }
    return Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }
}
