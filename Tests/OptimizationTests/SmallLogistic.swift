@testable import SigmoidOptimization

/// A logistic regression in double with l2, on examples made by a formula; two features and an
/// intercept, which is penalised like the rest. Strictly convex, so the answer is where the
/// gradient vanishes.
struct SmallLogistic: StochasticObjective, NewtonObjective {
  let features: [[Double]]
  let targets: [Double]
  let l2 = 0.01
  /// Whether the Hessian is called indefinite.
  var hasHessian = true
  /// Whether it is called damped.
  var isDamped = false
  private(set) var evaluations = 0
  private(set) var hessians = 0
  private(set) var batches: [[Int]] = []
  private var hessianPoint: [Double] = []
  private var line: (from: [Double], along: [Double]) = ([], [])

  init(examples: Int = 60) {
    features = (0..<examples).map { index in
      let x = Double(index * 37 % 61) / 30 - 1
      return [x, Double(index * 17 % 53) / 26 - 1, 1]
    }
    targets = features.enumerated().map { index, x in
      let isNoise = index % 9 == 0
      return (x[0] + 0.5 * x[1] > 0.1) != isNoise ? 1 : 0
    }
  }

  var dimension: Int { 3 }
  var examples: Int { features.count }
  let start = [0.0, 0, 0]

  /// e^x by its series on x/2¹⁰, squared up again: the test needs no C library.
  static func exponential(_ x: Double) -> Double {
    let small = x / 1024
    var value =
      1 + small * (1 + small / 2 * (1 + small / 3 * (1 + small / 4 * (1 + small / 5))))
    for _ in 0..<10 { value *= value }
    return value
  }

  /// log(1 + t) for t in 0...1, by Newton's method on the exponential.
  static func logOfOnePlus(_ t: Double) -> Double {
    var y = t * (1 - t / 3)
    for _ in 0..<6 { y -= 1 - (1 + t) / exponential(y) }
    return y
  }

  private func mean(
    at p: [Double], over batch: [Int], gradient: inout [Double]
  ) -> Double {
    var value = 0.0
    for index in 0..<3 { gradient[index] = l2 * p[index] }
    for example in batch {
      let x = features[example]
      let z = x[0] * p[0] + x[1] * p[1] + x[2] * p[2]
      let e = Self.exponential(-abs(z))
      value += max(z, 0) - targets[example] * z + Self.logOfOnePlus(e)
      let residual = (z >= 0 ? 1 / (1 + e) : e / (1 + e)) - targets[example]
      for index in 0..<3 { gradient[index] += residual * x[index] / Double(batch.count) }
    }
    let squares = p[0] * p[0] + p[1] * p[1] + p[2] * p[2]
    return value / Double(batch.count) + l2 / 2 * squares
  }

  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) -> Double {
    evaluations += 1
    return mean(at: parameters, over: Array(0..<examples), gradient: &gradient)
  }

  mutating func evaluate(
    at parameters: [Double], batch: Span<Int>, gradient: inout [Double]
  ) -> Double {
    let list = batch.indices.map { batch[$0] }
    batches.append(list)
    return mean(at: parameters, over: list, gradient: &gradient)
  }

  /// Gaussian elimination on the 3 × 3 Hessian, that of the last call where it may be reused.
  mutating func newtonDirection(
    at p: [Double], gradient: [Double], reusingHessian: Bool, direction: inout [Double]
  ) -> HessianKind {
    guard hasHessian else {
      direction = [.nan, .nan, .nan]
      return .none
    }
    if !reusingHessian {
      hessians += 1
      hessianPoint = p
    }
    var rows = (0..<3).map { i in (0..<3).map { $0 == i ? l2 : 0 } + [-gradient[i]] }
    for x in features {
      let h = hessianPoint
      let e = Self.exponential(-abs(x[0] * h[0] + x[1] * h[1] + x[2] * h[2]))
      let weight = e / ((1 + e) * (1 + e)) / Double(examples)
      for i in 0..<3 { for j in 0..<3 { rows[i][j] += weight * x[i] * x[j] } }
    }
    for pivot in 0..<3 {
      for row in 0..<3 where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot..<4 { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    for i in 0..<3 { direction[i] = rows[i][3] / rows[i][i] }
    return isDamped ? .damped : .positiveDefinite
  }

  mutating func prepareLine(from parameters: [Double], along direction: [Double]) {
    line = (parameters, direction)
  }

  mutating func valueAndSlope(atStep step: Double) -> (value: Double, slope: Double) {
    let point = zip(line.from, line.along).map { $0 + step * $1 }
    var gradient = [0.0, 0, 0]
    let value = mean(at: point, over: Array(0..<examples), gradient: &gradient)
    return (value, zip(gradient, line.along).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// max|∇J| at `parameters`, by itself.
  func gradientMax(at parameters: [Double]) -> Double {
    var gradient = [0.0, 0, 0]
    _ = mean(at: parameters, over: Array(0..<examples), gradient: &gradient)
    return gradient.reduce(0) { max($0, abs($1)) }
  }

  func value(at parameters: [Double]) -> Double {
    var gradient = [0.0, 0, 0]
    return mean(at: parameters, over: Array(0..<examples), gradient: &gradient)
  }
}
