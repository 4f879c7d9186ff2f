import SigmoidExamples
import SigmoidOptimization

extension LogisticRegression {
  /// Fits a sequence of penalties, each from where the one before it ended.
  ///
  /// `l1` and `l2` are those of the plan; the solver is `auto` or `proximal`. A gap of 1e-6 is usual.
  /// - Parameters:
  ///   - caseWeights: as of `fit`.
  ///   - observe: called once an evaluation, on the calling thread, with the penalties that are done; may end
  ///     the path, which then has the points that are done, and the one at work as far as it is.
  /// - Throws: as `fit`.
  public func path(
    _ plan: PathPlan = PathPlan(), of examples: Examples, caseWeights: [Double]? = nil,
    run: RunOptions = RunOptions(), observe: (_ done: Int) -> ObserverDecision = { _ in .proceed }
  ) throws -> PenaltyPath {
    try path(
      plan, of: examples, caseWeights: caseWeights, by: LogisticTrainer(self, run), observe: observe
    )
  }

  package func path(
    _ plan: PathPlan, of examples: Examples, caseWeights: [Double]?, by trainer: LogisticTrainer,
    observe: (_ done: Int) -> ObserverDecision
  ) throws -> PenaltyPath {
    var trainer = trainer
    trainer.path = plan
    trainer.l1 = plan.l1Ratio
    trainer.l2 = 1 - plan.l1Ratio
    let fit = try fit(examples, caseWeights: caseWeights, by: trainer) {
      observe($0.evaluation - 1)
    }
    guard var path = fit.path else { preconditionFailure("a path has points") }
    path.last = fit.model
    return path
  }
}
