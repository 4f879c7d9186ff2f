@testable import SigmoidOptimization

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

/// ½ Σ cᵢ (xᵢ − oᵢ)² with curvatures from 1 to `condition`, most of them small.
struct Quadratic: Objective {
  let curvature: [Double]
  let optimum: [Double]
  let offset: Double
  /// Values are rounded to Float, as the passes over data round them.
  let isRounded: Bool
  private(set) var evaluations = 0

  init(_ dimension: Int, condition: Double, offset: Double = 0, isRounded: Bool = false) {
    self.offset = offset
    self.isRounded = isRounded
    curvature = (0..<dimension).map { index in
      let part = Double(index) / Double(max(1, dimension - 1))
      return 1 + part * part * part * (condition - 1)
    }
    optimum = (0..<dimension).map { Double($0 % 7) - 3.5 }
  }

  var dimension: Int { curvature.count }
  var start: [Double] { [Double](repeating: 0, count: dimension) }

  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) -> Double {
    evaluations += 1
    var value = 0.0
    for index in parameters.indices {
      let distance = parameters[index] - optimum[index]
      gradient[index] = curvature[index] * distance
      if isRounded { gradient[index] = Double(Float(gradient[index])) }
      value += curvature[index] * distance * distance / 2
    }
    return isRounded ? Double(Float(value + offset)) : value + offset
  }

  func distance(of parameters: [Double]) -> Double {
    zip(parameters, optimum).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}

/// Howard Rosenbrock's valley, 100(y − x²)² + (1 − x)²; 0 at (1, 1).
struct Rosenbrock: Objective {
  private(set) var evaluations = 0
  let start = [-1.2, 1.0]
  var dimension: Int { 2 }

  mutating func evaluate(at p: [Double], gradient: inout [Double]) -> Double {
    evaluations += 1
    let off = p[1] - p[0] * p[0]
    gradient[0] = -400 * p[0] * off - 2 * (1 - p[0])
    gradient[1] = 200 * off
    return 100 * off * off + (1 - p[0]) * (1 - p[0])
  }
}

/// −x: no minimum.
struct Slide: Objective {
  var dimension: Int { 1 }
  mutating func evaluate(at p: [Double], gradient: inout [Double]) -> Double {
    gradient[0] = -1
    return -p[0]
  }
}

/// √x below 0 is NaN: −√(1 − x²) + 1 lives between −1 and 1, least at 0.
struct HalfCircle: Objective {
  var dimension: Int { 1 }
  mutating func evaluate(at p: [Double], gradient: inout [Double]) -> Double {
    let height = (1 - p[0] * p[0]).squareRoot()
    gradient[0] = p[0] / height
    return 1 - height
  }
}

/// The diagonal of a quadratic's Hessian, inverted; the right one from `exactFrom` on.
struct DiagonalInverse: Preconditioner {
  let curvature: [Double]
  var exactFrom = 1
  private(set) var isExact = false
  private(set) var updates: [Int] = []

  init(_ curvature: [Double], exactFrom: Int = 1) {
    self.curvature = curvature
    self.exactFrom = exactFrom
  }

  mutating func apply(to vector: inout [Double]) {
    guard isExact else { return }
    for index in vector.indices { vector[index] /= curvature[index] }
  }

  mutating func update(at parameters: [Double], iteration: Int) -> Bool {
    updates.append(iteration)
    defer { isExact = iteration >= exactFrom }
    return !isExact && iteration >= exactFrom
  }
}
