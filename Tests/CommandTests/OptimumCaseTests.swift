import Foundation
import TestSupport
import Testing

/// Inputs on which solvers have ended short of the optimum: every solver ends there, and says no more
/// than it can prove.
@Suite struct OptimumCaseTests {
  private static let shared = SharedFolder.cases
  let outputs: TemporaryFolder

  init() throws { outputs = try TemporaryFolder() }

  @Test(arguments: OptimumCase.small)
  func endsAtTheOptimum(known: OptimumCase) throws { try check(known) }

  @Test(
    .enabled(if: shared.path != nil, Comment(rawValue: shared.whatIsMissing)),
    arguments: OptimumCase.large)
  func endsAtTheOptimumOfALargeCase(known: OptimumCase) throws { try check(known) }

  /// The first command of the README on a table of raw numbers.
  @Test func endsAtTheOptimumWhereDescentDiverges() throws {
    try check(OptimumCase.defaultDivergence, first: 1)
  }

  @Test func everyCaseOfTheSharedFolderIsTried() throws {
    #expect(try OptimumCase.unknown() == [])
  }

  /// Every command line of the case, or so many, with its own solver, with none, and with each that
  /// ends at the optimum.
  private func check(_ known: OptimumCase, first count: Int = .max) throws {
    let folder = try #require(known.folder, "no folder of \(known.name)")
    let lines = try Array(folder.commands(outputs: outputs).prefix(count))
    let first = try #require(lines.first)
    let judge = try known.weights.map { _ in
      let examples = try known.examples(first)
      return try PlainNewton(columns: examples.columns, labels: examples.labels, l2: known.l2)
    }
    if let judge { try check(judge, against: known) }
    var tried = Set<[String]>()
    for line in lines {
      let solvers = [line.value(of: "--solver"), nil] + known.solvers
      for arguments in solvers.map({ line.with(solver: $0) })
      where tried.insert(arguments).inserted {
        try check(arguments, known, judge)
      }
    }
  }

  /// The plain Newton method that gives the standard errors is at the same optimum.
  private func check(_ judge: PlainNewton, against known: OptimumCase) throws {
    #expect(Tolerance.isOptimum(judge.objective, of: known.objective))
    let weights = try #require(known.weights)
    for (index, error) in judge.standardErrors.enumerated() where !error.isNaN {
      #expect(
        abs(judge.weights[index] - weights[index]) < Tolerance.optimumStandardErrors * error / 10)
    }
  }

  private func check(_ arguments: [String], _ known: OptimumCase, _ judge: PlainNewton?) throws {
    let model = outputs.file("m")
    let context = Comment(rawValue: "\(arguments)")
    let words = arguments.filter { $0 != "--json" } + ["--model", model]
    let outcome = try CommandProcess.run(words + ["--json"], timeout: 300)
    #expect(outcome.ending == .exit(0), "\(arguments): \(outcome.error)")
    guard outcome.ending == .exit(0) else { return }
    let fit = try FitClaims(outcome.output)
    #expect(
      Tolerance.isOptimum(fit.objective, of: known.objective),
      "\(arguments): expected \(known.objective), found \(fit.objective)")
    // A tolerance that was asked for may end a fit earlier.
    if Double(words.value(of: "--tolerance") ?? "0") == 0 { #expect(fit.converged, context) }
    fit.checkClaims(optimum: known.objective, l2: known.l2, context)
    fit.checkColumns(constant: known.constant, context)
    let text = try CommandProcess.run(words, timeout: 300)
    fit.checkText(text.output + text.error, context)
    if let judge { try check(model, known, judge, context) }
  }

  /// The weights of the model in this file, in standard errors from those that are known.
  private func check(
    _ model: String, _ known: OptimumCase, _ judge: PlainNewton, _ context: Comment
  ) throws {
    let (weights, intercept) = (try #require(known.weights), try #require(known.intercept))
    let exported = try WeightsByName(model: model)
    try #require(exported.weights.count == weights.count, context)
    for (index, error) in judge.standardErrors.enumerated() {
      let name = exported.names[index]
      if error.isNaN {
        #expect(exported.weights[index] == 0, "\(context), \(name)")
      } else {
        let off = abs(exported.weights[index] - weights[index]) / error
        #expect(off < Tolerance.optimumStandardErrors, "\(context), \(name)")
      }
    }
    let off = abs(exported.intercept - intercept) / judge.interceptStandardError
    #expect(off < Tolerance.optimumStandardErrors, "\(context), intercept")
  }

  /// With and without --tolerance 0, which is the default, a fit is the same.
  @Test(.enabled(if: shared.path != nil, Comment(rawValue: shared.whatIsMissing)))
  func theDefaultToleranceIsTheOneThatIsNamed() throws {
    let folder = try #require(CaseFolder("optimum-tolerance-default"))
    let objectives = try folder.commands(outputs: outputs).map {
      try JSON.object(CommandProcess.succeed($0)).number("objective")
    }
    #expect(objectives.count == 2 && Set(objectives).count == 1, "\(objectives)")
  }
}
