import ArgumentParser
import LogisticRegression

/// The algorithm and what it minimises.
struct SolverOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The algorithm.", valueName: "name"))
  var solver: SolverName = .gd

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most evaluations of the objective (default: 100 for gd and momentum, else 1000).",
      valueName: "n"))
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The factor on the gradient in each step of gd and momentum (default: 0.1).",
      valueName: "rate"))
  var learningRate: Double?

  @Option(parsing: .unconditional, help: "The strength of the penalty; the intercept is free.")
  var l2 = 0.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop when the largest |gradient| is at most this (default: 0).", valueName: "t"))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp(
      "What an example counts: 'balanced', or label=weight with commas between.",
      valueName: "weights"))
  var classWeight: String?

  func validate() throws {
    if let epochs { try NumberCheck.epochs(epochs) }
    if let learningRate {
      guard solver.hasLearningRate else {
        throw ValidationError(
          "--learning-rate: expected with --solver gd or momentum, found with \(solver.rawValue), which "
            + "finds its own steps; leave it out")
      }
      try NumberCheck.positive("--learning-rate", learningRate)
    }
    try NumberCheck.notNegative("--l2", l2)
    if let tolerance { try NumberCheck.notNegative("--tolerance", tolerance) }
    _ = try classWeights()
  }

  func makeSolver() -> Solver {
    switch solver {
    case .gd: .gradientDescent(epochs: epochs ?? 100, learningRate: learningRate ?? 0.1)
    case .momentum: .momentum(epochs: epochs ?? 100, learningRate: learningRate ?? 0.1)
    case .lbfgs: .lbfgs(evaluations: epochs ?? 1000)
    case .newton: .newton(evaluations: epochs ?? 1000)
    }
  }

  func classWeights() throws -> ClassWeights {
    guard let classWeight else { return .equal }
    if classWeight == "balanced" { return .balanced }
    var weights: [String: Double] = [:]
    for pair in classWeight.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let weight = Double(parts[1]), weight >= 0,
        weight.isFinite, weights.updateValue(weight, forKey: String(parts[0])) == nil
      else {
        throw ValidationError(
          "--class-weight: expected 'balanced' or label=weight with commas between, each label "
            + "once and no weight negative, found '\(classWeight)'")
      }
    }
    return .byLabel(weights)
  }
}

enum SolverName: String, CaseIterable, ExpressibleByArgument {
  case gd, momentum, lbfgs, newton

  static let allValueDescriptions: [String: String] = [
    "gd": "full-batch gradient descent, to see how it works",
    "momentum": "gradient descent with Nesterov's momentum",
    "newton": "to the optimum in a few long steps; binary alone",
    "lbfgs": "to the optimum: L-BFGS on the curvature of a sample",
  ]

  var hasLearningRate: Bool { self == .gd || self == .momentum }
}
