import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization
import SigmoidSystem
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// All that the bits of a run depend on, beside its state, by name.
struct RunDescription: Equatable, Sendable {
  /// In the order in which they are compared: what a person chose comes before what follows from it.
  private(set) var facts: [(name: String, value: String)]

  static let epochs = "epochs"

  init(_ facts: [(name: String, value: String)]) { self.facts = facts }

  subscript(name: String) -> String? { facts.first { $0.name == name }?.value }

  static func == (a: RunDescription, b: RunDescription) -> Bool {
    a.facts.map { [$0.name, $0.value] } == b.facts.map { [$0.name, $0.value] }
  }
}

extension LogisticTrainer {
  func describe<Features: FeatureStorage>(
    _ examples: TrainingSet<Features>, solver: Solver, engineName: String
  ) throws -> RunDescription {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let start = run.start.map { $0.weights + $0.intercepts }
    var facts: [(name: String, value: String)] = [("solver", solver.name)]
    for (name, value) in solver.pathHyperparameters.sorted(by: { $0.key < $1.key }) {
      facts.append((name, value))
    }
    // States of these solvers changed with their coordinates.
    if solver.isConditioned { facts.append(("coordinates", "mean 0 and variance 1")) }
    if let gap = regression.gap { facts.append(("gap", "\(gap)")) }
    if !regression.fitsIntercept { facts.append(("intercept", "none")) }
    for (name, value) in penaltyDescription.sorted(by: { $0.key < $1.key }) {
      facts.append((name, value))
    }
    facts += [
      ("tolerance", regression.tolerance.map { "\($0)" } ?? "none"),
      ("classWeights", "\(regression.classWeights)"),
      ("standardized", "\(regression.standardizes)"),
      ("seed", "\(regression.seed)"), ("engine", engineName),
      ("start", start.map { fingerprint(of: $0) } ?? "zero"),
      ("link", examples.link.rawValue),
      ("classes", String(decoding: try encoder.encode(examples.classes), as: UTF8.self)),
      ("examples", "\(examples.data.partition.examples)"),
      ("features", "\(examples.data.features.features)"),
      ("inputScale", "\(examples.inputScale)"), ("kernels", "\(KernelLevel.current)"),
      ("data", try fingerprint(of: examples)),
    ]
    return RunDescription(facts)
  }

  /// Of the classes, the weights, and the scores under fixed random weights, to which every element
  /// of the features contributes: one pass over the data.
  private func fingerprint<Features: FeatureStorage>(
    of examples: TrainingSet<Features>
  ) throws -> String {
    var generator = SeededGenerator(seed: 0x5349_474D_4F49_44)
    let weights = (0..<examples.data.features.features).map { _ in
      Double(generator.next() >> 11) * 0x1p-52 - 1
    }
    let scores = examples.data.scores(weights: weights, intercepts: [0], threads: threads)
    let partition = examples.data.partition
    // Hash own chunks; other ranks hash theirs.
    let ofChunks = partition.own.flatMap { chunk in
      let range = partition.local(chunk)
      let weights = examples.weights.isEmpty ? [] : examples.weights[range]
      let numbers = scores[range] + examples.classOfExample[range].map(Double.init) + weights
      return Array(fingerprint(of: Array(numbers)).utf8)
    }
    let all = partition.communicator.allGather(ofChunks).flatMap { $0 }
    return SHA256.hex(of: all)
  }

  private func fingerprint(of numbers: [Double]) -> String { SHA256.hex(of: numbers) }
}

extension Solver {
  /// What its path depends on: the limit of evaluations too where steps shrink towards it.
  fileprivate var pathHyperparameters: [String: String] {
    var known = hyperparameters
    known["solver"] = nil
    known["evaluationLimit"] = nil
    if known["schedule"] != "\(LearningRateSchedule.cosine)" { known[RunDescription.epochs] = nil }
    return known
  }
}
