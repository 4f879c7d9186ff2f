/// Every tolerance of the tests, named once, with why it is what it is.
public enum Tolerance {
  /// Loss of a float pass against float64: 24-bit products, sums of 784 terms, averaged over
  /// the examples. The bar of the golden results.
  public static let goldenLoss = 2e-6

  /// Norm of the weights after 100 float passes against float64, relative.
  public static let goldenWeightNorm = 1e-4

  /// Test examples whose score is within rounding of zero and may fall on either side.
  public static let goldenErrors = 2

  /// Objective at the optimum: float passes leave 1e-7 of a value.
  public static let goldenObjective = 1e-6

  /// At the optimum scores are larger, and more test examples are near the line.
  public static let goldenOptimumErrors = 3

  /// Ten classes have more lines to be near.
  public static let goldenSoftmaxErrors = 5

  /// Weights of two float engines after ten epochs: gradients differ in the order of their sums.
  public static let weightsBetweenEngines = 1e-5

  /// Central differences of a double objective with step 1e-6: truncation h² and cancellation
  /// ε/h are both about 1e-10, times the curvature.
  public static let centralDifference = 1e-7

  /// A sum of `terms` products in `Scalar`, against double: half an ulp a term at worst, on
  /// terms of about `magnitude`.
  public static func product<Scalar: BinaryFloatingPoint>(
    _: Scalar.Type, terms: Int, magnitude: Double = 1
  ) -> Double {
    Double(Scalar.ulpOfOne) * Double(max(terms, 1)) * magnitude
  }
}
