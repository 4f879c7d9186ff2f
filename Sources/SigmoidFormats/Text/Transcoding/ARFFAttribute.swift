import SigmoidExamples
import SigmoidSystem

/// A column of ARFF.
struct ARFFAttribute {
  let name: String
  /// Those that a nominal attribute may have; nil of any other.
  let values: Set<[UInt8]>?

  /// - Parameter words: what stands behind `@attribute`.
  init(_ words: inout ARFFWords) throws(ARFFFault) {
    guard let name = try words.text(until: "{").flatMap({ FileText.string($0) }), !name.isEmpty
    else { throw ARFFFault(expected: "the name of an attribute", found: "none") }
    self.name = name
    if words.take("{") {
      values = try words.list()
      return
    }
    values = nil
    let type = words.word()?.lowercased() ?? ""
    guard ["numeric", "real", "integer", "string", "date"].contains(type) else {
      throw ARFFFault(
        expected: "numeric, real, integer, string, date or {values} for '\(FileError.shown(name))'",
        found: type.isEmpty ? "none" : "'\(FileError.shown(type))'")
    }
  }

  /// Appends the cell of a value.
  func write(
    _ value: ArraySlice<UInt8>, isQuoted: Bool, to output: inout [UInt8]
  ) throws(ARFFFault) {
    if !isQuoted, value.elementsEqual([UInt8(ascii: "?")]) {
      output += value
      return
    }
    if let values, !values.contains(Array(value)) {
      let shown = CSVFault.quoted(Array(value).span, 0..<value.count)
      throw ARFFFault(
        expected: "a declared value of '\(FileError.shown(name))'",
        found: value.isEmpty ? "an empty one" : shown)
    }
    if values == nil, !isQuoted, value.allSatisfy(Self.isPlain) {
      output += value
    } else {
      CSVQuoting.append(value, to: &output)
    }
  }

  /// Bytes of numbers.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
