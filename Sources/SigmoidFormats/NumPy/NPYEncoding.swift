import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Arrays in memory as the two parts of a `.npy` file: header (version 1.0, C order) and elements.
///
/// Features × examples, column-major, are examples × features in C order as they stand. The parts
/// are handed to a closure while the array's memory is borrowed; nothing large is copied.
enum NPYEncoding {
  typealias Body<Failure: Error> =
    (_ header: [UInt8], _ elements: UnsafeRawBufferPointer) throws(Failure) -> Void

  /// - Parameter shape: the dimensions of one example; one dimension unless told.
  static func encode<Failure>(
    _ matrix: ByteMatrix, shape: [Int]?, _ body: Body<Failure>
  ) throws(Failure) {
    let header = header(
      NPYElementType(.unsignedInteger, size: 1), examples: matrix.examples,
      features: matrix.features, shape: shape)
    let span = matrix.span
    try span.withUnsafeBytes { bytes throws(Failure) in try body(header, bytes) }
  }

  static func encode<Element, Failure>(
    _ matrix: Matrix<Element>, shape: [Int]?, _ body: Body<Failure>
  ) throws(Failure) {
    let header = header(
      NPYElementType(.float, size: MemoryLayout<Element>.size), examples: matrix.columns,
      features: matrix.rows, shape: shape)
    let span = matrix.span
    try span.withUnsafeBytes { bytes throws(Failure) in try body(header, bytes) }
  }

  /// - Parameter shape: all dimensions; one unless told.
  static func encode<Number: BitwiseCopyable, Failure>(
    _ numbers: [Number], _ kind: NPYElementType.Kind, shape: [Int]?, _ body: Body<Failure>
  ) throws(Failure) {
    let shape = shape ?? [numbers.count]
    require(
      IDXHeader.product(shape) == numbers.count
        && (1...NPYHeader.greatestRank).contains(shape.count),
      "shape \(shape) for \(numbers.count) numbers")
    let type = NPYElementType(kind, size: MemoryLayout<Number>.size)
    let header = NPYHeader.bytes(type, dimensions: shape)
    try numbers.span.withUnsafeBytes { bytes throws(Failure) in try body(header, bytes) }
  }

  /// As 64-bit integers when every label is one, else as strings as long as the longest.
  static func encode(_ labels: Labels, path: String, _ body: Body<FileError>) throws(FileError) {
    let integers = labels.names.compactMap { name in
      Int64(name).flatMap { String($0) == name ? $0 : nil }
    }
    if integers.count == labels.names.count {
      let numbers = labels.codes.map { integers[Int($0)] }
      return try encode(numbers, .signedInteger, shape: nil, body)
    }
    try encode(labels.names, codes: labels.codes, path: path, body)
  }

  /// The strings at these positions, each as long as the longest of all.
  static func encode(
    _ strings: [String], codes: [Int32], path: String, _ body: Body<FileError>
  ) throws(FileError) {
    let strings = strings.map { $0.unicodeScalars.map(\.value) }
    guard !strings.contains(where: { $0.last == 0 }) else {
      throw FileError(
        path: path, expected: "labels that NumPy can hold", found: "one that ends with a zero",
        remedy: "rename that label")
    }
    let length = strings.reduce(1) { max($0, $1.count) }
    var codePoints = [UInt32](repeating: 0, count: codes.count * length)
    for (position, code) in codes.enumerated() {
      let string = strings[Int(code)]
      codePoints.replaceSubrange(position * length..<position * length + string.count, with: string)
    }
    let header = NPYHeader.bytes(
      NPYElementType(.text, size: 4 * length), dimensions: [codes.count])
    try codePoints.span.withUnsafeBytes { bytes throws(FileError) in try body(header, bytes) }
  }

  private static func header(
    _ type: NPYElementType, examples: Int, features: Int, shape: [Int]?
  ) -> [UInt8] {
    let shape = shape ?? [features]
    require(
      IDXHeader.product(shape) == features && shape.count < NPYHeader.greatestRank,
      "shape \(shape) for \(features) features")
    return NPYHeader.bytes(type, dimensions: [examples] + shape)
  }
}
