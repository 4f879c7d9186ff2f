import SigmoidExamples
import SigmoidLinear

/// Walks over lines of a LIBSVM text; `LIBSVMText` tells the format.
struct LIBSVMParser {
  private let text: UnsafeRawBufferPointer
  private let firstIndex: Int
  private let features: Int
  private let elements: UnsafeMutableBufferPointer<SparseMatrix.Element>
  private let doubles: UnsafeMutableBufferPointer<Double>?
  private let keepsLongNumbers: Bool
  private var part = LIBSVMPart()
  /// Elements so far.
  private var count = 0
  private var position: Int
  private let end: Int

  /// - Parameters:
  ///   - range: whole lines of `text`.
  ///   - firstIndex: 0 or 1, the index of the first feature.
  ///   - features: how many there may be.
  ///   - elements: receives the elements that are not zero; has room for one for each colon.
  ///   - doubles: receives the value of each; without, the first that is no Float ends it.
  ///   - keepsLongNumbers: whether the part tells of numbers whose digits no double holds.
  static func parse(
    _ text: UnsafeRawBufferPointer, _ range: Range<Int>, firstIndex: Int, features: Int,
    into elements: UnsafeMutableBufferPointer<SparseMatrix.Element>,
    _ doubles: UnsafeMutableBufferPointer<Double>?, keepsLongNumbers: Bool
  ) throws(LIBSVMProblem) -> LIBSVMPart {
    var parser = LIBSVMParser(
      text: text, firstIndex: firstIndex, features: features, elements: elements,
      doubles: doubles, keepsLongNumbers: keepsLongNumbers, position: range.lowerBound,
      end: range.upperBound)
    while parser.position < parser.end, !parser.part.needsDoubles { try parser.parseLine() }
    return parser.part
  }

  private init(
    text: UnsafeRawBufferPointer, firstIndex: Int, features: Int,
    elements: UnsafeMutableBufferPointer<SparseMatrix.Element>,
    doubles: UnsafeMutableBufferPointer<Double>?, keepsLongNumbers: Bool, position: Int, end: Int
  ) {
    self.keepsLongNumbers = keepsLongNumbers
    self.text = text
    self.firstIndex = firstIndex
    self.features = features
    self.elements = elements
    self.doubles = doubles
    self.position = position
    self.end = end
  }

  /// One line, of an example or empty.
  private mutating func parseLine() throws(LIBSVMProblem) {
    skipByteOrderMark()
    skipBlanks()
    guard !endsLine() else { return }
    try parseLabel()
    skipBlanks()
    if text[position..<end].starts(with: "qid:".utf8) { try skipQuery() }
    var previous = -1
    while !endsLine() {
      let start = position
      let feature = try parseIndex(after: previous)
      guard position < end, text[position] == UInt8(ascii: ":") else {
        throw notAFeature(start)
      }
      position += 1
      let digits = position
      guard let value = LIBSVMNumber(text, at: &position, end: end),
        position == end || Self.endsToken(text[position])
      else { throw notAFeature(start) }
      guard value.float.isFinite else {
        throw refuse(start, "a value that a 32-bit float can hold", "scale the feature down")
      }
      previous = feature
      if keepsLongNumbers { keepIfLong(digits..<position, value.double, of: feature) }
      if value.double != 0 {
        elements[count] = SparseMatrix.Element(feature: Int32(feature), value: value.float)
        if let doubles {
          doubles[count] = value.double
        } else if !value.isFloat {
          part.needsDoubles = true
          return
        }
        count += 1
      }
      skipBlanks()
    }
    part.largestFeature = max(part.largestFeature, previous)
    part.ends.append(count)
  }

  /// Some editors write one at the beginning; of files that were joined it is at the beginning of a line.
  @inline(__always)
  private mutating func skipByteOrderMark() {
    guard position + 3 <= end, text[position] == 0xEF, text[position + 1] == 0xBB,
      text[position + 2] == 0xBF
    else { return }
    position += 3
  }

  private mutating func keepIfLong(_ digits: Range<Int>, _ value: Double, of feature: Int) {
    let bytes = text.assumingMemoryBound(to: UInt8.self).span
    guard let number = DecimalNumber(bytes, digits), !number.isHeld(by: value) else { return }
    part.longNumbers.append(example: part.ends.count, feature: feature, text[digits])
  }

