import Foundation
import Testing

@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidSystem

@Suite struct SchemaTests {
  private static let names = Schema(featureNames: ["a", "b"], shape: [1, 2], scale: 0.5)

  private func model(_ schema: Schema) -> LogisticModel {
    LogisticModel(
      features: 2, weights: [1, 2], intercepts: [0],
      classes: ["n", "y"].map { ModelClass(name: $0, labels: [$0]) }, schema: schema)
  }

  @Test(arguments: [Schema(), names, Schema(shape: [2]), Schema(scale: 1.0 / 255)])
  func isReadAsItWasWritten(schema: Schema) throws {
    let bytes = try JSONEncoder().encode(schema)
    #expect(try JSONDecoder().decode(Schema.self, from: bytes) == schema)
    let file = try model(schema).encoded()
    #expect(try LogisticModel(decoding: file, path: "m").schema == schema)
    let coded = try JSONEncoder().encode(model(schema))
    #expect(try JSONDecoder().decode(LogisticModel.self, from: coded).schema == schema)
  }

  @Test func filesHaveScaleAndNamesUnderKeysOfTheirOwn() throws {
    func metadata(_ schema: Schema) throws -> [String: String] {
      try SafetensorsFile(decoding: model(schema).encoded(), path: "m").metadata
    }
    let named = try metadata(Self.names)
    #expect(named["inputs"] == #"{"featureNames":["a","b"],"shape":[1,2]}"#)
    #expect(named["inputScale"] == "0.5")
    let plain = try metadata(Schema(scale: 0.25))
    #expect(plain["inputs"] == nil && plain["inputScale"] == "0.25")
  }

  @Test func otherNamesLeaveTheScaleThatTheWeightsHave() {
    var model = model(Self.names)
    model.inputs = Schema(featureNames: ["c", "d"], scale: 7)
    #expect(model.schema == Schema(featureNames: ["c", "d"], scale: 0.5))
    #expect(model.inputScale == 0.5)
  }

  @Test func refusesColumnsOfOtherNamesOrOrder() throws {
    func refusal(_ names: [String]?) -> FileError? {
      do throws(FileError) {
        try Self.names.check(names: names, of: "t.csv", orElse: "rename them")
        return nil
      } catch { return error }
    }
    #expect(refusal(["a", "b"]) == nil && refusal(nil) == nil && refusal(["c"]) == nil)
    let swapped = try #require(refusal(["b", "a"]))
    #expect(swapped.expected == "'a' as feature 0 (counted from 0)" && swapped.found == "'b'")
    #expect(swapped.path == "t.csv" && swapped.remedy.hasSuffix("or rename them"))
    let rows = try Examples(rows: [[1, 2]], featureNames: ["a", "x"])
    #expect(throws: FileError.self) { try model(Self.names).check(rows) }
    let wide = try Examples(rows: [[1, 2, 3]])
    #expect(throws: ModelWidthError(expected: 2, found: 3)) { try model(Self.names).check(wide) }
  }

  @Test func examplesHaveTheirOwn() {
    let bytes = ByteMatrix(features: 6, examples: 2)
    let examples = Examples(
      fitting: bytes, featureNames: nil, imageSize: ImageSize(width: 3, height: 2))
    #expect(examples.schema == Schema(shape: [2, 3], scale: bytes.scale))
  }
}
