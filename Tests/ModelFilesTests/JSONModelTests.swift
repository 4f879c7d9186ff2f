@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

@Suite struct JSONModelTests {
  private let model = LogisticModel(
    features: 2, weights: [0.5, -2e-300], intercepts: [3],
    classes: [ModelClass(name: "not 7", labels: nil), ModelClass(name: "7", labels: ["7"])],
    inputScale: 0.25, training: ["solver": "gd"])

  private func text() throws -> String {
    String(decoding: try ModelFormat.json.encode(model, name: "m"), as: UTF8.self)
  }

  /// The document as it is, so that a key that changes is seen.
  @Test func keysAreStable() throws {
    #expect(
      try text() == """
        {
          "format": "sigmoid logistic regression",
          "version": 1,
          "link": "logistic",
          "features": 2,
          "inputScale": 0.25,
          "classes": [{"name": "not 7", "labels": null}, {"name": "7", "labels": ["7"]}],
          "intercepts": [3.0],
          "weights": [
            [0.5, -2e-300]
          ],
          "training": {"solver": "gd"}
        }

        """)
  }

  @Test func whatTheInputsAreComesBack() throws {
    var described = model
    described.inputs = Schema(featureNames: ["a \"b\"", "ü"], shape: [1, 2])
    let bytes = try ModelFormat.json.encode(described, name: "m")
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(##""featureNames": ["a \"b\"", "ü"]"##))
    let folder = try TemporaryFolder()
    #expect(
      try ModelFormat.json.read(contentsOf: folder.write(bytes, to: "m.json")) == described)
    for (old, new) in [("[1, 2]", "[1, 3]"), ("[1, 2]", "[0.5, 4]"), (", \"ü\"", "")] {
      let other = Array(text.replacing(old, with: new).utf8)
      #expect(other != bytes)
      let path = try folder.write(other, to: "m.json")
      #expect(throws: FileError.self) { try ModelFormat.json.read(contentsOf: path) }
    }
  }

  /// Another reader finds the same texts, whatever is in them.
  @Test func foundationReadsIt() throws {
    var random = RandomValues()
    let model = randomModel(&random, features: 5, columns: 11, inFloatRange: true)
    struct Document: Decodable {
      let classes: [ModelClass]
      let weights: [[Double]]
      let training: [String: String]
    }
    let found = try JSONDecoder().decode(
      Document.self, from: Data(try ModelFormat.json.encode(model, name: "m")))
    #expect(found.training == model.training && found.classes == model.classes)
    #expect(found.weights.flatMap { $0 } == model.weights)
  }

  @Test func whatOthersWriteIsRead() throws {
    let other = """
      \t{"training":{}, "more":[{"a":[1,-2.5E+3,true,false,null,"x"]},{}],"weights" :[[5e-1,-2e-300 ]],
      "intercepts":[3],"classes":[{"labels":null,"name":"not \\u0037"},{"name":"7","extra":0,
      "labels":["\\ud83d\\ude42\\/\\n\\\\"]}],"inputScale":0.25,"features":2.0,"link":"logistic",
      "version":1.0,"format":"sigmoid logistic regression"}
      """
    let read = try ModelFormat.json.decode(Array(other.utf8), path: "m")
    #expect(read.weights == model.weights && read.classes[0] == model.classes[0])
    #expect(read.classes[1].labels == ["🙂/\n\\"])
  }

  private func refusal(_ text: String) throws -> FileError {
    try #require(throws: FileError.self) {
      try ModelFormat.json.decode(Array(text.utf8), path: "m.json")
    }
  }

  @Test func damageIsNamed() throws {
    let whole = try text()
    func edited(_ old: String, _ new: String) throws -> FileError {
      #expect(whole.contains(old))
      return try refusal(whole.replacingOccurrences(of: old, with: new))
    }
    #expect(try refusal("").found == "the end of the file at byte 0")
    #expect(try refusal("[1]").found == "'[' at byte 0")
    #expect(try refusal(whole + "x").found == "'x' at byte \(whole.utf8.count)")
    #expect(try edited("-2e-300", "1e999").expected.contains("1.8e308"))
    #expect(try edited("-2e-300", "NaN").expected.contains("a number"))
    #expect(try edited("0.5", "00.5").expected.contains("a number"))
    #expect(try edited("0.5", "1, 0.5").found.contains("[3]"))
    #expect(try edited("0.5, -2e-300", "1], [1, 2").found.contains("[1, 2]"))
    #expect(try edited("\"features\": 2", "\"features\": 1e300").expected.contains("1e+300"))
    #expect(try edited("\"version\": 1", "\"version\": 2").found.contains("2.0"))
    #expect(try edited("\"link\": \"logistic\"", "\"link\": \"probit\"").found == "'probit'")
    #expect(
      try edited("\"link\": \"logistic\"", "\"link\": \"softmax\"").found == "1 intercepts")
    #expect(
      try edited("\"link\": \"logistic\"", "\"link\": \"one-vs-rest\"").found
        == "1 intercepts")
    #expect(try edited("[3.0]", "[]").found == "0 intercepts")
    #expect(try edited("[\"7\"]", "null").found == "several")
    #expect(try edited(", {\"name\": \"7\", \"labels\": [\"7\"]}", "").found == "1")
    #expect(try edited("\"name\": \"7\", ", "").expected == "a class with a name")
    #expect(try edited("0.25", "0").found == "0.0")
    #expect(try edited("not 7", "not \\ud800").expected.contains("surrogates"))
    #expect(try edited("not 7", "not\n7").expected.contains("control"))
    #expect(try edited("\"training\"", "\"weights\"").expected.contains("each key once"))
    // So many numbers as three rows of two, in rows of other lengths.
    let ragged = """
      {"format": "sigmoid logistic regression", "version": 1, "link": "softmax", "features": 2,
      "classes": [{"name": "a"}, {"name": "b", "labels": []}, {"name": "c", "labels": []}],
      "intercepts": [1, 2, 3], "weights": [[1, 2], [3], [4, 5, 6]]}
      """
    #expect(try refusal(ragged).found == "rows of [1, 2, 3] weights")
    let deep = String(repeating: "[", count: 100_000)
    #expect(try edited("\"training\": {", "\"x\": \(deep)").expected.contains("nesting"))
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try ModelFormat.json.encode(model, name: "m")
    for count in 0..<bytes.count - 2 {
      #expect(throws: FileError.self) {
        try ModelFormat.json.decode(Array(bytes[..<count]), path: "m")
      }
    }
  }

  @Test func mutatedFilesNeverCrash() throws {
    try Mutations.check(try ModelFormat.json.encode(model, name: "m")) {
      _ = try ModelFormat.json.decode($0, path: "m")
    }
  }
}