  private mutating func parseLabel() throws(LIBSVMProblem) {
    let range = token(at: position)
    guard !text[range].contains(UInt8(ascii: ":")) else {
      throw refuse(
        position, "a label before the features", "begin each line with the label of the example")
    }
    do {
      try part.labels.append(text[range])
    } catch .notText {
      throw refuse(position, "a label in UTF-8 text", "check that this is the file you mean")
    } catch .severalLabels {
      throw refuse(
        position, "one label, without a comma",
        "read it as csv if it is a table; examples of several labels are not read")
    } catch {
      throw refuse(position, "a label", "leave out examples without one")
    }
    position = range.upperBound
  }

  /// The feature, from 0, of the index here.
  @inline(__always)
  private mutating func parseIndex(after previous: Int) throws(LIBSVMProblem) -> Int {
    let start = position
    var index = 0
    while position < end, case let digit = text[position] &- UInt8(ascii: "0"), digit <= 9 {
      // Far beyond any index it stays what it is.
      if index <= Int(Int32.max) { index = index * 10 + Int(digit) }
      position += 1
    }
    guard position > start else { throw notAFeature(start) }
    let feature = index - firstIndex
    guard feature > previous, feature < features else {
      throw badIndex(index, at: start, after: previous)
    }
    return feature
  }

  private mutating func skipQuery() throws(LIBSVMProblem) {
    let range = token(at: position)
    let digits = text[range].dropFirst("qid:".utf8.count)
    guard !digits.isEmpty, digits.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) else {
      throw refuse(
        position, "qid: and a whole number", "write the query as a number, or leave it out")
    }
    if part.queries == 0 { part.firstQuery = position }
    part.queries += 1
    position = range.upperBound
    skipBlanks()
  }

  /// Whether a line or a comment ends the example here; if so moves to the next line.
  @inline(__always)
  private mutating func endsLine() -> Bool {
    guard position < end else { return true }
    let byte = text[position]
    guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "#") else { return false }
    while position < end, text[position] != UInt8(ascii: "\n") { position += 1 }
    position = min(position + 1, end)
    return true
  }

  @inline(__always)
  private mutating func skipBlanks() {
    while position < end, Self.isBlank(text[position]) { position += 1 }
  }

  /// From `start` up to a blank, a comment or the end of the line.
  private func token(at start: Int) -> Range<Int> {
    var tokenEnd = start
    while tokenEnd < end, !Self.endsToken(text[tokenEnd]) { tokenEnd += 1 }
    return start..<tokenEnd
  }

  /// Carriage return: of the line ends of Windows.
  @inline(__always)
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  @inline(__always)
  private static func endsToken(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "#")
  }

  private func notAFeature(_ offset: Int) -> LIBSVMProblem {
    refuse(
      offset, "index:value, a whole and a decimal number",
      "write each feature as its index, a colon and its value, without spaces between them")
  }

  private func badIndex(_ index: Int, at offset: Int, after previous: Int) -> LIBSVMProblem {
    if index < firstIndex {
      return LIBSVMProblem(
        offset: offset, expected: "indices from 1", found: "index 0",
        remedy: "if its indices count from 0, read it as zero-based")
    }
    if index - firstIndex <= previous {
      return LIBSVMProblem(
        offset: offset, expected: "ascending indices, each once in an example",
        found: "\(index) after \(previous + firstIndex)", remedy: "sort the features of each line")
    }
    return refuse(
      offset, "indices up to \(features - 1 + firstIndex)",
      "check the number of features asked for, and the file")
  }

  /// A problem with the token at `offset`, of which the beginning is shown.
  private func refuse(_ offset: Int, _ expected: String, _ remedy: String) -> LIBSVMProblem {
    let range = token(at: offset)
    let shown = String(decoding: text[range].prefix(40), as: UTF8.self)
    let visible = shown.unicodeScalars.map { LIBSVMLabels.isControl($0) ? "\u{FFFD}" : String($0) }
    return LIBSVMProblem(
      offset: offset, expected: expected,
      found: visible.joined() + (range.count > 40 ? "…" : ""), remedy: remedy)
  }
}
