import Foundation
import TestSupport
import Testing

/// `sigmoid train` where nothing goes wrong.
struct TrainTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  @Test func jsonHasTheKeysOfTheDesign() throws {
    let path = digits.folder.file("m.safetensors")
    let result = try digits.train("--seed", "3", "--model", path)
    let numbers = [
      "threads", "seed", "features", "examples", "classes", "evaluations", "epochs", "loss",
      "objective", "gradientMax", "secondsPerEpochMedian", "secondsTraining", "secondsLoading",
      "secondsTotal", "peakResidentBytes", "trainAccuracy", "testAccuracy", "testErrors",
      "testExamples", "testLogLoss", "intercept", "weightNorm",
    ]
    let texts = ["solver", "engine", "terminationReason", "dataSource", "model"]
    #expect(result.missing(numbers + texts + ["positive", "intercepts"]) == [])
    for key in numbers { _ = try result.number(key) }
    for key in texts { _ = try result.text(key) }
    #expect(result["positive"] as? [Int] == [0])
    #expect(try result.text("dataSource") == "mnist")
    #expect(try result.text("model") == path)
    #expect(try result.text("terminationReason") == "evaluationsUsedUp")
    #expect(try result.number("seed") == 3)
    #expect(try result.number("features") == 784)
    #expect(try result.number("examples") == Double(SmallDigits.trainingExamples))
    #expect(try result.number("testExamples") == Double(SmallDigits.testExamples))
    #expect(try result.number("classes") == 2)
    #expect(try result.number("evaluations") == 10)
    #expect(try result.number("epochs") == 10)
    #expect(
      try result.number("testAccuracy") == 1 - result.number("testErrors") / 100)
    #expect(try result.number("loss") == result.number("objective"))
    #expect(try result.number("peakResidentBytes") > 1e6)
    #expect(try result.number("secondsTotal") >= result.number("secondsTraining"))
  }

  /// A key whose value there is none of is null, not absent.
  @Test func jsonKeepsTheKeyOfAModelThatIsNotSaved() throws {
    #expect(try digits.train()["model"] is NSNull)
  }

  @Test func resultAloneIsOnStandardOutput() throws {
    let loud = try CommandProcess.run(digits.training("--json"))
    #expect(loud.ending == .exit(0))
    _ = try JSON.object(loud.output)
    for form in [[], ["--json"]] {
      let quiet = try CommandProcess.run(digits.training("--quiet") + form)
      #expect(quiet.error == "")
      #expect(!quiet.output.isEmpty)
    }
  }

  @Test func textSaysDataQuestionTrainingTestEndAndTime() throws {
    let path = digits.folder.file("m")
    let text = try CommandProcess.succeed(digits.training("--positive", "3", "--model", path))
    let lines = text.split(separator: "\n")
    let names = ["data", "question", "training", " ", "test", "ended", "time", "model"]
    #expect(lines.count == names.count)
    for (line, name) in zip(lines, names) { #expect(line.hasPrefix(name), "\(text)") }
    // One column of names, one of texts.
    for line in lines {
      #expect(line.dropFirst(8).hasPrefix("  ") && !line.dropFirst(10).hasPrefix(" "), "\(text)")
    }
    #expect(text.contains("3 or not 3?"))
  }

  @Test func historyHasOneObjectAnEvaluation() throws {
    let path = digits.folder.file("h.jsonl")
    let result = try digits.train("--l2", "0.1", "--history", path, epochs: 5)
    let rows = try JSON.lines(String(contentsOfFile: path, encoding: .utf8))
    try #require(rows.count == 5)
    let keys = ["evaluation", "seconds", "loss", "objective", "gradientMax", "stepSize"]
    for (index, row) in rows.enumerated() {
      #expect(row.missing(keys) == [])
      #expect(try row.number("evaluation") == Double(index + 1))
      #expect(try row.number("stepSize") == 0.1)
    }
    #expect(try abs(rows[0].number("loss") - log(2)) < Tolerance.goldenLoss)
    for key in ["loss", "objective", "gradientMax"] {
      #expect(try rows[4].number(key) == result.number(key))
    }
    let seconds = try rows.map { try $0.number("seconds") }
    #expect(seconds == seconds.sorted() && seconds[0] >= 0)
    #expect(try seconds[4] <= result.number("secondsTraining"))
    let losses = try rows.map { try $0.number("loss") }
    #expect(losses == losses.sorted(by: >))
  }

  @Test func penaltyRaisesTheObjectiveAboveTheLoss() throws {
    let free = try digits.train()
    let penalised = try digits.train("--l2", "0.5")
    #expect(try penalised.number("objective") > penalised.number("loss"))
    #expect(try penalised.number("weightNorm") < free.number("weightNorm"))
  }

  @Test func toleranceEndsEarly() throws {
    let result = try digits.train("--tolerance", "0.05", epochs: 1000)
    #expect(try result.text("terminationReason") == "gradientBelowTolerance")
    #expect(try result.number("gradientMax") <= 0.05)
    #expect(try (2..<1000).contains(Int(result.number("evaluations"))))
  }

  @Test func positiveTakesSeveralLabels() throws {
    let odd = try digits.train("--positive", "1,3,5,7,9")
    #expect(odd["positive"] as? [Int] == [1, 3, 5, 7, 9])
    #expect(try odd.number("examples") == 300)
    // Blanks after the commas are allowed; the order does not matter.
    let again = try digits.train("--positive", "9, 7, 5, 3, 1")
    #expect(try again.number("loss") == odd.number("loss"))
  }

  @Test func versusKeepsTheseNegativesOnly() throws {
    let counts = try JSON.object(
      CommandProcess.succeed(["data", "info", "--data", digits.folder.path, "--json"]))
    let training = try #require(
      (counts["training"] as? [String: Any])?["classCounts"] as? [Int])
    let result = try digits.train("--positive", "3", "--versus", "8,5")
    #expect(try result.number("examples") == Double(training[3] + training[8] + training[5]))
    #expect(result["positive"] as? [Int] == [3])
    #expect(try result.number("testExamples") < 100)
  }

  @Test func examplesTakesTheFirstOnes() throws {
    let part = try digits.train("--examples", "120")
    #expect(try part.number("examples") == 120)
    #expect(try part.number("testExamples") == 100)
    #expect(try digits.train("--examples", "300").number("loss") == digits.train().number("loss"))
  }

  @Test func enginesAgree() throws {
    let results = try ["reference", "blas", "auto"].map { try digits.train("--engine", $0) }
    for result in results.dropFirst() {
      #expect(try abs(result.number("loss") - results[0].number("loss")) < Tolerance.goldenLoss)
      #expect(
        try abs(result.number("weightNorm") - results[0].number("weightNorm"))
          < Tolerance.goldenWeightNorm)
    }
    #expect(try results[0].text("engine") == "reference")
    #expect(try results[1].text("engine") == "blas")
    #expect(try results[2].text("engine") != "auto")
  }

  @Test func sameSeedSavesTheSameBytes() throws {
    let models = try ["a", "b"].map { name in
      _ = try digits.train("--seed", "5", "--model", digits.folder.file(name))
      return try digits.folder.bytes(name)
    }
    let same = models[0] == models[1]
    #expect(same)
  }

  @Test func threadsDoNotChangeTheResult() throws {
    let one = try digits.train("--threads", "1")
    let two = try digits.train("--threads", "2")
    #expect(try one.number("threads") == 1 && two.number("threads") == 2)
    #expect(try abs(one.number("loss") - two.number("loss")) < Tolerance.goldenLoss)
    #expect(
      try abs(one.number("weightNorm") - two.number("weightNorm")) < Tolerance.goldenWeightNorm)
  }

  /// Only what is asked for is drawn, or this takes its time.
  @Test func syntheticDigitsAreSaidToBeSynthetic() throws {
    let result = try JSON.object(
      CommandProcess.succeed([
        "train", "--synthetic", "--examples", "200", "--epochs", "2", "--json", "--quiet",
      ]))
    #expect(try result.text("dataSource") == "synthetic")
    #expect(try result.number("examples") == 200)
    #expect(try result.number("testExamples") == 10000)
  }

  @Test func dataIsFoundByTheEnvironment() throws {
    let output = try CommandProcess.succeed(
      ["train", "--epochs", "2", "--json"], environment: ["MNIST_DIR": digits.folder.path])
    #expect(try JSON.object(output).text("dataSource") == "mnist")
    try FileManager.default.createDirectory(
      atPath: digits.folder.file("cache/sigmoid/mnist"), withIntermediateDirectories: true)
    for name in SmallDigits.names {
      try digits.folder.link("cache/sigmoid/mnist/\(name)", to: digits.folder.file(name))
    }
    let cached = try CommandProcess.succeed(
      ["train", "--epochs", "2", "--json"],
      environment: ["XDG_CACHE_HOME": digits.folder.file("cache")])
    #expect(try JSON.object(cached).number("examples") == 300)
  }
}
