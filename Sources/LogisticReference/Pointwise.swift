#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// σ(z) = 1 / (1 + e^−z).
func sigma(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

/// −(y log a + (1 − y) log(1 − a)) with a = σ(z), from z: log(1 − a) is lost once a rounds to 1.
func crossEntropy(_ z: Double, _ y: Double) -> Double {
  max(z, 0) - y * z + log1p(exp(-abs(z)))
}

/// What a textbook keeps of a logistic regression: one weight a feature, and the intercept.
public struct Parameters: Equatable, Sendable {
  /// w, one a feature.
  public var weights: [Double]
  /// b, which no penalty includes.
  public var intercept: Double

  /// - Parameter weights: one a feature: their number is that of the features.
  public init(weights: [Double], intercept: Double) {
    self.weights = weights
    self.intercept = intercept
  }

  /// Where gradient descent begins: no weight, no intercept.
  public static func zero(features: Int) -> Parameters {
    Parameters(weights: Array(repeating: 0, count: features), intercept: 0)
  }
}

/// J, dw and db at some parameters.
public struct LossAndGradient: Equatable, Sendable {
  /// J: the mean cross-entropy, in nats, and the penalty.
  public var loss: Double
  /// ∂J/∂w, one a feature.
  public var dw: [Double]
  /// ∂J/∂b.
  public var db: Double
}

/// Textbook gradient descent: evaluate, step, and again, from zero.
/// - Returns: the parameters after the last step, and J before each step.
func descend(
  features: Int, epochs: Int, learningRate: Double,
  _ evaluate: (Parameters) -> LossAndGradient
) -> (parameters: Parameters, losses: [Double]) {
  var parameters = Parameters.zero(features: features)
  var losses: [Double] = []
  for _ in 0..<epochs {
    let gradient = evaluate(parameters)
    losses.append(gradient.loss)
    for j in 0..<features { parameters.weights[j] -= learningRate * gradient.dw[j] }
    parameters.intercept -= learningRate * gradient.db
  }
  return (parameters, losses)
}

/// Stops the program when X does not hold features × examples numbers, or nothing at all is asked.
func checkShapes(_ count: Int, features: Int, examples: Int) {
  precondition(
    examples > 0 && count == features * examples,
    "\(count) numbers for \(features) features × \(examples) examples")
}
