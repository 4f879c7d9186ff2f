import SigmoidExamples
import SigmoidSystem

/// What an array can become as labels.
extension NPYArray {
  /// One label an example: integers, strings, floats that are whole numbers, or booleans, which
  /// become 0 and 1 (NumPy counts `True == 1`). Of rank 1, or N × 1.
  ///
  /// - Throws: `FileError` for another shape, a float with a fraction, and text that is not
  ///   Unicode, by position.
  package func labels() throws(FileError) -> Labels {
    guard dimensions.count == 1 || dimensions.count == 2 && dimensions[1] == 1 else {
      throw refuse(
        "labels: one dimension, one element per example",
        "check that these are the labels; of one-hot rows save .argmax(axis=1)")
    }
    switch elementType.kind {
    case .boolean, .signedInteger, .unsignedInteger: return integers()
    case .float: return try Labels(wholeFloats())
    case .byteString, .text: return try Labels(strings())
    }
  }

  /// Names of features; nil for another array than text of one dimension.
  func namesOfFeatures() throws(FileError) -> [String]? {
    guard dimensions.count == 1, [.byteString, .text].contains(elementType.kind) else { return nil }
    return try strings()
  }

  private func integers() -> Labels {
    switch (elementType.kind, elementType.size) {
    case (.signedInteger, 1): Labels(values(Int8.self) { Int($0) })
    case (.signedInteger, 2): Labels(values(Int16.self) { Int($0) })
    case (.signedInteger, 4): Labels(values(Int32.self) { Int($0) })
    case (.signedInteger, _): Labels(values(Int64.self) { Int($0) })
    case (_, 1): Labels(values(UInt8.self) { Int($0) })
    case (_, 2): Labels(values(UInt16.self) { Int($0) })
    case (_, 4): Labels(values(UInt32.self) { Int($0) })
    default: Labels(values(UInt64.self) { $0 })
    }
  }

  private func values<Bits: FixedWidthInteger & BitwiseCopyable, Value>(
    _ bits: Bits.Type, _ value: (Bits) -> Value
  ) -> [Value] {
    // The shapes that labels have make every order C order: positions come one by one.
    var values: [Value] = []
    values.reserveCapacity(count)
    decode(Bits.self) { values.append(value($1)) }
    return values
  }

  private func wholeFloats() throws(FileError) -> [Int] {
    let numbers =
      elementType.size == 4
      ? values(UInt32.self) { Double(Float(bitPattern: $0)) }
      : values(UInt64.self) { Double(bitPattern: $0) }
    var integers: [Int] = []
    integers.reserveCapacity(count)
    for (index, number) in numbers.enumerated() {
      guard let integer = Int(exactly: number), integer.magnitude <= 1 << 53 else {
        throw FileError(
          path: path, expected: "labels that are whole numbers, up to 2^53",
          found: "\(number) at example \(index) (from 0)",
          remedy: "check that these are labels of classes, not measurements")
      }
      integers.append(integer)
    }
    return integers
  }

  private func strings() throws(FileError) -> [String] {
    var strings: [String] = []
    strings.reserveCapacity(count)
    for index in 0..<count {
      guard let string = string(at: index) else {
        throw FileError(
          path: path, expected: "Unicode text",
          found: elementType.kind == .text
            ? "a code point outside Unicode at element \(index) (from 0)"
            : "bytes that are not UTF-8 at element \(index) (from 0)",
          remedy: "save the array as str, in NumPy's type U")
      }
      strings.append(string)
    }
    return strings
  }

  private func string(at index: Int) -> String? {
    if elementType.kind == .byteString {
      return FileText.string(byteString(at: index))
    }
    var string = ""
    for point in codePoints(at: index) {
      guard let scalar = Unicode.Scalar(point) else { return nil }
      string.unicodeScalars.append(scalar)
    }
    return FileText.hasFewMarks(string) ? string : nil
  }

  func refuse(_ expected: String, _ remedy: String) -> FileError {
    FileError(path: path, expected: expected, found: shapeText, remedy: remedy)
  }
}
