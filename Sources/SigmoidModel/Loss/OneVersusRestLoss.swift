import SigmoidSystem
import SigmoidLinear

/// The sum over the classes of the binary loss of each against the rest. Each class has a column
/// of weights that only its own part of the loss depends on, so the minimum of the sum is that of
/// every part: as many binary models, fitted in the same passes over X.
package struct OneVersusRestLoss<Scalar: PassScalar>: ScoreLoss {
  package let classes: Int
  /// classes × examples: 1 for an example's own class, 0 for the others.
  private let targets: [Scalar]
  /// classes × examples; empty when all count one.
  private let weights: [Scalar]
  package let totalWeight: Double

  /// - Parameters:
  ///   - classOfExample: for each example the position of its class.
  ///   - weights: the case weight of each example; empty when all are 1.
  package init(
    classes: Int, classOfExample: [Int32], weights: [Scalar] = [], totalWeight: Double? = nil
  ) {
    require(
      weights.isEmpty || weights.count == classOfExample.count,
      "\(weights.count) weights for \(classOfExample.count) examples")
    require(
      classOfExample.allSatisfy { $0 >= 0 && Int($0) < classes },
      "a class outside 0..<\(classes)")
    self.classes = classes
    var targets = [Scalar](repeating: 0, count: classes * classOfExample.count)
    for (example, label) in classOfExample.enumerated() {
      targets[example * classes + Int(label)] = 1
    }
    self.targets = targets
    self.weights = weights.flatMap { Array(repeating: $0, count: classes) }
    self.totalWeight = totalWeight ?? Scalar.total(weights, orCount: classOfExample.count)
  }

  package var examples: Int { targets.count / classes }

  package func replaceScoresByResiduals(
    _ scores: inout MutableSpan<Scalar>, examples: Range<Int>, intercepts: Span<Scalar>,
    residualSums: inout MutableSpan<Double>
  ) -> Double {
    require(
      scores.count == examples.count * classes,
      "\(scores.count) scores for \(classes) classes × \(examples.count) examples")
    let run = examples.lowerBound * classes..<examples.upperBound * classes
    return Scalar.replaceByOneVersusRestResiduals(
      &scores, targets: targets.span.extracting(run),
      weights: weights.span.extracting(weights.isEmpty ? 0..<0 : run), intercepts: intercepts,
      residualSums: &residualSums)
  }
}
