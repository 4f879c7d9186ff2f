/// A string as JSON writes it.
package func jsonString(_ text: String) -> String {
  var literal = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": literal += "\\\(scalar)"
    case "\n": literal += "\\n"
    case "\0"..."\u{1F}", "\u{7F}": literal += jsonEscape(scalar.value)
    default: literal.unicodeScalars.append(scalar)
    }
  }
  return literal + "\""
}

/// A UTF-16 code unit as JSON writes it where it may not, or had better not, stand itself: `\u009b`.
package func jsonEscape(_ code: UInt32) -> String {
  "\\u" + paddedDigits(code, radix: 16, width: 4)
}
