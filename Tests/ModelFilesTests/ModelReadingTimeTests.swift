@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

/// Hostile models take every reader time in proportion to their length.
@Suite struct ModelReadingTimeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let format: ModelFormat
    var size = 8 << 10
    let input: @Sendable (Int) throws -> [UInt8]
  }

  @Test(arguments: json + onnx + npz)
  func timeGrowsWithTheInput(_ reading: Case) throws {
    let ratio = try Growth.ratio(of: reading.size, input: reading.input) { bytes in
      do { _ = try reading.format.decode(bytes, path: "m") } catch is FileError {}
    }
    #expect(ratio < Growth.most, "\(reading.testDescription)")
  }

  private static func run(_ text: String, _ count: Int) -> [UInt8] {
    let unit = Array(text.utf8)
    return (0..<count / unit.count).flatMap { _ in unit }
  }

  private static let json: [Case] = texts.map { name, text in
    Case(testDescription: "JSON, \(name)", format: .json, input: text)
  }

  private static let texts: [(String, @Sendable (Int) -> [UInt8])] = [
    ("deep nesting of lists", { Array("{\"a\":".utf8) + run("[", $0) }),
    ("deep nesting of objects", { Array("{\"a\":".utf8) + run("{\"a\":", $0) }),
    ("lists side by side", { Array("{\"a\":[[]".utf8) + run(",[]", $0) }),
    ("a long text", { Array("{\"a\":\"".utf8) + run("y", $0) }),
    (
      "a key of marks on one letter",
      { Array("{\"a".utf8) + run("\u{301}\u{323}", $0) + Array("\":1}".utf8) }
    ),
    ("escapes", { Array("{\"a\":\"".utf8) + run("\\\"", $0) }),
    ("pairs of surrogates", { Array("{\"a\":\"".utf8) + run("\\ud83d\\ude00", $0) }),
    ("a long number", { Array("{\"a\":1".utf8) + run("7", $0) + Array("}".utf8) }),
    ("a long fraction", { Array("{\"a\":0.".utf8) + run("3", $0) + Array("}".utf8) }),
    ("words", { Array("{\"a\":[null".utf8) + run(",null", $0) }),
    ("spaces", { Array("{".utf8) + run(" ", $0) }),
    ("weights", { Array("{\"weights\":[[1".utf8) + run(",0.5", $0) }),
    ("rows of no weights", { Array("{\"weights\":[[]".utf8) + run(",[]", $0) }),
    ("classes", { Array("{\"classes\":[{\"name\":\"a\"}".utf8) + run(",{\"name\":\"a\"}", $0) }),
    (
      "facts of the training",
      { count in
        Array("{\"training\":{\"a\":\"b\"".utf8)
          + (0..<count / 16).flatMap { Array(",\"key \($0)\":\"v\"".utf8) }
      }
    ),
    (
      "many keys",
      { count in Array("{\"a\":1".utf8) + (0..<count / 16).flatMap { Array(",\"k\($0)\":1".utf8) } }
    ),
  ]

  // MARK: ONNX

  private static let onnx: [Case] = [
    Case(testDescription: "ONNX, empty fields", format: .onnx) { run("\u{32}\u{0}", $0) },
    Case(testDescription: "ONNX, deep nesting", format: .onnx) { count in
      var writer = ProtobufWriter()
      for _ in 0..<count / 64 {
        let inner = writer.bytes
        writer = ProtobufWriter()
        writer.bytes(7, inner)
      }
      return writer.bytes
    },
    Case(testDescription: "ONNX, metadata", format: .onnx) { count in
      var model = ProtobufWriter()
      for index in 0..<count / 16 {
        model.message(14) {
          $0.text(1, "key \(index)")
          $0.text(2, "value")
        }
      }
      return model.bytes
    },
    Case(testDescription: "ONNX, weights and nodes that ask for them", format: .onnx) { count in
      graph(nodes: min(900, count / 64), features: count / 8)
    },
    Case(testDescription: "ONNX, labels and nodes that choose them", format: .onnx) { count in
      choices(nodes: min(900, count / 64), labels: count / 8)
    },
  ]

  /// A classifier of two classes, and nodes that each need to know whether its columns are ±z.
  private static func graph(nodes: Int, features: Int) -> [UInt8] {
    let weights = [Double](repeating: 1, count: features)
    var fixture = ONNXFixture()
    fixture.coefficients = weights.map { -$0 } + weights
    fixture.width = Int64(features)
    fixture.more = (0..<nodes).map { ("Normalizer", "p", "n\($0)", [("norm", .text("L1"))]) }
    return fixture.bytes
  }

  /// Nodes that each take all labels, of scores that every class has one of.
  private static func choices(nodes: Int, labels: Int) -> [UInt8] {
    var fixture = ONNXFixture()
    fixture.labels = .integers((0..<labels).map(Int64.init))
    fixture.coefficients = [Double](repeating: 1, count: labels)
    fixture.intercepts = fixture.coefficients
    fixture.width = 1
    fixture.choices = nodes
    return fixture.bytes
  }

  // MARK: NPZ

  private static let npz: [Case] = [
    Case(testDescription: "NPZ, metadata of deep nesting", format: .npz) { count in
      try archive(metadata: String(repeating: "{\"a\":", count: count / 5))
    },
    Case(testDescription: "NPZ, metadata of classes", format: .npz) { count in
      let classes = String(repeating: "{\"name\":\"a\"},", count: count / 13)
      return try archive(metadata: "{\"classes\":[\(classes)")
    },
  ]

  private static func archive(metadata: String) throws -> [UInt8] {
    var archive = NPZWriter()
    archive.add(numbers: [1], shape: [1, 1], named: "weights")
    archive.add(numbers: [1], named: "intercepts")
    try archive.add(strings: [metadata], named: "metadata")
    return archive.bytes
  }
}
