import SigmoidExamples
import SigmoidSystem

/// Makes CSV of ARFF, Weka's tables in text (Attribute-Relation File Format, "ARFF (stable version)").
///
/// The names of the attributes are the header, and `?` stays a missing value. Values keep their lines, so
/// that what is wrong with one is found where it stands. Values of nominal attributes that were not
/// declared are refused, and so are sparse rows, weights of rows, and relational attributes.
final class ARFFTable: TableTranscoder {
  private let path: String
  private var attributes: [ARFFAttribute] = []
  private var isInData = false
  /// Of the next line.
  private var line = 1
  /// Bytes of the text in which line ends were looked for.
  private var searched = 0

  /// Of one line.
  private static let mostBytes = 64 << 20

  init(path: String) { self.path = path }

  var declaredCategorical: [String] { attributes.filter { $0.values != nil }.map(\.name) }

  func take(
    _ text: [UInt8], isLast: Bool, into output: inout [UInt8]
  ) throws(FileError) -> Int {
    var start = 0
    while let end = text[searched...].firstIndex(of: UInt8(ascii: "\n")) {
      try takeLine(text[start..<end], into: &output)
      (start, searched) = (end + 1, end + 1)
    }
    guard isLast else {
      guard text.count - start <= Self.mostBytes else {
        throw refused("lines of at most \(Self.mostBytes) bytes", "a longer one")
      }
      searched = text.count - start
      return start
    }
    if start < text.count { try takeLine(text[start...], into: &output) }
    guard isInData else { throw refused("@data before the rows", "the end of the file") }
    return text.count
  }

  private func takeLine(
    _ text: ArraySlice<UInt8>, into output: inout [UInt8]
  ) throws(FileError) {
    var words = ARFFWords(text)
    if isInData {
      try writeRow(&words, to: &output)
    } else {
      try declare(&words)
      if isInData { try writeHeader(to: &output) }
    }
    line += 1
  }

  private func declare(_ words: inout ARFFWords) throws(FileError) {
    guard !words.isAtEnd else { return }
    guard let keyword = words.word()?.lowercased(), keyword.hasPrefix("@") else {
      throw refused("@relation, @attribute or @data", "something else")
    }
    switch keyword {
    case "@relation": return
    case "@data": isInData = true
    case "@attribute":
      do throws(ARFFFault) {
        attributes.append(try ARFFAttribute(&words))
      } catch {
        throw refused(error)
      }
    default:
      throw refused("@relation, @attribute or @data", "'\(FileError.shown(keyword))'")
    }
  }

  /// The header, and the lines that keep the rows in theirs.
  private func writeHeader(to output: inout [UInt8]) throws(FileError) {
    guard !attributes.isEmpty else { throw refused("an @attribute before @data", "none") }
    var names: Set<String> = []
    for (column, attribute) in attributes.enumerated() {
      guard names.insert(attribute.name).inserted else {
        throw refused(
          "attributes of different names", "two of '\(FileError.shown(attribute.name))' before")
      }
      if column > 0 { output.append(UInt8(ascii: ",")) }
      CSVQuoting.append(attribute.name.utf8, to: &output)
    }
    output += [UInt8](repeating: UInt8(ascii: "\n"), count: line)
  }

  private func writeRow(
    _ words: inout ARFFWords, to output: inout [UInt8]
  ) throws(FileError) {
    var column = 0
    do throws(ARFFFault) {
      try words.values { (value, isQuoted) throws(ARFFFault) in
        if column > 0 { output.append(UInt8(ascii: ",")) }
        guard column < attributes.count else {
          throw ARFFFault(
            expected: "\(attributes.count) values, one an attribute", found: "more")
        }
        try attributes[column].write(value, isQuoted: isQuoted, to: &output)
        column += 1
      }
    } catch {
      throw refused(error)
    }
    guard column == 0 || column == attributes.count else {
      throw refused("\(attributes.count) values, one an attribute", "\(column)")
    }
    output.append(UInt8(ascii: "\n"))
  }

  private func refused(_ fault: ARFFFault) -> FileError { refused(fault.expected, fault.found) }

  private func refused(_ expected: String, _ found: String) -> FileError {
    FileError(
      path: path, expected: expected, found: "\(found) in line \(line)",
      remedy: "check that it is ARFF with a value for each attribute, or save it as CSV")
  }
}

/// What is wrong in a line of ARFF.
struct ARFFFault: Error {
  let expected: String
  let found: String
}
