import SigmoidExamples
import SigmoidSystem

/// Makes UTF-8 of a text in another encoding, and drops its byte order mark.
///
/// UTF-16 and UTF-32 are told by a byte order mark, and UTF-16 also by its beginning. Any other text is
/// UTF-8, unless the first character that is not ASCII shows that it is not; then it is Windows-1252,
/// which is Latin-1 with more characters. A text that is UTF-8 there and not further on is damaged, and
/// left to its reader.
final class TextDecoder: TextTranscoder {
  private enum State {
    case beginning
    /// No other bytes so far.
    case ascii
    case utf8
    case converted(CharacterConversion)
  }

  /// What was guessed, for a person.
  private(set) var notes: [String] = []
  private let path: String
  private var state = State.beginning
  /// Bytes of the file that were taken as ASCII.
  private var plain = 0
  /// Whether a byte order mark may stand at the beginning of what was converted.
  private var mayHaveMark = false

  static let windows = "WINDOWS-1252"

  /// - Parameter encoding: iconv's name; nil for what the bytes tell.
  init(path: String, encoding: String? = nil) throws(FileError) {
    self.path = path
    if let encoding {
      state = .converted(
        try CharacterConversion(from: encoding, path: path, expected: "text in \(encoding)"))
    }
    mayHaveMark = encoding != nil
  }

  /// Whether a whole text is UTF-8 already, but for a byte order mark. Takes nothing.
  func keeps(_ bytes: UnsafeRawBufferPointer) throws(FileError) -> Bool {
    guard case .beginning = state else { return false }
    try ForeignFormat.refuse(bytes, path: path)
    switch TextEncoding(beginning: bytes, isWhole: true) {
    case .utf8: return true
    case .wide: return false
    case .ascii, nil:
      if case .other = NonASCII(in: bytes, isWhole: true) { return false }
      return true
    }
  }

  /// Whether these bytes, which come next, are text as it is to be; then they count as taken.
  func passes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch state {
    case .utf8: return true
    case .ascii:
      guard NonASCII.first(in: bytes) == nil else { return false }
      plain += bytes.count
      return true
    case .beginning, .converted: return false
    }
  }

  func take(
    _ text: [UInt8], isLast: Bool, into output: inout [UInt8]
  ) throws(FileError) -> Int {
    var taken = 0
    if case .beginning = state {
      guard isLast || !text.isEmpty else { return 0 }
      guard let start = try begin(text, isLast) else { return 0 }
      taken = start
    }
    if case .ascii = state {
      let rest = text.span.extracting(taken...)
      let held = output.count
      let found = rest.withUnsafeBytes { NonASCII(in: $0, isWhole: isLast) }
      switch found {
      case .none: output += text[taken...]
      case .cut(let place), .other(let place), .utf8(let place):
        output += text[taken..<taken + place]
        taken += place
      }
      plain += output.count - held
      switch found {
      case .none: return text.count
      case .cut: return taken
      case .utf8: state = .utf8
      case .other:
        notes.append("read as \(Self.windows) (Latin-1), since it is not UTF-8")
        state = .converted(
          try CharacterConversion(
            from: Self.windows, path: path, expected: "text in UTF-8 or \(Self.windows)",
            before: plain))
      }
    }
    switch state {
    case .beginning, .ascii: return taken
    case .utf8:
      output += text[taken...]
      return text.count
    case .converted(let conversion):
      let start = output.count
      let end = try conversion.convert(text, from: taken, isLast: isLast, into: &output)
      dropMark(&output, from: start)
      return end
    }
  }

  /// Tells the encoding.
  /// - Returns: where the text begins; nil when there are too few bytes to tell.
  private func begin(_ text: [UInt8], _ isLast: Bool) throws(FileError) -> Int? {
    guard isLast || !ForeignFormat.mayBegin(with: text) else { return nil }
    try text.span.withUnsafeBytes { bytes throws(FileError) in
      try ForeignFormat.refuse(bytes, path: path)
    }
    let encoding = text.withUnsafeBytes { TextEncoding(beginning: $0, isWhole: isLast) }
    switch encoding {
    case nil: return nil
    case .ascii: state = .ascii
    case .utf8:
      state = .utf8
      return CSVQuoting.byteOrderMark.count
    case .wide(let name, let isGuess):
      if isGuess {
        notes.append("read as \(name), since every second byte of its beginning is zero")
      }
      mayHaveMark = true
      state = .converted(
        try CharacterConversion(from: name, path: path, expected: "text in \(name)"))
    }
    return 0
  }

  private func dropMark(_ output: inout [UInt8], from start: Int) {
    guard mayHaveMark, output.count > start else { return }
    mayHaveMark = false
    let mark = CSVQuoting.byteOrderMark
    if output[start...].starts(with: mark) { output.removeSubrange(start..<start + mark.count) }
  }
}
