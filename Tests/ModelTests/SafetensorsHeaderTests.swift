@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidSystem
import TestSupport
import Testing

/// Headers that hold what the format does not have, or more of it than a file can need.
@Suite struct SafetensorsHeaderTests {
  private static func file(_ header: [UInt8], _ numbers: Int = 1) -> [UInt8] {
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    bytes += header
    return bytes + [UInt8](repeating: 0, count: 8 * numbers)
  }

  private static func file(_ header: String, _ numbers: Int = 1) -> [UInt8] {
    file(Array(header.utf8), numbers)
  }

  private func refusal(_ header: String, _ numbers: Int = 1) throws -> FileError {
    try #require(throws: FileError.self) {
      _ = try SafetensorsFile(decoding: Self.file(header, numbers), path: "m")
    }
  }

  private static let tensor = #""dtype":"F64","shape":[1],"data_offsets":[0,8]"#

  @Test func whatTheFormatHasIsRead() throws {
    let header = #" "a":{\#(Self.tensor)},"__metadata__":{"k":"v","u":"\u00fc\n"}"#
    let file = try SafetensorsFile(decoding: Self.file("{\(header)}  \n"), path: "m")
    #expect(file.tensors == ["a": .init(shape: [1], values: [0])])
    #expect(file.metadata == ["k": "v", "u": "ü\n"])
  }

  @Test(arguments: [
    (#"{"a":{\#(tensor)},"a":{\#(tensor)}}"#, "each key once", "'a' a second time"),
    (#"{"a":{"dtype":"F64",\#(tensor)}}"#, "each key once", "'dtype' a second time"),
    (#"{"a":{\#(tensor),"shape":[1]}}"#, "at most 3 keys", "another"),
    (#"{"a":{\#(tensor)},"__metadata__":{"k":"v","k":"w"}}"#, "each key once", "'k' a second"),
    (#"{"__metadata__":{},"a":{\#(tensor)},"__metadata__":{}}"#, "each key once", "a second time"),
    (#"{"a":{"dtype":"F64","shape":[[1]],"data_offsets":[0,8]}}"#, "a whole number", "'['"),
    (#"{"a":{"dtype":{},"shape":[1],"data_offsets":[0,8]}}"#, "'\"'", "'{'"),
    (#"{"a":{"dtype":"F64","shape":[1.5],"data_offsets":[0,8]}}"#, "']'", "'.'"),
    (#"{"a":{"dtype":"F64","shape":[1],"offsets":[0,8]}}"#, "data_offsets", "'offsets'"),
    (#"{"a":{"dtype":"F64","shape":[1]}}"#, "data_offsets of tensor a", "the end of it"),
    (#"{"a":[]}"#, "'{'", "'['"),
    (#"{"__metadata__":{"k":["v"]}}"#, "'\"'", "'['"),
    (#"{"__metadata__":{"k":{"v":"w"}}}"#, "'\"'", "'{'"),
    (#"{"a":{\#(tensor)}} {}"#, "the end", "'{'"),
    (
      #"{"a":{"dtype":"F64","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,8]}}"#,
      "at most 8 dimensions", "more"
    ),
    (#"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8,8]}}"#, "at most 2 offsets", "more"),
    (
      #"{"a":{"dtype":"F64","shape":[99999999999999999999],"data_offsets":[0,8]}}"#,
      "a whole number of 64 bits", "'9'"
    ),
  ])
  func whatTheFormatDoesNotHaveIsRefused(header: String, expected: String, found: String) throws {
    let error = try refusal(header)
    #expect(error.path == "m" && !error.remedy.isEmpty)
    #expect(error.found.contains("not safetensors JSON"), "\(error)")
    #expect(error.found.contains("expected \(expected)") || error.found.contains(expected))
    #expect(error.found.contains(found), "\(error)")
  }

  /// They would each be a copy of all there is.
  @Test func tensorsThatShareBytesAreRefusedBeforeAnyIsCopied() throws {
    let many = (0..<20_000).map {
      #""\#($0)":{"dtype":"F64","shape":[100000],"data_offsets":[0,800000]}"#
    }
    let error = try refusal("{\(many.joined(separator: ","))}", 100_000)
    #expect(error.expected.contains("without gap or overlap"))
  }

  @Test func theHeaderIsNoLongerThanItsTensorsNeed() throws {
    let most = SafetensorsHeader.mostBytes(data: 8)
    #expect(most == 16 << 20 + 512)
    let header = Array("{\"a\":{\(Self.tensor)}}".utf8)
    let padding = [UInt8](repeating: 0x20, count: most - header.count)
    _ = try SafetensorsFile(decoding: Self.file(header + padding), path: "m")
    let error = #expect(throws: FileError.self) {
      _ = try SafetensorsFile(decoding: Self.file(header + padding + [0x20]), path: "m")
    }
    #expect(error?.expected == "a header of at most \(most) bytes for 8 bytes of tensors")
    #expect(error?.found == "one of \(most + 1) bytes")
    // Text goes with numbers, up to what the format allows.
    #expect(SafetensorsHeader.mostBytes(data: 1 << 20) == 80 << 20)
    #expect(SafetensorsHeader.mostBytes(data: .max) == 100_000_000)
  }

  /// A model that was trained is never written in a form that is not read.
  @Test func whatWouldNotBeReadIsNotWritten() throws {
    let name = String(repeating: "n", count: 17 << 20)
    let file = SafetensorsFile(
      tensors: ["a": .init(shape: [1], values: [1])], metadata: ["k": name])
    let error = #expect(throws: FileError.self) { _ = try file.encoded() }
    #expect(error?.expected.contains("bytes of names and text") == true)
    let few = SafetensorsFile(
      tensors: ["a": .init(shape: [1], values: [1])],
      metadata: ["k": String(name.prefix(1 << 20))])
    let again = try SafetensorsFile(decoding: few.encoded(), path: "m")
    let same = again == few
    #expect(same)
  }

  /// A message that shows what it found is none of megabytes.
  @Test func longNamesAreCutInMessages() throws {
    let name = String(repeating: "n\u{301}", count: 100_000)
    for header in [
      #"{"\#(name)":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"\#(name)","shape":[1],"data_offsets":[0,8]}}"#,
      #"{"a":{"\#(name)":1}}"#,
    ] {
      let message = try refusal(header).description
      #expect(message.utf8.count < 1000)
    }
  }

  struct Shape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let header: @Sendable (Int) -> [UInt8]
  }

  private static func run(_ text: String, _ count: Int) -> [UInt8] {
    let unit = Array(text.utf8)
    return (0..<count / unit.count).flatMap { _ in unit }
  }

  @Test(arguments: [
    Shape(testDescription: "a long shape") {
      Array(#"{"a":{"dtype":"F64","shape":["#.utf8) + run("1,", $0)
    },
    Shape(testDescription: "a long number") {
      Array(#"{"a":{"dtype":"F64","shape":["#.utf8) + run("1", $0)
    },
    Shape(testDescription: "a long text") { Array(#"{"__metadata__":{"k":""#.utf8) + run("y", $0) },
    Shape(testDescription: "escapes") { Array(#"{"__metadata__":{"k":""#.utf8) + run(#"\n"#, $0) },
    Shape(testDescription: "a name of marks on one letter") {
      Array("{\"a".utf8) + run("\u{301}\u{323}", $0) + Array("\":{}}".utf8)
    },
    Shape(testDescription: "spaces") { Array("{".utf8) + run(" ", $0) },
    Shape(testDescription: "deep nesting") { Array("{\"a\":".utf8) + run("{\"a\":", $0) },
    Shape(testDescription: "much metadata") { count in
      Array(#"{"__metadata__":{"#.utf8)
        + (0..<count / 16).flatMap { Array(#""key \#($0)":"v","#.utf8) }
    },
    Shape(testDescription: "many tensors") { count in
      let tensors = (0..<count / 64).map {
        #""\#($0)":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}"#
      }
      return Array("{\(tensors.joined(separator: ","))}".utf8)
    },
  ])
  func timeGrowsWithTheHeader(_ shape: Shape) throws {
    let ratio = try Growth.ratio(of: 8 << 10, input: { Self.file(shape.header($0)) }) { bytes in
      do { _ = try SafetensorsFile(decoding: bytes, path: "m") } catch is FileError {}
    }
    #expect(ratio < Growth.most, "\(shape.testDescription)")
  }

  /// The texts of a model's own are JSON too.
  @Test(arguments: [
    ("classes", "[[[["), ("classes", "[1,1,1,"), ("classes", "{\"a\":"), ("inputs", "{\"a\":"),
    ("inputs", "{\"a\":[[[["),
  ])
  func timeGrowsWithTheTexts(key: String, text: String) throws {
    func model(_ count: Int) throws -> [UInt8] {
      let long = String(decoding: Self.run(text, count), as: UTF8.self)
      var metadata = [
        "kind": "sigmoid logistic regression", "version": "1", "inputScale": "1",
        "classes": #"[{"name":"a"},{"name":"b","labels":["b"]}]"#,
      ]
      metadata[key] = long
      return try SafetensorsFile(
        tensors: [
          "weights": .init(shape: [1, 1], values: [1]),
          "intercepts": .init(shape: [1], values: [1]),
        ], metadata: metadata
      ).encoded()
    }
    let ratio = try Growth.ratio(of: 8 << 10, input: model) { bytes in
      #expect(throws: FileError.self) { _ = try LogisticModel(decoding: bytes, path: "m") }
    }
    #expect(ratio < Growth.most)
  }
}
