// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The letters are the textbook's own.

/// Logistic regression as a textbook writes it next: Z, A, L, dZ, dW and db as steps over whole
/// arrays, the form that BLAS makes fast. Here each step is a plain loop.
///
/// X: features × examples, column-major (an example is contiguous); Y: one an example, 0 or 1.
/// J = (1/m) Σ L + (l2/2)‖w‖².
public enum Vectorised {
  /// J and its gradient.
  public static func lossAndGradient(
    _ X: Span<Float>, _ Y: [Float], _ parameters: Parameters, l2: Double = 0
  ) -> LossAndGradient {
    let w = parameters.weights
    checkShapes(X.count, features: w.count, examples: Y.count)
    let m = Double(Y.count)
    let y = Y.map(Double.init)
    let Z = add(transposedProduct(w, X, examples: Y.count), parameters.intercept)
    let A = Z.map(sigma)
    let L = zip(Z, y).map(crossEntropy)
    let dZ = zip(A, y).map(-)
    let dW = zip(product(X, dZ, features: w.count), w).map { $0 / m + l2 * $1 }
    let db = dZ.reduce(0, +) / m
    let J = L.reduce(0, +) / m + l2 / 2 * w.map { $0 * $0 }.reduce(0, +)
    return LossAndGradient(loss: J, dw: dW, db: db)
  }

  /// Gradient descent from zero; J before each step.
  public static func train(
    _ X: Span<Float>, _ Y: [Float], features: Int, epochs: Int, learningRate: Double,
    l2: Double = 0
  ) -> (parameters: Parameters, losses: [Double]) {
    descend(features: features, epochs: epochs, learningRate: learningRate) {
      lossAndGradient(X, Y, $0, l2: l2)
    }
  }

  /// wᵀX, one number an example.
  private static func transposedProduct(
    _ w: [Double], _ X: Span<Float>, examples: Int
  ) -> [Double] {
    let n = w.count
    var result = [Double](repeating: 0, count: examples)
    for i in 0..<examples {
      let example = X.extracting(i * n..<(i + 1) * n)
      for j in 0..<n { result[i] += w[j] * Double(example[j]) }
    }
    return result
  }

  /// X·dZᵀ, one number a feature.
  private static func product(_ X: Span<Float>, _ dZ: [Double], features n: Int) -> [Double] {
    var result = [Double](repeating: 0, count: n)
    for i in dZ.indices {
      let example = X.extracting(i * n..<(i + 1) * n)
      for j in 0..<n { result[j] += Double(example[j]) * dZ[i] }
    }
    return result
  }

  private static func add(_ values: [Double], _ constant: Double) -> [Double] {
    values.map { $0 + constant }
  }
}
