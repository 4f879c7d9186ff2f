import Foundation
import TestSupport
import Testing

/// Tables whose columns were taken for something else: the cases of that kind.
@Suite struct ColumnCaseTests {
  private let outputs: TemporaryFolder

  init() throws { outputs = try TemporaryFolder() }

  private func file(_ name: String, _ file: String) throws -> String {
    try #require(CaseFolder(name)).path + "/" + file
  }

  private var model: String { outputs.file("m.safetensors") }

  private func train(_ arguments: String...) throws -> CommandProcess.Outcome {
    let outcome = try CommandProcess.run(["train"] + arguments + ["--model", model, "--force"])
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    return outcome
  }

  private func evaluation(_ path: String) throws -> [String: Any] {
    try JSON.object(CommandProcess.succeed(["evaluate", "--model", model, path, "--json"]))
  }

  @Test func rowNamesAreLeftOut() throws {
    let outcome = try train(
      file("rownames-leak", "tiny.csv"), "--solver", "lbfgs", "--l2", "1e-3")
    #expect(outcome.output.contains("2 features"), "\(outcome.output)")
    #expect(outcome.error.contains("row names"), "\(outcome.error)")
  }

  @Test func theFirstColumnIsNoLabelByItself() throws {
    try CommandProcess.fail(
      ["train", file("default-label-first", "in.csv"), "--solver", "lbfgs"],
      saying: ["in.csv", "low, age, lwt, race", "--label", "have few values"])
  }

  @Test func numbersOfTwoFormsAreOneLabel() throws {
    _ = try train(
      file("label-int-float", "a.csv"), "--solver", "lbfgs", "--l2", "0.1", "--quiet")
    #expect(try evaluation(file("label-int-float", "b.csv")).number("examples") == 4)
  }

  @Test func aMissingLabelIsNoClass() throws {
    let outcome = try train(file("label-na", "in.csv"), "--solver", "lbfgs", "--l2", "0.1")
    #expect(outcome.error.contains("left out 1 of 7 rows"), "\(outcome.error)")
    #expect(outcome.output.contains("yes or no?"), "\(outcome.output)")
  }

  /// Predictions are those of the training's table, for its header and for columns in another order.
  @Test func aModelKnowsItsColumns() throws {
    let name = "predict-forgets-label"
    _ = try train(
      file(name, "train.csv"), "--label", "type", "--solver", "newton", "--l2", "0.01", "--quiet")
    let new = try CommandProcess.succeed(["predict", "--model", model, file(name, "new.csv")])
    #expect(new.split(separator: "\n").count == 4)
    for more in try [[file(name, "new.csv"), "--label", "type"], [file(name, "reordered.csv")]] {
      #expect(try CommandProcess.succeed(["predict", "--model", model] + more) == new)
    }
    #expect(try evaluation(file(name, "new.csv")).number("examples") == 3)
  }

  @Test func labelsOfTwoFormatsAreTheSame() throws {
    let name = "evaluate-drops-labels"
    _ = try train(file(name, "e_pm.csv"), "--solver", "lbfgs", "--l2", "1e-3", "--quiet")
    for other in ["e_pm.csv", "e_pm.svm"] {
      let said = try evaluation(file(name, other))
      #expect(try said.number("examples") == 200 && said.number("accuracy") == 0.765, "\(other)")
    }
  }
}
