import SigmoidExamples
import SigmoidSystem

/// The head of an IDX file, checked against the file's size.
struct IDXHeader {
  let elementType: IDXElementType
  let dimensions: [Int]
  /// Elements.
  let count: Int
  /// Bytes of the header itself, where the elements begin.
  let size: Int

  /// - Parameter bytes: the whole file.
  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    func refuse(_ expected: String, _ found: String, _ remedy: String) -> FileError {
      FileError(path: path, expected: expected, found: found, remedy: remedy)
    }
    let again = "the file is cut short: copy or download it again"
    guard bytes.count > 0 else { throw refuse("an IDX file", "an empty file", again) }
    let magic = "an IDX file, which begins with 00 00, element type, rank"
    let other = "check that this is an IDX file, gzipped or not"
    guard bytes.count >= 4 else { throw refuse(magic, "\(bytes.count) bytes", again) }
    let beginning = bytes[..<4].map(Self.hex).joined(separator: " ")
    guard bytes[0] == 0, bytes[1] == 0 else { throw refuse(magic, beginning, other) }
    guard let elementType = IDXElementType(rawValue: bytes[2]) else {
      throw refuse("an IDX element type (08, 09, 0B, 0C, 0D or 0E)", Self.hex(bytes[2]), other)
    }
    let rank = Int(bytes[3])
    guard rank > 0 else { throw refuse("an IDX file of 1 to 255 dimensions", "none", other) }

    let size = 4 + 4 * rank
    guard bytes.count >= size else {
      throw refuse("a header of \(size) bytes for \(rank) dimensions", "\(bytes.count)", again)
    }
    let dimensions = (0..<rank).map { index in
      Int(
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 + 4 * index, as: UInt32.self)))
    }
    let shape = "\(Self.text(dimensions)) \(elementType)"
    guard let count = Self.count(dimensions),
      let wanted = Self.product([count, elementType.size])?.addingReportingOverflow(size),
      !wanted.overflow
    else {
      throw refuse(
        "a size that a file can have", "a header that claims \(shape)",
        "the header is damaged: copy or download the file again")
    }
    guard bytes.count >= wanted.partialValue else {
      throw refuse(
        "\(wanted.partialValue) bytes, as its header claims (\(shape))", "\(bytes.count)", again)
    }
    guard bytes.count == wanted.partialValue else {
      throw refuse(
        "\(wanted.partialValue) bytes, as its header claims (\(shape))",
        "\(bytes.count): \(bytes.count - wanted.partialValue) more",
        "the file is damaged or two files were joined: copy or download it again")
    }
    self.elementType = elementType
    self.dimensions = dimensions
    self.count = count
    self.size = size
  }

  /// The header of a file with these dimensions.
  static func bytes(_ elementType: IDXElementType, dimensions: [Int]) -> [UInt8] {
    var header: [UInt8] = [0, 0, elementType.rawValue, UInt8(dimensions.count)]
    for dimension in dimensions {
      withUnsafeBytes(of: UInt32(dimension).bigEndian) { header.append(contentsOf: $0) }
    }
    return header
  }

  /// The number of elements of an array; nil when no file holds so many, and when an array of none
  /// claims other dimensions so large that what depends on them would take memory or hours.
  static func count(_ dimensions: [Int]) -> Int? {
    guard let count = product(dimensions) else { return nil }
    guard count == 0 else { return count }
    return product(dimensions.filter { $0 > 0 }).flatMap { $0 <= mostOfNothing ? 0 : nil }
  }

  private static let mostOfNothing = 1 << 20

  /// nil when the product does not fit an Int.
  static func product(_ factors: some Sequence<Int>) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = next
    }
    return product
  }

  /// "60000 × 28 × 28"; a long list is cut, since it only comes from damaged files.
  static func text(_ dimensions: [Int]) -> String {
    let shown = dimensions.prefix(6).map(String.init).joined(separator: " × ")
    return dimensions.count > 6 ? "\(shown) × … (\(dimensions.count) dimensions)" : shown
  }

  private static func hex(_ byte: UInt8) -> String {
    paddedDigits(byte, radix: 16, uppercase: true, width: 2)
  }
}
