import SigmoidExamples
import SigmoidSystem

/// What a text is, as its first lines tell.
struct TextKind {
  let format: DataFormat

  /// As many lines as are looked at for LIBSVM.
  private static let lines = 8

  /// - Parameters:
  ///   - text: the beginning, in UTF-8.
  ///   - isWhole: nothing follows it.
  init(_ text: [UInt8], isWhole: Bool) {
    format =
      Self.isJSON(text)
      ? .jsonl : Self.isARFF(text) ? .arff : Self.isLIBSVM(text, isWhole) ? .libsvm : .csv
  }

  /// An object, or a list that begins with one.
  private static func isJSON(_ text: [UInt8]) -> Bool {
    let marks = text.lazy.filter { !isBlank($0) }.prefix(2)
    switch marks.first {
    case UInt8(ascii: "{"): return marks.dropFirst().first.map { $0 == 0x22 || $0 == 0x7D } ?? false
    case UInt8(ascii: "["): return marks.dropFirst().first == UInt8(ascii: "{")
    default: return false
    }
  }

  /// `@relation`, `@attribute` or `@data` behind comments.
  private static func isARFF(_ text: [UInt8]) -> Bool {
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let first = line.first(where: { !isBlank($0) }), first != UInt8(ascii: "%") else {
        continue
      }
      let word = line.drop(while: isBlank).prefix { !isBlank($0) }
      return ["@relation", "@attribute", "@data"].contains(
        String(decoding: word.prefix(16), as: UTF8.self).lowercased())
    }
    return false
  }

  /// Lines of a label and `index:value`, one at least with such a pair.
  private static func isLIBSVM(_ text: [UInt8], _ isWhole: Bool) -> Bool {
    let lines = text.split(separator: UInt8(ascii: "\n"), maxSplits: Self.lines + 1)
    let isCut = !isWhole || lines.count > Self.lines
    // A line that is cut may end in the middle of a number.
    let whole = isCut && lines.count > 1 ? lines.dropLast() : lines[...]
    var hasPair = false
    for line in whole {
      let words = line.prefix { $0 != UInt8(ascii: "#") }.split(whereSeparator: isBlank)
      guard let label = words.first else { continue }
      guard !label.contains(UInt8(ascii: ":")) else { return false }
      var pairs = words.dropFirst()
      if isCut, whole.count == 1 { pairs = pairs.dropLast() }
      guard pairs.allSatisfy(isPair) else { return false }
      if !pairs.isEmpty { hasPair = true }
    }
    return hasPair
  }

  private static func isPair(_ word: ArraySlice<UInt8>) -> Bool {
    let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return false }
    let isIndex = parts[0].allSatisfy { (0x30...0x39).contains($0) }
    let value = Array(parts[1])
    return (isIndex || parts[0].elementsEqual("qid".utf8))
      && DecimalNumber(value.span, 0..<value.count) != nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
