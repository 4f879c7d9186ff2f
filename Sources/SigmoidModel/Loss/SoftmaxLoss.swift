import SigmoidSystem
import SigmoidLinear

/// L = logsumexp(z) − z_y over the scores z of an example, y its class. Its derivative by the
/// scores is softmax(z) − onehot(y).
package struct SoftmaxLoss<Scalar: PassScalar>: ScoreLoss {
  package let classes: Int
  /// For each example the position of its class.
  package let classOfExample: [Int32]
  /// The case weight of each example; empty when all are 1.
  package let weights: [Scalar]
  package let totalWeight: Double

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
    self.classOfExample = classOfExample
    self.weights = weights
    self.totalWeight = totalWeight ?? Scalar.total(weights, orCount: classOfExample.count)
  }

  package var examples: Int { classOfExample.count }

  /// A softmax does not change when all scores of an example move together.
  package var isRelative: Bool { classes > 1 && classes <= Scalar.mostRelativeClasses }

  package func replaceScoresByResiduals(
    _ scores: inout MutableSpan<Scalar>, examples: Range<Int>, intercepts: Span<Scalar>,
    residualSums: inout MutableSpan<Double>
  ) -> Double {
    require(
      scores.count == examples.count * intercepts.count,
      "\(scores.count) scores for \(intercepts.count) columns × \(examples.count) examples")
    return Scalar.replaceBySoftmaxResiduals(
      &scores, classes: classes, classOfExample: classOfExample.span.extracting(examples),
      weights: weights.span.extracting(weights.isEmpty ? 0..<0 : examples),
      intercepts: intercepts, residualSums: &residualSums)
  }
}
