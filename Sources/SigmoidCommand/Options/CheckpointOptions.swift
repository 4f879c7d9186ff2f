import SigmoidOptimization
import ArgumentParser
import SigmoidModel

/// Where a training is saved while it lasts, and the checkpoint that it resumes.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Save checkpoints to this file, so that training can be interrupted and resumed.",
      valueName: "file"), completion: .file())
  var checkpoint: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The checkpoint interval: in seconds, such as 10s, or in evaluations, such as 100 "
        + "(default: 10s).", valueName: "interval"))
  var checkpointEvery: CheckpointInterval?

  @Option(
    help: ArgumentHelp(
      "Resume training from this checkpoint; the model is the same, bit for bit.",
      valueName: "file"), completion: .file())
  var resume: String?

  func validate() throws {
    for (option, name) in [("--checkpoint", checkpoint), ("--resume", resume)] where name == "" {
      throw ValidationError("\(option): expected the name of a file, found an empty string")
    }
    if checkpointEvery != nil && checkpoint == nil {
      throw ValidationError("--checkpoint-every: expected with --checkpoint, found without it")
    }
  }

  var plan: CheckpointPlan? {
    checkpoint.map { CheckpointPlan(path: $0, every: checkpointEvery?.interval ?? .seconds(10)) }
  }

  /// The checkpoint of --resume.
  func resumed() throws -> Checkpoint? { try resume.map { try Checkpoint(contentsOf: $0) } }

  /// Why it cannot be resumed from, by the option that differs.
  func failure(_ mismatch: CheckpointMismatch) -> RunFailure {
    let option = Self.options[mismatch.name] ?? mismatch.name
    return RunFailure(
      description: "\(resume ?? ""): expected \(option) \(mismatch.expected) (the checkpoint was "
        + "made with this), found \(option) \(mismatch.found); resume with the same options and data, "
        + "or start again without --resume")
  }

  private static let options = [
    "solver": "--solver", "epochs": "--epochs", "learningRate": "--learning-rate",
    "batchSize": "--batch-size", "schedule": "--schedule", "l1": "--l1", "l2": "--l2",
    "tolerance": "--tolerance", "classWeights": "--class-weight", "standardized": "--standardize",
    "seed": "--seed", "engine": "--engine", "start": "--from", "kernels": "SIGMOID_KERNELS",
    "link": "the task", "classes": "the classes", "examples": "the number of examples",
    "features": "the number of features", "inputScale": "--input-scale",
    "data": "examples of SHA-256",
  ]
}

/// `10s`, or a number of evaluations.
struct CheckpointInterval: ExpressibleByArgument {
  let interval: CheckpointPlan.Interval

  init?(argument: String) {
    if argument.hasSuffix("s"), let seconds = Double(argument.dropLast()), seconds >= 0,
      seconds.isFinite
    {
      interval = .seconds(seconds)
    } else if let count = Int(argument), count >= 1 {
      interval = .evaluations(count)
    } else {
      return nil
    }
  }
}
