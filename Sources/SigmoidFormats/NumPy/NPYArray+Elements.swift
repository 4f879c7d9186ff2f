import SigmoidExamples

/// The bytes of an array as numbers and strings: the one place that loads them.
///
/// Every offset lies inside `count · elementType.size` bytes from `start`, which `NPYArray.init`
/// checked against the buffer.
extension NPYArray {
  /// The sides of the blocks in which a transpose walks: runs of the file that are worth fetching
  /// ahead, into lines of the result that stay in the cache until they are full.
  private static var blockFeatures: Int { 16 }
  private static var blockExamples: Int { 512 }

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
    func bits(_ index: Int) -> Bits {
      bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
    }
    // One loop for each, so that neither asks again at every element.
    if elementType.isSwapped {
      walk { body($0, bits($1).byteSwapped) }
    } else {
      walk { body($0, bits($1)) }
    }
  }

  /// Calls `body` with each element's position in C order and in the file.
  @inline(__always)
  private func walk(_ body: (_ position: Int, _ index: Int) -> Void) {
    guard isFortranOrder, count > 0 else {
      for index in 0..<count { body(index, index) }
      return
    }
    let examples = dimensions[0]
    let features = count / examples
    for firstFeature in stride(from: 0, to: features, by: Self.blockFeatures) {
      for firstExample in stride(from: 0, to: examples, by: Self.blockExamples) {
        let lastExample = min(firstExample + Self.blockExamples, examples)
        for feature in firstFeature..<min(firstFeature + Self.blockFeatures, features) {
          let column = fortranColumn(ofFeature: feature) * examples
          for example in firstExample..<lastExample {
            body(example * features + feature, column + example)
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
    let elements = UnsafeMutableRawBufferPointer(
      rebasing: buffer.unsafeMutableBytes[start..<start + count * elementType.size])
    for index in 0..<count {
      let offset = index * MemoryLayout<Bits>.size
      let bits = elements.loadUnaligned(fromByteOffset: offset, as: Bits.self)
      elements.storeBytes(of: bits.byteSwapped, toByteOffset: offset, as: Bits.self)
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
