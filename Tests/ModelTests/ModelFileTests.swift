@testable import LogisticReference
@testable import SigmoidMetrics
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct ModelFileTests {
  private let model = LogisticModel(
    features: 3, weights: [0.1, -2e-300, .pi], intercepts: [-1 / 3],
    classes: [ModelClass(name: "not 7", labels: nil), ModelClass(name: "7", labels: ["7"])],
    inputScale: 1.0 / 255, training: ["solver": "gd", "note": "quotes \" and ünicode"],
    inputs: Schema(featureNames: ["a", "b, \"c\"", "ü"], shape: [3, 1]))

  @Test func roundTripIsExact() throws {
    let folder = try TemporaryFolder()
    try model.write(to: folder.file("m"))
    #expect(try LogisticModel(contentsOf: folder.file("m")) == model)
    #expect(folder.names() == ["m"])
  }

  @Test func randomRoundTripsAreExact() throws {
    let folder = try TemporaryFolder()
    var random = RandomValues()
    for _ in 0..<50 {
      let features = random.int(in: 0..<40)
      let other = LogisticModel(
        features: features,
        weights: (0..<features).map { _ in
          let value = Double(bitPattern: random.next())
          return value.isFinite ? value : 0
        }, intercepts: [random.unit()], classes: model.classes, inputScale: random.unit())
      try other.write(to: folder.file("m"))
      #expect(try LogisticModel(contentsOf: folder.file("m")) == other)
    }
  }

  /// The format: header length, header, tensors; each at a multiple of eight bytes.
  @Test func bytesAreSafetensors() throws {
    let bytes = try model.encoded()
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(length % 8 == 0)
    #expect(bytes.count == 8 + length + 4 * 8)
    let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
    #expect(header.hasPrefix("{\"__metadata__\":{"))
    #expect(
      header.contains(#""intercepts":{"data_offsets":[0,8],"dtype":"F64","shape":[1]}"#))
    #expect(header.contains(#""weights":{"data_offsets":[8,32],"dtype":"F64","shape":[1,3]}"#))
  }

  @Test(arguments: [(#"\"shape\":[3,1]"#, #"\"shape\":[3,0]"#), (#"\"a\","#, #"      "#)])
  func inputsThatDoNotFitAreRefused(old: String, new: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(edited(old, new), to: "m")
    let error = #expect(throws: FileError.self) { _ = try LogisticModel(contentsOf: path) }
    #expect(error?.expected == "names and a shape of 3 features")
  }

  /// Replaces text of the header by text of the same length.
  private func edited(_ old: String, _ new: String) throws -> [UInt8] {
    precondition(old.utf8.count == new.utf8.count)
    var bytes = try model.encoded()
    let (from, to) = (Array(old.utf8), Array(new.utf8))
    let start = try #require(
      (0...bytes.count - from.count).first { Array(bytes[$0..<$0 + from.count]) == from })
    bytes.replaceSubrange(start..<start + from.count, with: to)
    return bytes
  }

  private func refusal(of bytes: [UInt8]) throws -> FileError {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, to: "damaged")
    let error = try #require(throws: FileError.self) { _ = try LogisticModel(contentsOf: path) }
    #expect(error.path == path && !error.remedy.isEmpty)
    return error
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try model.encoded()
    for count in 0..<bytes.count { _ = try refusal(of: Array(bytes[..<count])) }
    _ = try refusal(of: bytes + [0])
  }

  @Test func damageIsNamed() throws {
    #expect(try refusal(of: Array("PK not safetensors".utf8)).found.contains("header length"))
    #expect(
      try refusal(of: edited(#"[8,32]"#, #"[0,24]"#)).expected.contains("without gap or overlap"))
    #expect(try refusal(of: edited(#"[8,32]"#, #"[8,31]"#)).found.contains("[8, 31]"))
    #expect(
      try refusal(of: edited(#""shape":[1,3]"#, #""shape":[3,1]"#)).found.contains("[3, 1]"))
    #expect(try refusal(of: edited("F64", "F32")).found == "'F32'")
    // Found by fuzzing: an error that said nothing of what it had found.
    #expect(try refusal(of: edited(#""F64""#, #"""   "#)).found == "''")
    #expect(try refusal(of: edited("sigmoid logistic", "sigmoid quadrati")).found.contains("quad"))
    #expect(
      try refusal(of: edited(#""data_offsets":[0,8]"#, #""data_offsets":{0,8}"#)).found
        .contains("not safetensors JSON"))
    var nan = try model.encoded()
    nan.replaceSubrange(nan.count - 8..<nan.count, with: [0, 0, 0, 0, 0, 0, 0xF8, 0x7F])
    #expect(try refusal(of: nan).found == "nan as weight 2")
    var hostile = try model.encoded()
    hostile.replaceSubrange(0..<8, with: [255, 255, 255, 255, 255, 255, 255, 127])
    #expect(try refusal(of: hostile).found.contains("9223372036854775807"))
  }

  @Test func mutatedFilesNeverCrash() throws {
    var random = RandomValues()
    print("ModelFileTests: mutated inputs: 20000 of safetensors")
    let folder = try TemporaryFolder()
    let whole = try model.encoded()
    var refused = 0
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0..<random.int(in: 1..<4) {
        bytes[random.int(in: 0..<bytes.count)] = random.bytes(1)[0]
      }
      let path = try folder.write(bytes, to: "m")
      do { _ = try LogisticModel(contentsOf: path) } catch { refused += 1 }
    }
    #expect(refused > 3000)
  }

  @Test func anotherWidthIsRefused() throws {
    let four = Matrix<Float>(rows: 4, columns: 1)
    let error = #expect(throws: ModelWidthError.self) { _ = try model.scores(of: four) }
    #expect(error == ModelWidthError(expected: 3, found: 4))
  }

  @Test func labelsOfNoClassAreNothingToEvaluate() throws {
    let model = LogisticModel(
      features: 1, weights: [1], intercepts: [0],
      classes: [ModelClass(name: "3", labels: ["3"]), ModelClass(name: "8", labels: ["8"])])
    let data = Dataset(features: Matrix<Float>(rows: 1, columns: 1), labels: Labels([5]))
    #expect(throws: NothingToEvaluate.self) { _ = try model.evaluate(data) }
  }

  @Test func probabilitiesAndPredictions() throws {
    let model = LogisticModel(
      features: 1, weights: [2], intercepts: [-1],
      classes: [ModelClass(name: "no", labels: nil), ModelClass(name: "yes", labels: ["yes"])])
    let x = Matrix<Double>(rows: 1, columns: 3, elements: [0.5, 2, -400])
    let probabilities = try model.probabilities(of: x)
    #expect(probabilities[1, 0] == 0.5)
    #expect(abs(probabilities[1, 1] - sigma(3)) < 1e-15)
    #expect(abs(probabilities[0, 1] - sigma(-3)) < 1e-15)
    #expect(try model.predictions(of: x) == ["no", "yes", "no"])
  }
}
