import Testing

@testable import SigmoidOptimization

/// What every penalty promises, of those there are and of one made outside of the module.
@Suite struct PenaltyTests {
  private static let kinds: [any Penalty] = [
    L2Penalty(l2: 0.7, penalized: 4), L2Penalty(l2: 1.3, penalized: 4, factors: [0.01, 25]),
    L2Penalty(l2: 0.2, penalized: 4, factors: [0, 3, 1, 8]), L2Penalty(l2: 0, penalized: 4),
    ElasticNet(l1: 0.4, l2: 0, penalized: 4), ElasticNet(l1: 0.3, l2: 2, penalized: 4),
    ElasticNetPenalty(l1: 0.4, l2: 0, penalized: 4),
    ElasticNetPenalty(l1: 0.3, l2: 2, penalized: 4, scales: [0.1, 3]),
  ]
  /// The last of five parameters is an intercept.
  private static let points: [[Double]] = [
    [2, -0.3, 0.05, -4, 7], [0.01, 0.2, -0.5, 0.1, -3], [1e3, -1e-3, 1, -1, 0],
  ]

  @Test(arguments: kinds.indices) func proxIsTheMinimumOfItsDefinition(kind: Int) {
    let penalty = Self.kinds[kind]
    for v in Self.points {
      for step in [1e-3, 0.5, 3, 100] {
        var prox = v
        penalty.prox(&prox, step: step)
        for index in v.indices {
          // Each parameter has a term of its own, whose digits those of the others would hide.
          var x = [Double](repeating: 0, count: v.count)
          let least = minimum(
            of: { number in
              x[index] = number
              return (number - v[index]) * (number - v[index]) / 2 + step * penalty.value(at: x)
            }, within: abs(v[index]) + 1)
          // A value tells its place to half the digits.
          #expect(abs(prox[index] - least) <= 1e-6 * (1 + abs(v[index])), "\(step) at \(v)")
        }
      }
    }
  }

  @Test(arguments: kinds.indices) func gradientAndCurvatureAreThoseOfTheValue(kind: Int) {
    let penalty = Self.kinds[kind]
    for point in Self.points {
      var gradient = [Double](repeating: 10, count: point.count)
      let value = penalty.add(to: &gradient, at: point)
      #expect(value == penalty.value(at: point))
      for index in point.indices {
        let step = 1e-4 * max(1e-2, abs(point[index]))
        func at(_ shift: Double) -> [Double] {
          var moved = point
          moved[index] += shift
          return moved
        }
        func slope(_ point: [Double]) -> Double {
          var gradient = [Double](repeating: 0, count: point.count)
          _ = penalty.add(to: &gradient, at: point)
          return gradient[index]
        }
        let first = (penalty.value(at: at(step)) - penalty.value(at: at(-step))) / (2 * step)
        let second = (slope(at(step)) - slope(at(-step))) / (2 * step)
        // Rounding of the value counts beside the step.
        let noise = 1e-15 * value / step + 1e-9
        #expect(
          abs(gradient[index] - 10 - first) <= 1e-6 * abs(first) + noise, "\(index), \(point)")
        #expect(
          abs(penalty.curvature(of: index) - second) <= 1e-6 * abs(second) + 1e-9,
          "\(index), \(point)")
      }
    }
  }

  @Test func tellsWhetherThereIsAny() {
    #expect(L2Penalty(l2: 0, penalized: 3).isZero && !L2Penalty(l2: 1e-30, penalized: 3).isZero)
    #expect(L2Penalty(l2: 1, penalized: 2).isUniform)
    #expect(!L2Penalty(l2: 1, penalized: 2, factors: [1, 2]).isUniform)
  }

  @Test func penalizedAddsItToValueAndGradient() throws {
    var plain = Bowl()
    let point = [2.0, 7.0]
    let (value, gradient) = try plain.evaluate(at: point)
    var ridge = Penalized(Bowl(), L2Penalty(l2: 0.5, penalized: 1))
    let (ridgeValue, ridgeGradient) = try ridge.evaluate(at: point)
    #expect(ridgeValue == value + 0.25 * 4)
    #expect(ridgeGradient == [gradient[0] + 0.5 * 2, gradient[1]])
    var lasso = Penalized(Bowl(), ElasticNet(l1: 0.5, l2: 0, penalized: 1))
    let (lassoValue, lassoGradient) = try lasso.evaluate(at: point)
    #expect(lassoValue == value + 0.5 * 2)
    #expect(lassoGradient == [gradient[0] + 0.5, gradient[1]])
  }

  /// By golden section, of a convex function.
  private func minimum(of function: (Double) -> Double, within limit: Double) -> Double {
    let share = (5.0.squareRoot() - 1) / 2
    var (low, high) = (-limit, limit)
    while high - low > 1e-9 * (1 + abs(low)) {
      let (a, b) = (high - share * (high - low), low + share * (high - low))
      if function(a) <= function(b) { high = b } else { low = a }
    }
    return (low + high) / 2
  }
}

/// A penalty with a kink, by its formula.
private struct ElasticNet: Penalty {
  let l1: Double
  let l2: Double
  let penalized: Int

  var isZero: Bool { l1 == 0 && l2 == 0 }
  var isUniform: Bool { true }

  func value(at parameters: [Double]) -> Double {
    parameters[..<penalized].reduce(0) { $0 + l1 * abs($1) + l2 / 2 * $1 * $1 }
  }

  func add(to gradient: inout [Double], at parameters: [Double]) -> Double {
    for (index, p) in parameters[..<penalized].enumerated() {
      gradient[index] += l2 * p + (p > 0 ? l1 : p < 0 ? -l1 : 0)
    }
    return value(at: parameters)
  }

  func prox(_ parameters: inout [Double], step: Double) {
    for (index, v) in parameters[..<penalized].enumerated() {
      let size = max(0, abs(v) - step * l1) / (1 + step * l2)
      parameters[index] = v < 0 ? -size : size
    }
  }

  func curvature(of index: Int) -> Double { index < penalized ? l2 : 0 }
  func kink(of index: Int) -> Double { index < penalized ? l1 : 0 }
}
