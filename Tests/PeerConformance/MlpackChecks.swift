import Foundation
import SigmoidModel
import TestSupport
import Testing

/// mlpack, `tests/main_tests/logistic_regression_test.cpp`: the command, on ten examples.
@Suite struct MlpackChecks {
  private let folder: TemporaryFolder
  private let random: RandomValues

  init() throws {
    folder = try TemporaryFolder()
    random = RandomValues()
  }

  /// A table of random numbers; labels, where there are any, in its last column `y`.
  @discardableResult
  private func table(
    _ name: String, features: Int, rows: Int = 10, labels: [Int]? = [0, 1, 0, 1, 1, 1, 0, 1, 0, 0]
  ) throws -> String {
    var random = random
    var text = (0..<features).map { "x\($0)" }.joined(separator: ",")
    text += labels == nil ? "\n" : ",y\n"
    for row in 0..<rows {
      let cells =
        (0..<features).map { _ in "\(random.unit())" } + (labels.map { ["\($0[row])"] } ?? [])
      text += cells.joined(separator: ",") + "\n"
    }
    return try folder.write(Array(text.utf8), to: name)
  }

  private func run(_ words: String...) throws -> CommandProcess.Outcome {
    try CommandProcess.run(words)
  }

  private func expectFailure(
    _ words: [String], code: Int32 = 1, saying part: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try CommandProcess.run(words)
    #expect(outcome.ending == .exit(code), "\(outcome.error)", sourceLocation: sourceLocation)
    #expect(outcome.error.contains(part), "\(outcome.error)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
  }

  /// A model of `training`, saved under this name; its weights and intercept.
  @discardableResult
  private func model(_ name: String = "m", of training: String, _ more: String...) throws
    -> [Double]
  {
    let words = ["train", training, "--label", "y", "--quiet", "--model", folder.file(name)] + more
    let outcome = try CommandProcess.run(words)
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    let model = try LogisticModel(contentsOf: folder.file(name))
    return model.weights + model.intercepts
  }

  private func predictions(_ model: String, of table: String) throws -> [String] {
    let outcome = try run("predict", "--model", folder.file(model), table)
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    return outcome.output.split(separator: "\n").dropFirst().map(String.init)
  }

  @Test("LogisticRegressionLRNoTrainingData") func labelsAloneAreNoData() throws {
    try expectFailure(["train", "--label", "y"], code: 64, saying: "--label")
  }

  @Test("LogisticRegressionLRNoResponses") func labelsMustBeThere() throws {
    let training = try table("t.csv", features: 1, labels: nil)
    try expectFailure(["train", training, "--label", "none"], saying: "labels")
  }

