/// What the elements of an IDX file are: the third byte of its magic number.
package enum IDXElementType: UInt8, Sendable, CaseIterable, CustomStringConvertible {
  case uint8 = 0x08
  case int8 = 0x09
  case int16 = 0x0B
  case int32 = 0x0C
  case float32 = 0x0D
  case float64 = 0x0E

  /// Bytes of one element in the file.
  package var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16: 2
    case .int32, .float32: 4
    case .float64: 8
    }
  }

  package var isInteger: Bool { self != .float32 && self != .float64 }

  package var description: String {
    switch self {
    case .uint8: "unsigned bytes"
    case .int8: "signed bytes"
    case .int16: "16-bit integers"
    case .int32: "32-bit integers"
    case .float32: "32-bit floats"
    case .float64: "64-bit floats"
    }
  }
}
