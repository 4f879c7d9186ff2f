@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct RoundTripTests {
  private static let shapes = [(0, 1), (1, 1), (3, 2), (0, 3), (40, 3), (784, 10)]

  /// To the bit, the sign of zero included.
  @Test func modelsAreTheSameAfterJSON() throws {
    var random = RandomValues()
    for (features, columns) in Self.shapes {
      let model = randomModel(&random, features: features, columns: columns)
      // Folding the scale in may overflow, which JSON has no need of: it is tested by itself.
      let bytes = try JSONModel.encode(model)
      let read = try ModelFormat.json.decode(bytes, path: "m.json")
      #expect(read == model)
      #expect(read.weights.map(\.bitPattern) == model.weights.map(\.bitPattern))
      #expect(read.intercepts.map(\.bitPattern) == model.intercepts.map(\.bitPattern))
    }
  }

  /// To the bit too; names that NumPy would cut short are refused.
  @Test func modelsAreTheSameAfterNPZ() throws {
    var random = RandomValues()
    for (features, columns) in Self.shapes {
      var model = randomModel(&random, features: features, columns: columns)
      model.inputs.shape = features > 0 ? [features] : nil
      let bytes = try NPZModel.encode(model)
      let read = try ModelFormat.npz.decode(bytes, path: "m.npz")
      #expect(read == model)
      #expect(read.weights.map(\.bitPattern) == model.weights.map(\.bitPattern))
      #expect(read.intercepts.map(\.bitPattern) == model.intercepts.map(\.bitPattern))
    }
    let model = randomModel(&random, features: 2, columns: 12, inFloatRange: true)
    #expect(model.classes.contains { $0.name.hasSuffix("\0") })
    #expect(throws: FileError.self) { try ModelFormat.npz.encode(model, name: "m") }
  }

  /// Found by fuzzing: a mark that combines with the prefix before it, as a character.
  @Test func keysOfTrainingMayBeginWithAnything() throws {
    let model = LogisticModel(
      features: 1, weights: [0.5], intercepts: [0.25],
      classes: [ModelClass(name: "a", labels: ["a"]), ModelClass(name: "b", labels: ["b"])],
      training: ["\u{616}x": "1", "\u{301}": "2", "": "3", "x": "4"])
    for format in [ModelFormat.json, .onnx] {
      let read = try format.decode(format.encode(model, name: "m"), path: "m")
      #expect(read.training == model.training, "\(format)")
    }
    let folder = try TemporaryFolder()
    try model.write(to: folder.file("m"))
    #expect(try LogisticModel(contentsOf: folder.file("m")) == model)
  }

  @Test func modelsAreRoundedToFloatByONNX() throws {
    var random = RandomValues()
    for (features, columns) in Self.shapes {
      let model = randomModel(&random, features: features, columns: columns, inFloatRange: true)
      let bytes = try ModelFormat.onnx.encode(model, name: "m")
      let read = try ModelFormat.onnx.decode(bytes, path: "m.onnx")
      #expect(read.features == features && read.classes == model.classes && read.link == model.link)
      #expect(read.training == model.training && read.inputScale == model.inputScale)
      #expect(read.intercepts == model.intercepts.map { Double(Float($0)) })
      #expect(
        read.weights.map { Float($0 * read.inputScale) }
          == model.weights.map { Float($0 * model.inputScale) })
      #expect(try ModelFormat.onnx.encode(read, name: "m") == bytes)
    }
  }

  @Test func filesAreWrittenAndRead() throws {
    let folder = try TemporaryFolder()
    var random = RandomValues()
    let model = randomModel(&random, features: 3, columns: 1, inFloatRange: true)
    for format in ModelFormat.allCases {
      let path = folder.file("m." + format.fileExtension)
      #expect(ModelFormat(path: path) == format)
      try format.write(model, name: "m", to: path)
      if format.isReadable {
        #expect(try format.read(contentsOf: path).classes == model.classes)
      } else {
        #expect(throws: FileError.self) { try format.read(contentsOf: path) }
      }
    }
    #expect(ModelFormat(path: "folder.onnx/model") == nil)
    #expect(ModelFormat(path: "M.ONNX") == .onnx)
    #expect(throws: FileError.self) { try ModelFormat.onnx.read(contentsOf: folder.file("none")) }
  }

  @Test func numbersThatDoNotFitAreRefused() throws {
    func model(_ weight: Double, scale: Double = 1) -> LogisticModel {
      LogisticModel(
        features: 2, weights: [0, weight], intercepts: [0],
        classes: [ModelClass(name: "0", labels: ["0"]), ModelClass(name: "1", labels: ["1"])],
        inputScale: scale)
    }
    func refusal(_ format: ModelFormat, _ model: LogisticModel) throws -> FileError {
      try #require(throws: FileError.self) { try format.encode(model, name: "here") }
    }
    for format in ModelFormat.allCases {
      #expect(try refusal(format, model(.nan)).found == "nan as weight 1")
      #expect(try refusal(format, model(1, scale: 0)).found == "0.0")
    }
    #expect(try refusal(.c, model(1e308, scale: 100)).found == "inf as weight 1")
    #expect(try refusal(.onnx, model(1e39)).found == "1e+39 as weight 1")
    #expect(try refusal(.onnx, model(1e39)).path == "here")
    #expect(throws: Never.self) { try ModelFormat.c.encode(model(1e39), name: "m") }
  }

  /// The library's own probabilities are those that the exports are held against.
  @Test func formulasAreTheLibrarys() throws {
    var random = RandomValues()
    for one in PortableCase.all(&random) {
      let model = LogisticModel(
        features: one.model.features, weights: one.model.weights.map { $0 * 255 },
        intercepts: one.model.intercepts,
        classes: one.model.labels.map { ModelClass(name: $0, labels: [$0]) }, link: one.model.link,
        inputScale: 1.0 / 255)
      let portable = try RawInputModel(model, name: "m")
      #expect(portable.labels == one.model.labels && portable.link == one.model.link)
      let found = try model.probabilities(
        of: Matrix<Double>(
          rows: model.features, columns: one.inputs.count,
          elements: one.inputs.flatMap { $0.map { $0 / 255 } }))
      for (example, expected) in one.expected.enumerated() {
        for (k, value) in expected.enumerated() where value.isFinite {
          #expect(abs(found[k, example] - value) < 1e-12, "\(one.name)")
        }
      }
    }
  }
}
