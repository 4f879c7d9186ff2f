// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The letters are the textbook's own.

/// Logistic regression as a textbook first writes it: one loop over the examples, one over the
/// features. Plain and never tuned: it is what faster code is held against.
///
/// x: features × examples, column-major (an example is contiguous); y: one an example, 0 or 1.
/// J = (1/m) Σ L + (l2/2)‖w‖².
public enum PerExampleLoop {
  /// J and its gradient.
  public static func lossAndGradient(
    _ x: Span<Float>, _ y: [Float], _ parameters: Parameters, l2: Double = 0
  ) -> LossAndGradient {
    let w = parameters.weights
    let (n, m) = (w.count, y.count)
    checkShapes(x.count, features: n, examples: m)
    var J = 0.0
    var dw = [Double](repeating: 0, count: n)
    var db = 0.0
    for i in 0..<m {
      let example = x.extracting(i * n..<(i + 1) * n)
      var z = parameters.intercept
      for j in 0..<n { z += w[j] * Double(example[j]) }
      let a = sigma(z)
      J += crossEntropy(z, Double(y[i]))
      let dz = a - Double(y[i])
      for j in 0..<n { dw[j] += Double(example[j]) * dz }
      db += dz
    }
    J /= Double(m)
    db /= Double(m)
    for j in 0..<n {
      J += l2 / 2 * w[j] * w[j]
      dw[j] = dw[j] / Double(m) + l2 * w[j]
    }
    return LossAndGradient(loss: J, dw: dw, db: db)
  }

  /// Gradient descent from zero; J before each step.
  public static func train(
    _ x: Span<Float>, _ y: [Float], features: Int, epochs: Int, learningRate: Double,
    l2: Double = 0
  ) -> (parameters: Parameters, losses: [Double]) {
    descend(features: features, epochs: epochs, learningRate: learningRate) {
      lossAndGradient(x, y, $0, l2: l2)
    }
  }
}
