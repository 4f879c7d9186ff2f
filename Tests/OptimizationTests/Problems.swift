import Optimization

/// f(p) = ½ Σ curvature_i (p_i − optimum_i)²: a bowl that carries its own answer.
struct Bowl: Objective {
  var curvature = [1.0, 4.0]
  var optimum = [3.0, -2.0]
  /// From this evaluation on, the value or the gradient is NaN.
  var valueFailsAt: Int?
  var gradientFailsAt: Int?
  private(set) var evaluations = 0

  init(valueFailsAt: Int? = nil, gradientFailsAt: Int? = nil) {
    self.valueFailsAt = valueFailsAt
    self.gradientFailsAt = gradientFailsAt
  }

  var dimension: Int { 2 }

  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) -> Double {
    evaluations += 1
    var value = 0.0
    for index in parameters.indices {
      let distance = parameters[index] - optimum[index]
      gradient[index] = curvature[index] * distance
      value += curvature[index] * distance * distance / 2
    }
    if let gradientFailsAt, evaluations >= gradientFailsAt { gradient[1] = .nan }
    if let valueFailsAt, evaluations >= valueFailsAt { return .nan }
    return value
  }
}
