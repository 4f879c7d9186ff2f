import SigmoidExamples

/// What the elements of a `.npy` file are: NumPy's array-protocol type string, such as `<f4`.
///
/// Byte order (`<` little, `>` big, `=` this machine's, `|` where it has no meaning), kind, and
/// size: in bytes, for `U` in characters of four bytes.
package struct NPYElementType: Equatable, Sendable, CustomStringConvertible {
  package enum Kind: Character, Sendable {
    case boolean = "b"
    case signedInteger = "i"
    case unsignedInteger = "u"
    case float = "f"
    /// Bytes, padded with zeros.
    case byteString = "S"
    /// Unicode code points, padded with zeros.
    case text = "U"
  }

  package let kind: Kind
  /// Bytes of one element.
  package let size: Int
  let isBigEndian: Bool

  private static let machineIsBigEndian = 1.bigEndian == 1

  /// Whether the bytes of a number stand in the other order than in this machine's memory.
  var isSwapped: Bool { isBigEndian != Self.machineIsBigEndian }

  /// This machine's own byte order.
  init(_ kind: Kind, size: Int) {
    self.kind = kind
    self.size = size
    isBigEndian = Self.machineIsBigEndian
  }

  /// nil for types that are neither numbers that a `Double` can hold nor text.
  init?(_ text: String) {
    var rest = text[...]
    switch rest.first {
    case "<", "|": isBigEndian = false
    case ">": isBigEndian = true
    default: isBigEndian = Self.machineIsBigEndian
    }
    if let first = rest.first, "<>|=".contains(first) { rest.removeFirst() }
    guard let kind = rest.popFirst().flatMap(Kind.init),
      rest.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
      let number = Int(rest)
    else { return nil }
    let sizes =
      switch kind {
      case .boolean: 1...1
      case .signedInteger, .unsignedInteger: 1...8
      case .float: 4...8
      case .byteString, .text: 1...Int(Int32.max)
      }
    guard sizes.contains(number), kind.isText || number.nonzeroBitCount == 1 else { return nil }
    self.kind = kind
    size = kind == .text ? 4 * number : number
  }

  /// As NumPy writes it: `<f4`.
  package var typeString: String {
    let order = size == 1 || kind == .byteString ? "|" : isBigEndian ? ">" : "<"
    return "\(order)\(kind.rawValue)\(kind == .text ? size / 4 : size)"
  }

  package var description: String {
    switch kind {
    case .boolean: "booleans"
    case .signedInteger: size == 1 ? "signed bytes" : "\(8 * size)-bit integers"
    case .unsignedInteger: size == 1 ? "unsigned bytes" : "\(8 * size)-bit unsigned integers"
    case .float: "\(8 * size)-bit floats"
    case .byteString: "byte strings of length \(size)"
    case .text: "strings of length \(size / 4)"
    }
  }
}

extension NPYElementType.Kind {
  var isText: Bool { self == .byteString || self == .text }
}
