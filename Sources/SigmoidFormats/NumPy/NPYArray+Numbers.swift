import SigmoidSystem

extension NPYArray {
  /// Every element as a number, in C order, whatever the dimensions: booleans are 0 and 1.
  ///
  /// - Throws: `FileError` for strings, and for integers that a Double does not hold exactly.
  package func numbers() throws(FileError) -> [Double] {
    switch (elementType.kind, elementType.size) {
    case (.boolean, _): return numbers(UInt8.self) { $0 == 0 ? 0 : 1 }
    case (.float, 4): return numbers(UInt32.self) { Double(Float(bitPattern: $0)) }
    case (.float, _): return numbers(UInt64.self) { Double(bitPattern: $0) }
    case (.unsignedInteger, 1): return numbers(UInt8.self) { Double($0) }
    case (.unsignedInteger, 2): return numbers(UInt16.self) { Double($0) }
    case (.unsignedInteger, 4): return numbers(UInt32.self) { Double($0) }
    case (.unsignedInteger, _): return try exact(numbers(UInt64.self) { Double($0) })
    case (.signedInteger, 1): return numbers(Int8.self) { Double($0) }
    case (.signedInteger, 2): return numbers(Int16.self) { Double($0) }
    case (.signedInteger, 4): return numbers(Int32.self) { Double($0) }
    case (.signedInteger, _): return try exact(numbers(Int64.self) { Double($0) })
    case (.byteString, _), (.text, _):
      throw refuse("numbers", "save them as floats, with .astype(float)")
    }
  }

  private func numbers<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bits: Bits.Type, _ number: (Bits) -> Double
  ) -> [Double] {
    var numbers = [Double](repeating: 0, count: count)
    decode(Bits.self) { numbers[$0] = number($1) }
    return numbers
  }

  private func exact(_ numbers: [Double]) throws(FileError) -> [Double] {
    guard numbers.allSatisfy({ $0.magnitude <= 0x1p53 }) else {
      throw refuse("integers up to 2^53", "save them as floats, with .astype(float)")
    }
    return numbers
  }
}
