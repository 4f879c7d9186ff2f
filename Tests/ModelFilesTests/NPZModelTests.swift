@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidSystem
import TestSupport
import Testing

/// Models as NumPy's arrays: ours, and those that somebody put together.
@Suite struct NPZModelTests {
  private func read(_ build: (inout NPZWriter) throws -> Void) throws -> LogisticModel {
    var archive = NPZWriter()
    try build(&archive)
    return try ModelFormat.npz.decode(archive.bytes, path: "m.npz")
  }

  private func refusal(_ build: (inout NPZWriter) throws -> Void) -> FileError? {
    #expect(throws: FileError.self) { _ = try read(build) }
  }

  @Test func arraysAreThoseThatTheHelpNames() throws {
    let model = LogisticModel(
      features: 2, weights: [1, 2, 3, 4, 5, 6], intercepts: [7, 8, 9],
      classes: ["a", "7", "é"].map { ModelClass(name: $0, labels: [$0]) }, inputScale: 0.5)
    let archive = try NPZFile(bytes: ModelFormat.npz.encode(model, name: "m"), name: "m")
    #expect(
      archive.names == ["weights", "intercepts", "classes", "input_scale", "link", "metadata"])
    let weights = try archive.array(named: "weights")
    #expect(weights.dimensions == [3, 2])
    #expect(try weights.numbers() == [1, 2, 3, 4, 5, 6])
    #expect(try archive.array(named: "intercepts").numbers() == [7, 8, 9])
    #expect(try archive.array(named: "input_scale").numbers() == [0.5])
    let classes = try archive.array(named: "classes")
    #expect(classes.elementType.kind == .text)
    let labels = try classes.labels()
    #expect(labels.codes.map { labels.names[Int($0)] } == ["a", "7", "é"])
    #expect(try archive.array(named: "link").labels().names == ["softmax"])
  }

  /// The attributes of a binary classifier of scikit-learn.
  @Test func attributesOfScikitLearn() throws {
    let model = try read {
      $0.add(numbers: [1, 2, 3], shape: [1, 3], named: "coef_")
      $0.add(numbers: [4], named: "intercept_")
      try $0.add(Labels([3, 7]), named: "classes_")
    }
    #expect(model.link == .logistic && model.features == 3 && model.inputScale == 1)
    #expect(model.weights == [1, 2, 3] && model.intercepts == [4])
    #expect(model.classes.map(\.name) == ["3", "7"] && model.classes[1].labels == ["7"])
  }

  @Test func classesKeepTheirOrder() throws {
    let model = try read {
      $0.add(numbers: [1, 2, 3], shape: [3, 1], named: "W")
      $0.add(numbers: [4, 5, 6], named: "b")
      try $0.add(strings: ["z", "a", "m"], named: "classes")
      try $0.add(strings: ["one-vs-rest"], named: "link")
      $0.add(numbers: [0.25], named: "input_scale")
    }
    #expect(model.classes.map(\.name) == ["z", "a", "m"])
    #expect(model.link == .oneVersusRest && model.inputScale == 0.25)
  }

  @Test func whatIsMissingHasADefault() throws {
    let binary = try read {
      $0.add(integers: [1, -2], named: "weights")
      $0.add(numbers: [4], named: "intercepts")
    }
    #expect(binary.classes.map(\.name) == ["0", "1"] && binary.weights == [1, -2])
    let several = try read {
      $0.add(numbers: [1, 2, 3], shape: [3, 1], named: "weights")
      $0.add(numbers: [4, 5, 6], named: "intercepts")
    }
    #expect(several.link == .softmax && several.classes.map(\.name) == ["0", "1", "2"])
  }

  @Test func whatIsNoModelIsRefused() throws {
    func weights(_ shape: [Int], _ count: Int, _ archive: inout NPZWriter) {
      let numbers = [Double](repeating: 1, count: shape.reduce(1, *))
      archive.add(numbers: numbers, shape: shape, named: "weights")
      archive.add(numbers: [Double](repeating: 2, count: count), named: "b")
    }
    #expect(refusal { $0.add(numbers: [1], named: "x") }?.found == "x")
    let alone = refusal { $0.add(numbers: [1], named: "coef_") }
    #expect(alone?.expected.contains("intercept_") == true)
    #expect(refusal { weights([4, 3], 3, &$0) }?.remedy.contains("W.T") == true)
    #expect(refusal { weights([4, 3], 2, &$0) }?.found == "4")
    #expect(refusal { weights([2, 2, 2], 2, &$0) }?.found == "3 dimensions")
    #expect(refusal { weights([2], 0, &$0) } != nil)
    for (name, build) in [
      ("3", { try $0.add(Labels([1, 2, 3]), named: "classes") }),
      ("one twice", { try $0.add(strings: ["a", "a"], named: "classes_") }),
      ("'probit'", { try $0.add(strings: ["probit"], named: "link") }),
      ("2", { try $0.add(strings: ["logistic", "x"], named: "link") }),
      ("0.0", { $0.add(numbers: [0], named: "input_scale") }),
      ("2", { $0.add(numbers: [1, 2], named: "input_scale") }),
    ] as [(String, (inout NPZWriter) throws -> Void)] {
      let error = refusal {
        weights([1, 3], 1, &$0)
        try build(&$0)
      }
      #expect(error?.found == name)
    }
    #expect(
      refusal {
        $0.add(numbers: [1, .nan], named: "weights")
        $0.add(numbers: [4], named: "b")
      }?.found == "nan as weight 1")
    #expect(
      refusal {
        try $0.add(strings: ["1", "2"], named: "weights")
        $0.add(numbers: [4], named: "b")
      }?.expected == "numbers")
    #expect(
      refusal {
        weights([1, 3], 1, &$0)
        try $0.add(strings: ["a", "b"], named: "classes")
        try $0.add(
          strings: [#"{"classes": [{"name": "a", "labels": []}, {"name": "c", "labels": []}]}"#],
          named: "metadata")
      }?.found == "other names")
  }

  @Test func damagedFilesAreRefusedOrRead() throws {
    var random = RandomValues()
    let model = randomModel(&random, features: 2, columns: 3, inFloatRange: true)
    try Mutations.check(ModelFormat.npz.encode(model, name: "m")) {
      _ = try ModelFormat.npz.decode($0, path: "m.npz")
    }
  }
}
