/// Every tolerance of the tests, named once, with why it is what it is.
package enum Tolerance {
  /// Loss of a float pass against float64: 24-bit products, sums of 784 terms, averaged over
  /// the examples. The bar of the golden results.
  package static let goldenLoss = 2e-6

  /// Norm of the weights after 100 float passes against float64, relative.
  package static let goldenWeightNorm = 1e-4

  /// Test examples whose score is within rounding of zero and may fall on either side.
  package static let goldenErrors = 2

  /// Objective at the optimum: float passes leave 1e-7 of a value.
  package static let goldenObjective = 1e-6

  /// At the optimum scores are larger, and more test examples are near the line.
  package static let goldenOptimumErrors = 3

  /// Ten classes have more lines to be near.
  package static let goldenSoftmaxErrors = 5

  /// Weights of two float engines after ten epochs: gradients differ in the order of their sums.
  package static let weightsBetweenEngines = 1e-5

  /// The same of two levels of kernels on MNIST, relative to the largest weight: 4e-9 was found after
  /// 100 epochs of gradient descent, 1.3e-7 at the end of lbfgs.
  package static let weightsBetweenLevels = 1e-6

  /// Weights of examples that are repeated ten thousand times, relative, against those of one copy:
  /// 4e-7 was found.
  package static let repeatedExamples = 1e-5

  /// Central differences of a double objective with step 1e-6: truncation h² and cancellation
  /// ε/h are both about 1e-10, times the curvature.
  package static let centralDifference = 1e-7

  /// A sum of `terms` products in `Scalar`, against double: half an ulp a term at worst, on
  /// terms of about `magnitude`.
  package static func product<Scalar: BinaryFloatingPoint>(
    _: Scalar.Type, terms: Int, magnitude: Double = 1
  ) -> Double {
    Double(Scalar.ulpOfOne) * Double(max(terms, 1)) * magnitude
  }

  /// A sum of the kernels on bytes against double, in units of Float.ulpOfOne · Σ|terms|. Random
  /// numbers of all sizes came to 1.2 (forward) and 3 (accumulate, which adds to what is there).
  package static let kernelSum = 6.0

  /// What the kernels that make integers of numbers round them to, relative to the largest: half a
  /// unit of integers whose largest is 2²⁹ or more.
  package static let kernelIntegers = 0x1p-30

  /// And at least, where the largest is so small that no float makes such integers of it.
  package static let kernelSmallestInteger = 0x1p-127

  /// Sigmoid, loss and residual of the vector kernels against double, in ulps of the result; over
  /// every 997th of all floats the worst were 2.2, 2.8 and 2.6.
  package static let activationUlps = 3.0

  /// The same in double, against libm in 64 bits of mantissa; over 5·10⁶ scores the worst were 2.3, 1.7 and
  /// 2.6.
  package static let doubleActivationUlps = 3.0

  /// A residual of softmax of many classes, relative: exponentials and their sum in float.
  package static let softmaxRelative = 5e-6

  /// The residual of the true class where that is not the likeliest, absolute: 1 less its
  /// probability cancels.
  package static let softmaxCancelled = 5e-7

  /// A sum of softmax losses, relative to their sizes and the weights: the losses' logarithms of
  /// sums of floats.
  package static let softmaxLossSum = 1e-6

  /// Sums of losses and residuals relative to the sums of their sizes: each term is a float that is
  /// right to 3 ulps, and they are added up in double.
  package static let activationSum = 4e-7

  /// Two evaluations in double that add up in another order: the textbook's sum of 20000 losses
  /// is off by 1e-14 of their mean, and a gradient by less.
  package static let evaluationInDouble = 1e-12

  /// One evaluation in `Scalar` against double: scores are sums of so many products of numbers up
  /// to 1; the gradient is a mean of sums of one chunk, a few hundred examples, whose roundings
  /// come to less than 20 ulps of it.
  package static func evaluation<Scalar: BinaryFloatingPoint>(
    _: Scalar.Type, features: Int
  ) -> Double {
    Double(Scalar.ulpOfOne) * Double(features + 20)
  }

  /// An objective at the optimum against one computed in higher precision, relative: the objective
  /// is flat there, and sums of ten thousand losses in double leave 1e-13.
  package static let optimumObjective = 1e-9

  /// Whether an objective is that of the optimum, to `optimumObjective`.
  package static func isOptimum(_ objective: Double, of optimum: Double) -> Bool {
    abs(objective - optimum) <= optimumObjective * abs(optimum)
  }

  /// Weights at the optimum against those computed in higher precision, in standard errors: far less
  /// than any conclusion from them depends on.
  package static let optimumStandardErrors = 1e-5

  /// The largest relative gap of a fit that says that it converged.
  package static let convergedGap = 1e-6

  /// A mean loss against that of R's `glm`, relative: R stops when the deviance changes by less than
  /// 1e-8 of itself, and the next step is smaller by far.
  package static let lossOfR = 1e-8

  /// A cell of a column against the combination of others that it is said to be: cells up to 400 in
  /// double.
  package static let aliasedCell = 1e-6
}
