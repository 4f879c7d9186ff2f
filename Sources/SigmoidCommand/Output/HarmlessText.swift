import SigmoidSystem

extension String {
  /// The text with control characters written out, as `\x1b`, but for the ends of lines and tabs: what
  /// labels, columns and names of files say is data, and must not command a terminal. So are the
  /// characters that turn the direction of writing, which would show a text as another.
  var harmless: String {
    replacingCommands { code in
      let digits = paddedDigits(code, radix: 16, width: 2)
      return code < 0x100 ? "\\x" + digits : "\\u{\(digits)}"
    }
  }

  /// The same of JSON, which means what it meant: as `\u009b`.
  var harmlessJSON: String { replacingCommands(by: jsonEscape) }

  private func replacingCommands(by written: (UInt32) -> String) -> String {
    guard unicodeScalars.contains(where: \.isCommand) else { return self }
    var result = UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.isCommand {
        result.append(contentsOf: written(scalar.value).unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  /// Whether a terminal takes it for a command.
  fileprivate var isCommand: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
