/// The text of a file of `Resources`, without the newline at its end.
func embeddedText(_ bytes: [UInt8]) -> String {
  let endsInNewline = bytes.last == UInt8(ascii: "\n")
  return String(decoding: endsInNewline ? bytes.dropLast() : bytes[...], as: UTF8.self)
}
