import Foundation
import TestSupport
import Testing

/// Help, the version, and what is said of this machine.
struct HelpTests {
  static let options = [
    "train": [
      "--data", "--synthetic", "--positive", "--versus", "--solver", "--epochs", "--learning-rate",
      "--l2", "--tolerance", "--seed", "--engine", "--threads", "--examples", "--model",
      "--history", "--checkpoint", "--checkpoint-every", "--resume", "--json", "--quiet",
      "--firth", "--inference", "--covariance", "--weight-kind", "--intervals", "--level",
      "--test-terms",
      "--keep-covariance", "--stars", "reference", "blas", "130",
    ],
    "evaluate": ["--model", "--data", "--synthetic", "--seed", "--json", "--quiet"],
    "predict": ["--model", "<input>", "--format", "csv", "jsonl", "--intervals", "--level"],
    "compare": [
      "--data", "--synthetic", "--examples", "--seed", "--positive", "--versus", "--epochs",
      "--learning-rate", "--engines", "--threads", "--json", "--quiet",
    ],
    "data": ["fetch", "verify", "info", "convert", "synthesize", "MNIST_DIR", "XDG_CACHE_HOME"],
    "data fetch": ["--quiet"], "data verify": ["--data"],
    "data info": ["<input>", "--label", "--data", "--synthetic", "--seed", "--json", "--quiet"],
    "data convert": [
      "<in>", "<out>", "--from", "--to", "--labels", "--label", "--labels-out", "--zero-based-out",
      "--raw", "--quiet", "libsvm",
    ],
    "report": [
      "<input>", "--model", "--compare", "--history", "--threshold", "--output", "--json",
      "--quiet",
    ],
    "plot": [
      "<kind>", "weights", "coefficients", "loss", "roc", "pr", "confusion", "calibration",
      "histogram", "samples",
      "--terminal", "--class", "--show", "--count", "--log", "--time", "--output",
    ],
    "serve": [
      "<input>", "--model", "--history", "--host", "--port", "--quiet", "POST /predict",
    ],
    "export": ["--model", "--to", "--raw", "--output", "npz"],
    "import": ["--from", "--model", "npz"],
    "data synthesize": ["<out>", "--examples", "--test-examples", "--seed"],
    "info": ["--json"],
    "show": ["--model", "--sort", "--top", "--all", "--stars", "--format", "--json"],
    "test": ["--model", "--against", "<hypotheses>", "--json"],
  ]

  @Test(arguments: options.keys.sorted()) func helpNamesEveryOption(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let text = try CommandProcess.succeed(words + ["--help"])
    #expect(text.contains("USAGE: sigmoid \(command)"))
    for option in Self.options[command, default: []] {
      #expect(text.contains(option), "\(option) in \(command) --help")
    }
    // The usage line may be long; the rest fits a terminal.
    for line in text.split(separator: "\n") where !line.hasPrefix("USAGE") {
      #expect(line.count <= 80, "\(line)")
    }
    #expect(try CommandProcess.succeed(["help"] + words) == text)
  }

  @Test func helpOfTheCommandNamesSubcommandsAndExitStatus() throws {
    let text = try CommandProcess.succeed(["--help"])
    for part in ["train", "evaluate", "predict", "compare", "data", "info", "64", "130"] {
      #expect(text.contains(part))
    }
    #expect(try CommandProcess.succeed([]) == text)
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionsNameEverySubcommand(
    shell: String
  ) throws {
    let script = try CommandProcess.succeed(["--generate-completion-script", shell])
    for name in Self.options.keys {
      for word in name.split(separator: " ") { #expect(script.contains(word), "\(word)") }
    }
    #expect(script.contains("multiclass"))
  }

  @Test func versionIsThreeNumbers() throws {
    let text = try CommandProcess.succeed(["--version"])
    #expect(text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil, "\(text)")
  }

  @Test func infoDescribesTheMachine() throws {
    let json = try JSON.object(CommandProcess.succeed(["info", "--json"]))
    let keys = [
      "version", "blas", "blasKernels", "blasThreads", "cpu", "cpuFeatures", "cores", "warning",
    ]
    #expect(Set(json.keys).isSuperset(of: keys), "\(json.keys)")
    let text = try CommandProcess.succeed(["info"])
    for name in ["blasKernels", "version", "cpu"] {
      #expect(try text.contains(json.text(name)))
    }
  }

  @Test func infoWarnsOfOldKernels() throws {
    let features = try #require(
      JSON.object(CommandProcess.succeed(["info", "--json"]))["cpuFeatures"] as? [String])
    guard features.contains("avx2") else {
      print("infoWarnsOfOldKernels: skipped, this CPU has no AVX2")
      return
    }
    let outcome = try CommandProcess.run(
      ["info"], environment: ["OPENBLAS_CORETYPE": "Prescott"])
    #expect(outcome.ending == .exit(0))
    #expect(outcome.error.hasPrefix("warning: OpenBLAS runs its Prescott kernels"))
    #expect(outcome.error.hasSuffix("unset OPENBLAS_CORETYPE\n"))
    #expect(outcome.output.contains("Prescott"))
  }
}
