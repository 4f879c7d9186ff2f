@testable import SigmoidModel
import Foundation
import TestSupport
import Testing

/// Solvers and what a fit can be asked for, by the command's options.
struct CommandSolverTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  private func run(_ options: [String]) throws -> (result: [String: Any], notes: String) {
    let outcome = try CommandProcess.run(
      ["train", "--data", digits.folder.path, "--json"] + options)
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    return (try JSON.object(outcome.output), outcome.error)
  }

  @Test(arguments: ["sgd", "adam", "momentum", "lbfgs", "newton"])
  func everySolverLowersTheLoss(solver: String) throws {
    let batches = ["sgd", "adam"].contains(solver) ? ["--batch-size", "5"] : []
    let (result, _) = try run(
      ["--solver", solver, "--epochs", "30", "--l2", "0.01"] + batches)
    #expect(try result.text("solver") == solver)
    #expect(try result.number("objective") < 0.3)
    #expect(try result.number("testAccuracy") > 0.9)
  }

  @Test func batchesAndSchedulesAreTaken() throws {
    let small = try run(["--solver", "sgd", "--epochs", "2", "--batch-size", "50"]).result
    #expect(try small.number("iterations") == 2 * 300 / 50)
    let large = try run(["--solver", "sgd", "--epochs", "2", "--batch-size", "100000"]).result
    #expect(try large.number("iterations") == 2)
    let losses = try [
      ["--schedule", "constant"], ["--schedule", "cosine"],
      ["--schedule", "inverse-time", "--decay", "5"], ["--schedule", "inverse-time"],
    ].map { try run(["--solver", "adam", "--epochs", "3"] + $0).result.number("loss") }
    #expect(Set(losses).count == 4)
    #expect(try run(["--solver", "adam", "--epochs", "3"]).result.number("loss") == losses[1])
  }

  @Test func aModelIsTheSameBytesForAnyThreads() throws {
    for options in [
      ["--solver", "sgd", "--epochs", "2"], ["--solver", "adam", "--epochs", "2", "--multiclass"],
      ["--solver", "lbfgs", "--standardize", "--l2", "0.01"],
      ["--solver", "newton", "--standardize", "--l2", "0.01"],
      ["--solver", "lbfgs", "--one-vs-rest", "--l2", "0.01"], ["--solver", "momentum"],
    ] {
      let models = try ["1", "2", "5"].map { threads in
        _ = try run(options + ["--threads", threads, "--model", digits.folder.file(threads)])
        return try digits.folder.bytes(threads)
      }
      let same = models[1] == models[0] && models[2] == models[0]
      #expect(same, "\(options)")
    }
  }

  @Test func oneVersusRestIsKeptInTheModel() throws {
    let path = digits.folder.file("m")
    let (trained, _) = try run(
      ["--one-vs-rest", "--solver", "lbfgs", "--l2", "0.001", "--model", path])
    #expect(try trained.number("classes") == 10 && trained["positive"] is NSNull)
    let tested = try JSON.object(
      CommandProcess.succeed(["evaluate", "--model", path, "--data", digits.folder.path, "--json"]))
    #expect(try tested.number("errors") == trained.number("testErrors"))
    #expect(try tested.number("logLoss") == trained.number("testLogLoss"))
    let softmax = try run(["--multiclass", "--solver", "lbfgs", "--l2", "0.001"]).result
    #expect(try softmax.number("testLogLoss") != trained.number("testLogLoss"))
  }

  @Test func aWarmStartGoesOn() throws {
    let path = digits.folder.file("m")
    _ = try run(["--epochs", "30", "--model", path])
    let rest = try run(["--epochs", "30", "--from", path]).result
    let whole = try run(["--epochs", "60"]).result
    #expect(try abs(rest.number("loss") - whole.number("loss")) < 1e-7)
    #expect(try abs(rest.number("weightNorm") - whole.number("weightNorm")) < 1e-6)
  }

  @Test func aModelOfAnotherQuestionIsNoStart() throws {
    let path = digits.folder.file("m")
    _ = try run(["--epochs", "1", "--model", path])
    try CommandProcess.fail(
      ["train", "--data", digits.folder.path, "--from", path, "--positive", "3"],
      saying: [path, "3", "0", "expected", "found"])
    try CommandProcess.fail(
      ["train", "--data", digits.folder.path, "--from", digits.folder.file("nowhere")],
      saying: ["nowhere", "expected", "found"])
    try digits.folder.write(Array("no model".utf8), to: "text")
    try CommandProcess.fail(
      ["train", "--data", digits.folder.path, "--from", digits.folder.file("text")],
      saying: ["text", "expected", "found"])
  }

  @Test func saysWhatToDoAboutAFitThatIsNotAtTheOptimum() throws {
    let (early, notes) = try run(["--epochs", "5"])
    #expect(early["converged"] as? Bool == false)
    #expect(try early.text("advice").contains("solver auto"))
    #expect(notes.contains("note: not converged") && notes.contains("solver auto"))
    let quiet = try run(["--epochs", "5", "--quiet"])
    #expect(quiet.notes == "")
    let (done, silent) = try run(["--solver", "lbfgs", "--l2", "0.01"])
    #expect(done["converged"] as? Bool == true && done["advice"] is NSNull)
    #expect(!silent.contains("not converged"))
    #expect(try done.number("gapEstimate") < 1e-6)
    #expect(try done.text("gapIs") == "proved")
    #expect(try done.number("dualityGap") <= 1e-6 * done.number("objective"))
    #expect(
      try abs(done.number("objective") - done.number("dualityGap") - done.number("lowerBound"))
        < 1e-15)
    // More pixels than images: they tell all of them apart.
    let (separated, said) = try run(["--solver", "newton"])
    #expect(try separated.text("terminationReason") == "separated")
    #expect(separated["converged"] as? Bool == false && separated["gapIs"] is NSNull)
    #expect(said.contains("separated") && said.contains("use a penalty"))
  }

  @Test func toleranceMeansTheSameForAllSolvers() throws {
    for solver in ["gd", "momentum", "sgd", "adam", "lbfgs", "newton"] {
      let result = try run([
        "--solver", solver, "--tolerance", "0.05", "--epochs", "200", "--l2", "0.01",
      ]).result
      #expect(try result.text("terminationReason") == "gradientBelowTolerance", "\(solver)")
      #expect(try result.number("gradientMax") <= 0.05, "\(solver)")
    }
  }

  @Test(arguments: [
    (["--batch-size", "8"], "--batch-size"), (["--solver", "sgd", "--batch-size", "0"], "found 0"),
    (["--schedule", "cosine"], "--schedule"),
    (["--solver", "adam", "--decay", "1"], "inverse-time"),
    (["--solver", "sgd", "--schedule", "inverse-time", "--decay", "-1"], "found -1"),
    (["--multiclass", "--one-vs-rest"], "exclude"),
    (["--one-vs-rest", "--versus", "3"], "--versus"),
    (["--solver", "gd", "--gap", "1e-8"], "--gap"), (["--from", ""], "--from"),
    (["--gap", "-1"], "--gap"),
    (["--engine", "reference", "--solver", "sgd"], "reference"),
    (["--engine", "reference", "--class-weight", "balanced"], "--class-weight"),
    (["--engine", "reference", "--one-vs-rest"], "--one-vs-rest"),
  ])
  func whatCannotBeIsRefused(options: [String], part: String) throws {
    try CommandProcess.fail(["train"] + options, code: 64, saying: [part])
  }
}
