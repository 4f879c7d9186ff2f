import LinearAlgebra

/// The bytes of an array as numbers and strings: the one place that loads them.
///
/// Every offset lies inside `count · elementType.size` bytes from `start`, which `NPYArray.init`
/// checked against the buffer.
extension NPYArray {
  /// Elements on a side of the blocks in which a transpose walks: both sides stay in L2.
  private static var blockSide: Int { 64 }

  private var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      rebasing: buffer.unsafeBytes[start..<start + count * elementType.size])
  }

  /// Calls `body` with each element's position in C order and its bits in native byte order. In
  /// Fortran order the positions come block by block.
  @inline(__always)
  func decode<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ type: Bits.Type, _ body: (Int, Bits) -> Void
  ) {
    let bytes = self.bytes
    let isSwapped = elementType.isSwapped
    func element(_ index: Int) -> Bits {
      let bits = bytes.loadUnaligned(
        fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
      return isSwapped ? bits.byteSwapped : bits
    }
    guard isFortranOrder, count > 0 else {
      for index in 0..<count { body(index, element(index)) }
      return
    }
    let examples = dimensions[0]
    let features = count / examples
    for firstFeature in stride(from: 0, to: features, by: Self.blockSide) {
      let block = firstFeature..<min(firstFeature + Self.blockSide, features)
      let columns = block.map { fortranColumn(ofFeature: $0) }
      for firstExample in stride(from: 0, to: examples, by: Self.blockSide) {
        let lastExample = min(firstExample + Self.blockSide, examples)
        for (feature, column) in zip(block, columns) {
          for example in firstExample..<lastExample {
            body(example * features + feature, element(column * examples + example))
          }
        }
      }
    }
  }

  /// Where the feature, numbered in C order over all dimensions but the first, stands in Fortran
  /// order over the same dimensions.
  private func fortranColumn(ofFeature feature: Int) -> Int {
    var rest = feature
    var column = 0
    for dimension in dimensions.dropFirst().reversed() {
      // Horner's rule from the slowest dimension in Fortran order, the last.
      column = column * dimension + rest % dimension
      rest /= dimension
    }
    return column
  }

  /// Turns the elements into native byte order, where they stand.
  mutating func swapToNative<Bits: FixedWidthInteger & BitwiseCopyable>(_ type: Bits.Type) {
    guard elementType.isSwapped else { return }
    let bytes = buffer.unsafeMutableBytes
    for offset in stride(from: start, to: start + count * elementType.size, by: elementType.size) {
      let bits = bytes.loadUnaligned(fromByteOffset: offset, as: Bits.self)
      bytes.storeBytes(of: bits.byteSwapped, toByteOffset: offset, as: Bits.self)
    }
  }

  /// Moves the elements to the start of the buffer, over the header.
  mutating func moveToStart() {
    let elements = bytes
    buffer.unsafeMutableBytes.copyMemory(from: elements)
  }

  /// The bytes of one string without its padding.
  func byteString(at index: Int) -> [UInt8] {
    let element = bytes[index * elementType.size..<(index + 1) * elementType.size]
    let length = element.lastIndex { $0 != 0 }.map { $0 + 1 - element.startIndex } ?? 0
    return [UInt8](element.prefix(length))
  }

  /// The code points of one string without its padding.
  func codePoints(at index: Int) -> [UInt32] {
    let bytes = self.bytes
    let length = elementType.size / 4
    var points = (0..<length).map { position in
      let bits = bytes.loadUnaligned(
        fromByteOffset: index * elementType.size + 4 * position, as: UInt32.self)
      return elementType.isSwapped ? bits.byteSwapped : bits
    }
    points.removeLast(points.reversed().prefix { $0 == 0 }.count)
    return points
  }
}
