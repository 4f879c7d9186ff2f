import SigmoidExamples
import SigmoidSystem

/// Makes CSV of flat JSON objects, one a row: JSON Lines, or an array of objects (RFC 8259).
///
/// The keys of the first object are the header. Those that follow may have them in any order and lack
/// some, whose cells are empty, as those of `null` are. Numbers stay as they are written; strings are
/// quoted. An object begins in the line of its row where the header leaves room for that: one line
/// further down if the first object begins in line 1.
final class JSONRecords: TableTranscoder {
  /// What may come next, outside an object.
  private enum Expectation {
    case anything
    /// Of JSON Lines, after at least one.
    case object
    case firstElement, element, commaOrEnd
    case nothing
  }

  private let path: String
  private var expectation = Expectation.anything
  private var row: JSONRow?
  /// Of the next byte that is looked at.
  private var line = 1
  /// Lines that were written.
  private var written = 0
  /// Bytes of the text that were looked at.
  private var searched = 0
  /// The object that has begun and not ended.
  private var object: (start: Int, line: Int)?
  private var isInString = false
  private var isEscaped = false

  /// Of one object.
  private static let mostBytes = 64 << 20

  init(path: String) { self.path = path }

  func take(
    _ text: [UInt8], isLast: Bool, into output: inout [UInt8]
  ) throws(FileError) -> Int {
    while searched < text.count {
      if object != nil {
        try searchObject(text, into: &output)
      } else {
        try searchBetween(text)
      }
    }
    let taken = isLast ? text.count : object?.start ?? text.count
    if let object {
      guard !isLast else { throw try unfinished(text, object) }
      guard text.count - object.start <= Self.mostBytes else {
        throw refused("objects of at most \(Self.mostBytes) bytes", "a longer one", object.line)
      }
      self.object = (0, object.line)
    }
    searched -= taken
    if isLast { try end() }
    return taken
  }

  private func end() throws(FileError) {
    switch expectation {
    case .object, .nothing:
      guard row != nil else { throw refused("at least one object", "none", line) }
    case .anything: throw refused("at least one object", "none", line)
    default: throw refused("the ] of the array", "the end of the file", line)
    }
  }

  /// Up to an object, or what stands between two.
  private func searchBetween(_ text: [UInt8]) throws(FileError) {
    let byte = text[searched]
    switch (byte, expectation) {
    case (UInt8(ascii: "\n"), _): line += 1
    case (UInt8(ascii: " "), _), (UInt8(ascii: "\t"), _), (UInt8(ascii: "\r"), _): break
    case (UInt8(ascii: "{"), .anything), (UInt8(ascii: "{"), .object):
      object = (searched, line)
      expectation = .object
    case (UInt8(ascii: "{"), .firstElement), (UInt8(ascii: "{"), .element):
      object = (searched, line)
      expectation = .commaOrEnd
    case (UInt8(ascii: "["), .anything): expectation = .firstElement
    case (UInt8(ascii: "]"), .firstElement), (UInt8(ascii: "]"), .commaOrEnd):
      expectation = .nothing
    case (UInt8(ascii: ","), .commaOrEnd): expectation = .element
    default:
      var scanner = JSONScanner(
        text, searched..<text.count, path: path, remedy: JSONRow.remedy, line: line)
      switch expectation {
      case .commaOrEnd: throw scanner.refused(expected: "a comma or ] between the objects")
      case .nothing: try scanner.end()
      default: throw scanner.refused(expected: "an object, in braces")
      }
    }
    searched += 1
  }

  /// On to the object's end.
  private func searchObject(
    _ text: [UInt8], into output: inout [UInt8]
  ) throws(FileError) {
    guard let object else { return }
    var position = max(searched, object.start + 1)
    defer { searched = position }
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      // What an object may not hold ends it too: its reader says so.
      case UInt8(ascii: "}"), UInt8(ascii: "{"), UInt8(ascii: "["):
        self.object = nil
        try write(text, object.start..<position, object.line, into: &output)
        return
      default: break
      }
    }
  }

  private func write(
    _ text: [UInt8], _ range: Range<Int>, _ line: Int, into output: inout [UInt8]
  ) throws(FileError) {
    var row: JSONRow
    if let known = self.row {
      row = known
      self.row = nil
    } else {
      row = try JSONRow(text, range, path: path, line: line)
      row.writeHeader(to: &output)
      written += 1
    }
    while written + 1 < line {
      output.append(UInt8(ascii: "\n"))
      written += 1
    }
    try row.write(text, range, line: line, to: &output)
    written += 1
    self.row = row
  }

  /// The reader of objects says what is wrong with one that is cut.
  private func unfinished(
    _ text: [UInt8], _ object: (start: Int, line: Int)
  ) throws(FileError) -> FileError {
    _ = try JSONRow(text, object.start..<text.count, path: path, line: object.line)
    return refused("the } of the object", "the end of the file", object.line)
  }

  private func refused(_ expected: String, _ found: String, _ line: Int) -> FileError {
    FileError(
      path: path, expected: expected, found: "\(found) in line \(line)", remedy: JSONRow.remedy)
  }
}
