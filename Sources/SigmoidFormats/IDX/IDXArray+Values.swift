import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// What an IDX array can become.
extension IDXArray {
  /// Unsigned bytes of rank 2 or more as features × examples, without a copy: the first
  /// dimension counts examples, the product of the others features.
  ///
  /// - Throws: `FileError` for another element type or rank 1.
  package consuming func byteMatrix(
    scale: Double = ByteMatrix.unitScale
  ) throws(FileError) -> ByteMatrix {
    guard elementType == .uint8 else {
      throw refuse("unsigned bytes in two or more dimensions", "read them as floats instead")
    }
    let (features, examples) = try matrixShape()
    return ByteMatrix(
      features: features, examples: examples, scale: scale, buffer: buffer, startingAt: start)
  }

  /// Any element type, rank 2 or more, as features × examples floats: the values as they are,
  /// rounded to Float where they do not fit it.
  ///
  /// - Throws: `FileError` for rank 1.
  package func floatMatrix() throws(FileError) -> Matrix<Float> {
    let (features, examples) = try matrixShape()
    try requireMemory(elementsOf: MemoryLayout<Float>.size)
    var matrix = Matrix<Float>(rows: features, columns: examples)
    var target = matrix.mutableSpan
    switch elementType {
    case .uint8: decode(UInt8.self) { target[$0] = Float($1) }
    case .int8: decode(UInt8.self) { target[$0] = Float(Int8(bitPattern: $1)) }
    case .int16: decode(Int16.self) { target[$0] = Float($1) }
    case .int32: decode(Int32.self) { target[$0] = Float($1) }
    case .float32: decode(UInt32.self) { target[$0] = Float(bitPattern: $1) }
    case .float64: decode(UInt64.self) { target[$0] = Float(Double(bitPattern: $1)) }
    }
    return matrix
  }

  /// 64-bit floats, rank 2 or more, as features × examples.
  ///
  /// - Throws: `FileError` for another element type or rank 1.
  package func doubleMatrix() throws(FileError) -> Matrix<Double> {
    guard elementType == .float64 else {
      throw refuse("64-bit floats in two or more dimensions", "read them as floats instead")
    }
    let (features, examples) = try matrixShape()
    try requireMemory(elementsOf: MemoryLayout<Double>.size)
    var matrix = Matrix<Double>(rows: features, columns: examples)
    var target = matrix.mutableSpan
    decode(UInt64.self) { target[$0] = Double(bitPattern: $1) }
    return matrix
  }

  /// Integers of rank 1: one label an example.
  ///
  /// - Throws: `FileError` for floats or another rank.
  package func integers() throws(FileError) -> [Int] {
    guard dimensions.count == 1, elementType.isInteger else {
      throw refuse("labels: integers in one dimension", "check that this is the label file")
    }
    var values = [Int](repeating: 0, count: count)
    switch elementType {
    case .uint8: decode(UInt8.self) { values[$0] = Int($1) }
    case .int8: decode(Int8.self) { values[$0] = Int($1) }
    case .int16: decode(Int16.self) { values[$0] = Int($1) }
    default: decode(Int32.self) { values[$0] = Int($1) }
    }
    return values
  }

  /// `integers()` as labels.
  package func labels() throws(FileError) -> Labels {
    guard elementType == .uint8, dimensions.count == 1 else { return try Labels(integers()) }
    let bytes = self.bytes
    return Labels(bytes: Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
  }

  /// A matrix stops the program where there is none.
  private func requireMemory(elementsOf size: Int) throws(FileError) {
    try AvailableMemory.require(
      IDXHeader.product([count, size]) ?? .max, path: path, purpose: "\(shapeText) as floats",
      remedy: "use a smaller file or a machine with more memory")
  }

  private func matrixShape() throws(FileError) -> (features: Int, examples: Int) {
    guard dimensions.count >= 2, let features = IDXHeader.product(dimensions.dropFirst()) else {
      throw refuse(
        "a table or images: two or more dimensions", "check that this is not the label file")
    }
    return (features, dimensions[0])
  }

  /// Calls `body` with each element's position and its value in native byte order.
  private func decode<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ type: Bits.Type, _ body: (Int, Bits) -> Void
  ) {
    let bytes = self.bytes
    for index in 0..<count {
      body(
        index,
        Bits(
          bigEndian: bytes.loadUnaligned(
            fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)))
    }
  }

  private func refuse(_ expected: String, _ remedy: String) -> FileError {
    FileError(path: path, expected: expected, found: shapeText, remedy: remedy)
  }
}
