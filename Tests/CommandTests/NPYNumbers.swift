@testable import SigmoidExamples
import Foundation

/// The numbers of a plain `.npy` file: one or two axes of little-endian f4, f8 or i8.
///
/// A reader of the tests' own, as `TableText` is.
struct NPYNumbers {
  /// One array for each column; one column when the file has one axis.
  let columns: [[Double]]

  struct Malformed: Error {
    let message: String
  }

  init(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    guard bytes.count > 10, bytes[0] == 0x93, bytes[6] == 1 else {
      throw Malformed(message: "\(path): expected a .npy file of version 1")
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    let body = bytes[start...]
    let values: [Double]
    if header.contains("'<f8'") {
      values = Self.words(body, size: 8).map { Double(bitPattern: $0) }
    } else if header.contains("'<i8'") {
      values = Self.words(body, size: 8).map { Double(Int64(bitPattern: $0)) }
    } else if header.contains("'<f4'") {
      values = Self.words(body, size: 4).map {
        Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0)))
      }
    } else {
      throw Malformed(message: "\(path): expected <f4, <f8 or <i8, found \(header)")
    }
    guard
      let shape = header.wholeMatch(of: /.*'shape': \((\d+),(?: (\d+))?\).*/.dotMatchesNewlines()),
      let rows = Int(shape.1), let width = Int(shape.2 ?? "1"),
      rows * width == values.count
    else { throw Malformed(message: "\(path): expected as many numbers as \(header) says") }
    let isFortran = header.contains("'fortran_order': True")
    columns = (0..<width).map { column in
      (0..<rows).map { values[isFortran ? column * rows + $0 : $0 * width + column] }
    }
  }

  /// Little-endian words of so many bytes.
  private static func words(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt64] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: size).map { start in
      (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    }
  }
}
