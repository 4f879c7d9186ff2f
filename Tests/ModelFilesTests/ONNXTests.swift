@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidFormats
@testable import SigmoidModel
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct ONNXTests {
  private func decode(_ bytes: [UInt8]) throws -> LogisticModel {
    try ModelFormat.onnx.decode(bytes, path: "m.onnx")
  }

  private func refusal(_ fixture: ONNXFixture) throws -> FileError {
    try #require(throws: FileError.self) { _ = try decode(fixture.bytes) }
  }

  @Test func classifiersOfScikitLearnAreRead() throws {
    var fixture = ONNXFixture()
    let binary = try decode(fixture.bytes)
    #expect(binary.weights == [1, 2] && binary.intercepts == [0.5] && binary.inputScale == 1)
    #expect(binary.classes.map(\.name) == ["3", "-8"] && binary.classes[1].labels == ["-8"])

    // w'(x − o)·s + b, o = (10, 20), s = (2, 4).
    fixture.scaling = ([10, 20], [2, 4])
    fixture.labels = .texts(["no", "é\n"])
    let scaled = try decode(fixture.bytes)
    #expect(scaled.weights == [2, 8] && scaled.intercepts == [0.5 - 20 - 160])
    #expect(scaled.classes.map(\.name) == ["no", "é\n"])

    let softmax = try decode(
      ONNXFixture(
        labels: .integers([0, 1, 2]), coefficients: [1, 2, 3, 4, 5, 6], intercepts: [7, 8, 9],
        transform: "SOFTMAX", norm: "L1", hasZipMap: false
      ).bytes)
    #expect(softmax.weights == [1, 2, 3, 4, 5, 6] && softmax.intercepts == [7, 8, 9])
    #expect(softmax.features == 2 && softmax.link == .softmax)

    let three = ONNXFixture(
      labels: .integers([0, 1, 2]), coefficients: [1, 2, 3, 4, 5, 6], intercepts: [7, 8, 9],
      norm: "L1")
    #expect(try decode(three.bytes).link == .oneVersusRest)
  }

  @Test func graphsThatMeanAnotherModelAreRefused() throws {
    #expect(try refusal(ONNXFixture(transform: "PROBIT")).found.contains("PROBIT"))
    #expect(try refusal(ONNXFixture(transform: "NONE")).found.contains("another value"))
    #expect(try refusal(ONNXFixture(norm: "L2")).expected.contains("L1"))
    #expect(try refusal(ONNXFixture(width: 3)).found.contains("3"))
    #expect(try refusal(ONNXFixture(scaling: ([1, 2, 3], [1]))).expected.contains("2 features"))
    #expect(
      try refusal(ONNXFixture(transform: "SOFTMAX", scaling: ([.nan], [1]))).found.contains("nan"))
    // σ of two scores that are not each other's negative is no distribution.
    #expect(
      try refusal(ONNXFixture(coefficients: [-1, -2, 1, 3], hasZipMap: false)).expected
        .contains("sum to 1"))
    #expect(try refusal(ONNXFixture(coefficients: [1, 2, 3])).found.contains("3 coefficients"))
    #expect(try refusal(ONNXFixture(labels: .texts(["one"]))).found.contains("1 classes"))
  }

  private func small() throws -> [UInt8] {
    let model = LogisticModel(
      features: 2, weights: [1, 2, 3, 4, 5, 6], intercepts: [0.5, 1, 2],
      classes: ["a", "b", "c"].map { ModelClass(name: $0, labels: [$0]) }, inputScale: 0.5,
      training: ["solver": "gd"])
    return try ModelFormat.onnx.encode(model, name: "m")
  }

  private func replacing(_ old: String, _ new: String, in bytes: [UInt8]) throws -> [UInt8] {
    precondition(old.utf8.count == new.utf8.count)
    var bytes = bytes
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: old.utf8) }, "no \(old)")
    bytes.replaceSubrange(start..<start + old.utf8.count, with: new.utf8)
    return bytes
  }

  @Test func damageIsNamed() throws {
    let whole = try small()
    func refusal(_ bytes: [UInt8]) throws -> FileError {
      let error = try #require(throws: FileError.self) { _ = try decode(bytes) }
      #expect(error.path.hasPrefix("m.onnx") && !error.remedy.isEmpty)
      return error
    }
    #expect(try refusal([]).found == "no graph before the end at byte 0")
    #expect(try refusal(Array("PK not ONNX".utf8)).found.contains("at byte"))
    #expect(try refusal(whole + whole).found.hasPrefix("a second"))
    #expect(
      try refusal(replacing("Softmax", "Softmin", in: whole)).found.contains("Softmin"))
    #expect(
      try refusal(replacing("{\"name\": \"b\"", "{\"name\": \"x\"", in: whole)).found
        .contains("other classes"))
    #expect(
      try refusal(replacing("inputScale\u{12}\u{3}0.5", "inputScale\u{12}\u{3}-0.", in: whole))
        .found == "'-0.'")
    for count in 0..<whole.count {
      // Only metadata stands behind the graph.
      if (try? decode(Array(whole[..<count]))) == nil { _ = try refusal(Array(whole[..<count])) }
    }
    // A field of 2^62 bytes.
    let huge: [UInt8] = [0x3A] + Array(repeating: 0x80, count: 8) + [0x40]
    #expect(try refusal(huge).found.contains("4611686018427387904 bytes of field 7"))
  }

  @Test func mutatedFilesNeverCrash() throws {
    let scikitLearn = ONNXFixture(scaling: ([1, 2], [3, 4]), norm: "L1").bytes
    let whole = try small()
    try Mutations.check(whole, count: 10_000) { _ = try decode($0) }
    try Mutations.check(scikitLearn, count: 10_000) { _ = try decode($0) }
  }
}