  @Test("LRPridictionSizeCheck") func aRowForEveryExample() throws {
    try model(of: table("t.csv", features: 3))
    #expect(
      try predictions("m", of: table("p.csv", features: 3, rows: 15, labels: nil)).count == 15)
  }

  @Test("LogisticRegressionLRWrongResponseSizeTest") func aLabelForEveryExample() throws {
    let training = try table("t.csv", features: 3, labels: nil)
    let magic: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 8, 0, 0, 1, 0, 1, 1, 1, 0]
    let labels = try folder.write(magic, to: "labels.idx")
    try expectFailure(["train", training, "--labels", labels], saying: "10 labels")
  }

  @Test("LRResponsesRepresentationTest") func labelsInTheTableOrBesideIt() throws {
    let inside = try folder.write(Array("a,b,y\n1,1,0\n2,4,1\n3,9,1\n".utf8), to: "a.csv")
    let outside = try folder.write(Array("a,b\n1,1\n2,4\n3,9\n".utf8), to: "b.csv")
    let labels = try folder.write([0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 1], to: "labels.idx")
    let one = try model("one", of: inside)
    let outcome = try run(
      "train", outside, "--labels", labels, "--quiet", "--model", folder.file("other"))
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    let other = try LogisticModel(contentsOf: folder.file("other"))
    #expect(one == other.weights + other.intercepts)
  }

  @Test("LogisticRegressionLRModelReload") func aSavedModelPredictsTheSame() throws {
    let training = try table("t.csv", features: 3)
    let test = try table("p.csv", features: 3, rows: 15, labels: nil)
    try model("one", of: training)
    try model("two", of: training)
    #expect(try predictions("one", of: test) == predictions("two", of: test))
    #expect(try folder.bytes("one") == folder.bytes("two"))
  }

  @Test("LRWrongDimOfTestData") func theTestSetIsOfTheSameWidth() throws {
    let training = try table("t.csv", features: 4)
    let test = try table("p.csv", features: 3)
    try expectFailure(
      ["train", training, "--label", "y", "--test", test],
      saying: "the 4 columns that the model was trained on, among them x3")
  }

  @Test("LRWrongDimOfTestData2") func theModelKnowsItsWidth() throws {
    try model(of: table("t.csv", features: 3))
    let test = try table("p.csv", features: 2, rows: 15, labels: nil)
    try expectFailure(["predict", "--model", folder.file("m"), test], saying: "the 3 columns")
  }

  @Test("LRTrainWithMoreThanTwoClasses") func moreClassesAreAQuestionOfTheirOwn() throws {
    let training = try table("t.csv", features: 2, rows: 8, labels: [0, 1, 0, 1, 2, 1, 3, 1])
    try model(of: training)
    #expect(try LogisticModel(contentsOf: folder.file("m")).classes.count == 4)
    // What is for two classes alone refuses them.
    try expectFailure(
      ["train", training, "--label", "y", "--engine", "reference"],
      saying: "--engine: expected an engine"
    )
  }

  @Test(
    "LRNonNegativeMaxIterationTest", arguments: ["-1", "0"])
  func epochsAreAtLeastOne(value: String) throws {
    try expectFailure(
      ["train", try table("t.csv", features: 3), "--label", "y", "--epochs", value], code: 64,
      saying: "--epochs")
  }

  @Test("LRNonNegativeStepSizeTest", arguments: ["-0.01", "0", "nan"])
  func theLearningRateIsAboveZero(value: String) throws {
    try expectFailure(
      [
        "train", try table("t.csv", features: 2), "--label", "y", "--solver", "sgd",
        "--learning-rate", value,
      ], code: 64, saying: "--learning-rate")
  }

  @Test("LRNonNegativeToleranceTest", arguments: ["-0.01", "nan"])
  func theToleranceIsAtLeastZero(value: String) throws {
    try expectFailure(
      ["train", try table("t.csv", features: 3), "--label", "y", "--tolerance", value], code: 64,
      saying: "--tolerance")
  }

  @Test("LRMaxIterationsChangeTest") func epochsMatter() throws {
    let training = try table("t.csv", features: 3)
    #expect(try model(of: training, "--epochs", "1") != model(of: training, "--epochs", "100"))
  }

  @Test("LRLambdaChangeTest") func thePenaltyMatters() throws {
    let training = try table("t.csv", features: 4)
    #expect(
      try model(of: training, "--solver", "lbfgs", "--l2", "1e-4")
        != model(of: training, "--solver", "lbfgs", "--l2", "1000"))
  }

  @Test("LRStepSizeChangeTest") func theLearningRateMatters() throws {
    let training = try table("t.csv", features: 3)
    #expect(
      try model(of: training, "--solver", "sgd", "--learning-rate", "0.02")
        != model(of: training, "--solver", "sgd", "--learning-rate", "1.02"))
  }

  @Test("LROptimizerChangeTest") func theSolverMatters() throws {
    let training = try table("t.csv", features: 3)
    #expect(
      try model(of: training, "--solver", "lbfgs", "--l2", "0.01")
        != model(of: training, "--solver", "sgd", "--l2", "0.01"))
  }
}
