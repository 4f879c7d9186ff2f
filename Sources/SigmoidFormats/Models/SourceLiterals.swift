import SigmoidSystem

/// Numbers as the elements of an array in C and Swift: the shortest decimals that read back as the
/// same doubles, so many a line.
func arrayElements(
  _ values: some Collection<Double>, indent: String, perLine: Int = 6
) -> String {
  var text = ""
  for (position, value) in values.enumerated() {
    text += position % perLine == 0 ? "\n" + indent : " "
    text += "\(value),"
  }
  return text
}

/// A string literal of C: bytes of UTF-8, octal where they are not plain, which ends after three
/// digits whatever follows. A question mark could begin a trigraph.
func stringLiteralOfC(_ text: String) -> String {
  var literal = "\""
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
      literal += "\\" + String(UnicodeScalar(byte))
    case 0x20..<0x7F:
      literal.unicodeScalars.append(UnicodeScalar(byte))
    default:
      literal += "\\" + paddedDigits(byte, radix: 8, width: 3)
    }
  }
  return literal + "\""
}

/// A string literal of Swift, in ASCII: no mark joins a delimiter, and none reorders the line.
func stringLiteralOfSwift(_ text: String) -> String {
  var literal = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": literal += "\\\(scalar)"
    case " "..."~": literal.unicodeScalars.append(scalar)
    default: literal += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return literal + "\""
}
