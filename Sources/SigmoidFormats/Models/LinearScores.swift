/// Scores that a graph computes of its raw inputs, one column a class: ±(Wᵀx + b).
struct LinearScores: Equatable {
  let features: Int
  /// features × columns, column-major.
  let weights: [Double]
  let intercepts: [Double]
  /// Whether there are two columns, −z and z: σ of each is a probability as it is. Found once: a graph
  /// may ask at every node.
  let isAntisymmetricPair: Bool
  /// Kept apart, so that negating copies nothing.
  var isNegated = false

  init(features: Int, weights: [Double], intercepts: [Double]) {
    self.features = features
    self.weights = weights
    self.intercepts = intercepts
    isAntisymmetricPair =
      intercepts.count == 2 && intercepts[0] == -intercepts[1]
      && (0..<features).allSatisfy { weights[$0] == -weights[features + $0] }
  }

  var signedWeights: [Double] { isNegated ? weights.map { -$0 } : weights }
  var signedIntercepts: [Double] { isNegated ? intercepts.map { -$0 } : intercepts }

  var negated: LinearScores {
    var result = self
    result.isNegated.toggle()
    return result
  }
}
