import Foundation
import TestSupport
import Testing

/// Two hundred kills of the optimised command, each at a random moment, while it saves a checkpoint
/// after every evaluation: nothing is lost, and the model is the one of a training left alone.
@Suite(
  .enabled(if: OptimisedCommand.path != nil, "\(OptimisedCommand.whatIsMissing)"), .serialized)
struct KilledTrainingTests {
  @Test(arguments: [("gd", 60), ("momentum", 35), ("adam", 35), ("lbfgs", 35), ("newton", 35)])
  func killedTrainingsGoOnToTheSameModel(solver: String, kills: Int) throws {
    var random = RandomValues(of: solver)
    let folder = try TemporaryFolder()
    let (data, model) = (folder.file("digits"), folder.file("m.safetensors"))
    try _ = OptimisedCommand.run([
      "data", "synthesize", data, "--examples", "3000", "--test-examples", "100", "--seed", "3",
    ])
    // Long enough to be killed so often; a solver that ends by itself is kept from it.
    let evaluations = ["gd": "4000", "momentum": "4000", "adam": "200"][solver] ?? "100000"
    let arguments = [
      "train", "--data", data, "--quiet", "--model", model, "--solver", solver, "--epochs",
      evaluations, "--l2", "1e-4", "--positive", "1,3,5,7,9",
    ]
    _ = try OptimisedCommand.run(arguments)
    let expected = try folder.bytes("m.safetensors")
    try FileManager.default.removeItem(atPath: model)
    // A solver that is done starts anew, so that there is always something to kill.
    var survived = 0
    var round = 0
    while survived < kills, round < 100 {
      round += 1
      survived += try KilledTraining(
        arguments: arguments, checkpoint: folder.file("c\(round)"), kills: kills - survived,
        millisecondsBetween: 15..<90
      ).run(&random)
      #expect(try folder.bytes("m.safetensors") == expected)
    }
    print("killedTrainingsGoOnToTheSameModel \(solver): \(survived) kills survived")
    #expect(survived >= kills)
  }
}
