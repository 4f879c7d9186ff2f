import SigmoidLinear
import SigmoidSystem

/// What an array can become as features.
extension NPYArray {
  /// Numbers of rank 2 or more as features × examples: the first dimension counts examples, the
  /// product of the others features.
  ///
  /// Unsigned bytes and 32- and 64-bit floats stay what they are; in C order the file's buffer is
  /// taken over, else one transposed copy is made beside it; so it is of a file that is mapped when
  /// its floats are of the other byte order or not aligned. Booleans become bytes of scale 1.
  /// Other integers become floats when every one is exactly a Float, else doubles.
  ///
  /// - Parameter scale: what an unsigned byte is multiplied by.
  /// - Throws: `FileError` for strings, rank 1, no example or no feature, and integers beyond 2^53.
  package consuming func features(
    scale: Double = ByteMatrix.unitScale
  ) throws(FileError) -> any ReadStorage {
    let shape = try matrixShape()
    switch elementType.kind {
    case .boolean:
      try checkBooleans()
      return try byteMatrix(shape, scale: 1)
    case .unsignedInteger:
      switch elementType.size {
      case 1: return try byteMatrix(shape, scale: scale)
      case 2: return try wholeNumbers(UInt16.self, shape)
      case 4: return try wholeNumbers(UInt32.self, shape)
      default: return try wholeNumbers(UInt64.self, shape)
      }
    case .signedInteger:
      switch elementType.size {
      case 1: return try wholeNumbers(Int8.self, shape)
      case 2: return try wholeNumbers(Int16.self, shape)
      case 4: return try wholeNumbers(Int32.self, shape)
      default: return try wholeNumbers(Int64.self, shape)
      }
    case .float:
      if elementType.size == 4 {
        return try floatMatrix(UInt32.self, shape, Float.init(bitPattern:))
      }
      return try floatMatrix(UInt64.self, shape, Double.init(bitPattern:))
    case .byteString, .text:
      throw refuse(
        "features: booleans, integers or floats", "save only the columns that are numbers")
    }
  }

  private typealias Shape = (features: Int, examples: Int)

  private func matrixShape() throws(FileError) -> Shape {
    guard dimensions.count >= 2 else {
      throw refuse(
        "features: an array of two or more dimensions, examples × features",
        "save it with .reshape(-1, 1) if each number is an example of one feature")
    }
    guard count > 0 else {
      throw refuse("features: a non-empty array", "check what was saved")
    }
    return (count / dimensions[0], dimensions[0])
  }

  private func checkBooleans() throws(FileError) {
    var first = count
    decode(UInt8.self) { index, byte in
      if byte > 1 { first = min(first, index) }
    }
    guard first == count else {
      throw FileError(
        path: path, expected: "booleans, each a byte 0 or 1",
        found: "another byte at \(place(first))", remedy: "the file is damaged: save it again")
    }
  }

  private consuming func byteMatrix(
    _ shape: Shape, scale: Double
  ) throws(FileError) -> ByteMatrix {
    guard isFortranOrder else {
      return ByteMatrix(
        features: shape.features, examples: shape.examples, scale: scale, buffer: buffer,
        startingAt: start)
    }
    var matrix = try ByteMatrix(
      features: shape.features, examples: shape.examples, scale: scale,
      buffer: FileContents.allocate(count, path: path), startingAt: 0)
    var target = matrix.mutableSpan
    decode(UInt8.self) { target[$0] = $1 }
    return matrix
  }

  @inline(__always)
  private consuming func floatMatrix<Bits: FixedWidthInteger & BitwiseCopyable, Element>(
    _ bits: Bits.Type, _ shape: Shape, _ element: (Bits) -> Element
  ) throws(FileError) -> Matrix<Element> {
    let isAligned = start % 64 == 0
    if isFortranOrder || buffer.isFile && (!isAligned || elementType.isSwapped) {
      return try converted(bits, shape, element)
    }
    swapToNative(Bits.self)
    // Only NumPy before 1.14 wrote headers that are not a multiple of 64.
    if !isAligned { moveToStart() }
    return Matrix(
      rows: shape.features, columns: shape.examples, buffer: buffer,
      startingAt: isAligned ? start : 0)
  }

  /// A copy in C order, each element converted; inlined, as a call an element costs more than it does.
  @inline(__always)
  private func converted<Bits: FixedWidthInteger & BitwiseCopyable, Element>(
    _ bits: Bits.Type, _ shape: Shape, _ element: (Bits) -> Element
  ) throws(FileError) -> Matrix<Element> {
    var matrix = try Matrix<Element>(
      rows: shape.features, columns: shape.examples,
      buffer: FileContents.allocate(count * MemoryLayout<Element>.stride, path: path),
      startingAt: 0)
    var target = matrix.mutableSpan
    decode(Bits.self) { target[$0] = element($1) }
    return matrix
  }

  private func wholeNumbers<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type, _ shape: Shape
  ) throws(FileError) -> any ReadStorage {
    var (allFloats, firstTooLarge) = (true, count)
    decode(Value.self) { index, value in
      let magnitude = value.magnitude
      if magnitude.significantBits > 24 { allFloats = false }
      if magnitude.bitWidth == 64, magnitude > 1 << 53 { firstTooLarge = min(firstTooLarge, index) }
    }
    if allFloats { return try converted(Value.self, shape) { Float($0) } }
    guard firstTooLarge == count else {
      throw FileError(
        path: path, expected: "integers that a Double holds exactly, up to 2^53",
        found: "a larger one at \(place(firstTooLarge))",
        remedy: "leave out columns of identifiers, or save as floats")
    }
    return try converted(Value.self, shape) { Double($0) }
  }

  /// "example 3, feature 17 (from 0)".
  private func place(_ index: Int) -> String {
    let features = count / dimensions[0]
    return "example \(index / features), feature \(index % features) (from 0)"
  }
}

extension FixedWidthInteger {
  /// From the highest bit that is 1 to the lowest.
  fileprivate var significantBits: Int {
    self == 0 ? 0 : bitWidth - leadingZeroBitCount - trailingZeroBitCount
  }
}
