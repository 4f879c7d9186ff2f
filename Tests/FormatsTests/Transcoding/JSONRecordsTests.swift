@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct JSONRecordsTests {
  private let form = TextForm(notation: .jsonLines)

  private func read(_ text: String) throws -> String {
    try TranscodedText.read(Array(text.utf8), form)
  }

  private func refusal(_ text: String) -> FileError? {
    TranscodedText.refusal(Array(text.utf8), form)
  }

  @Test func objectsAreRows() throws {
    let text = """
      {"a": 1, "b": "x", "label": true}
      {"b": "say \\"hi\\", \\u00e9", "label": false, "a": -1.50e-3}

      {"label": null, "a": 12345678901234567890123}

      """
    let expected = """
      "a","b","label"
      1,"x",true
      -1.50e-3,"say ""hi"", é",false
      12345678901234567890123,,

      """
    #expect(try read(text) == expected)
    #expect(try read(text.replacing("\n", with: "\r\n")) == expected)
    #expect(try read("\u{FEFF}" + text) == expected)
  }

  @Test func anArrayIsTheSame() throws {
    #expect(try read(#"[{"a":1},{"a":2}]"#) == "\"a\"\n1\n2\n")
    // Each row in the line in which its object begins.
    #expect(
      try read("[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": \"}{\"\n  }\n]\n")
        == "\"a\"\n1\n\n\n\"}{\"\n")
  }

  @Test func onlyCellsMayBeMissing() throws {
    // An empty line would be no row.
    #expect(try read("{\"a\":1}\n{}\n{\"a\":null}") == "\"a\"\n1\n\"\"\n\"\"\n")
  }

  @Test(arguments: [
    (#"{"a":1}\#n{"a":1,"c":2}"#, "the keys of the first object", "another, 'c', in line 2"),
    (#"{"a":1}\#n\#n{"a":[1]}"#, "true, false or null for 'a'", "'[' in line 3"),
    (#"{"a":{"b":1}}"#, "true, false or null for 'a'", "'{' in line 1"),
    (#"{"a":1,"a":2}"#, "each key once", "'a' a second time in line 1"),
    (#"{"a":1}\#n{"a":1,"a":2}"#, "each key once", "'a' a second time in line 2"),
    (#"{"a":01}"#, "a number", "line 1"), (#"{"a":1 2}"#, "'}'", "'2' in line 1"),
    (#"{"a":NaN}"#, "true, false or null for 'a'", "'N' in line 1"),
    (#"{"a":1}\#n{"a":"#, "true, false or null for 'a'", "the end of the file in line 2"),
    (#"{"a":1}\#n{"a":"x"#, "the end of the string", "the end of the file in line 2"),
    (#"{"a":1},"#, "an object, in braces", "',' in line 1"),
    (#"[{"a":1} {"a":2}]"#, "a comma or ]", "'{' in line 1"),
    (#"[{"a":1},]"#, "an object, in braces", "']' in line 1"),
    (#"[{"a":1}"#, "the ] of the array", "the end of the file in line 1"),
    (#"[{"a":1}] x"#, "the end of the file", "'x' in line 1"),
    ("[[1,2]]", "an object, in braces", "'[' in line 1"),
    ("1\n2\n", "an object, in braces", "'1' in line 1"),
    ("", "at least one object", "none"), ("[]", "at least one object", "none"),
    (" \n\n", "at least one object", "none in line 3"),
    ("{}", "an object with a key", "an empty one"),
  ])
  func whatIsNoTableIsRefused(text: String, expected: String, found: String) throws {
    let error = try #require(refusal(text))
    #expect(error.expected.contains(expected), "\(error)")
    #expect(error.found.contains(found), "\(error)")
  }

  /// No cut of a good text gives a row that was not there.
  @Test func everyCutGivesRowsOrIsRefused() throws {
    let text = "{\"a\": 1, \"b\": \"x\\\"\\u00e9\"}\n{\"a\": -2.5, \"b\": null}\n"
    let rows = try read(text)
    for length in 0..<text.utf8.count {
      let cut = String(decoding: Array(text.utf8)[..<length], as: UTF8.self)
      if let some = try? TextFile(FileContents(name: "t", bytes: Array(cut.utf8)), form) {
        #expect(rows.hasPrefix(String(decoding: some.contents.bytes, as: UTF8.self)))
      }
    }
  }

  @Test func tablesAreRead() throws {
    let folder = try TemporaryFolder()
    let text = "{\"label\":\"x\",\"a\":1}\n{\"a\":2.5,\"label\":\"y\"}\n"
    for (name, bytes) in [
      ("t.jsonl", Array(text.utf8)),
      ("t.ndjson.zst", try Compression.zstd.compress(Array(text.utf8))),
      ("t.json", Array("[\(text.split(separator: "\n").joined(separator: ","))]".utf8)),
    ] {
      let path = try folder.write(bytes, to: name)
      let table = try Examples(contentsOf: path)
      #expect(table.featureNames == ["a"] && table.inputs.labelName == "label")
      #expect(table.labels?.names == ["x", "y"])
      #expect(table.features.values(of: 1) == [2.5])
    }
  }
}
