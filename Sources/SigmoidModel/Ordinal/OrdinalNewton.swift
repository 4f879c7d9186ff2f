import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Newton's method on the loss of classes in an order, and the proof that its end is next to the optimum.
extension OrdinalLoss {
  /// Where it ended.
  struct End: Sendable {
    let point: Point
    let steps: Int
    /// What J is above its optimum at most; nil where that could not be proved, as where the optimum does
    /// not exist.
    let gap: Double?
    let isStopped: Bool
    /// H⁻¹ of the rows that take part and the thresholds; nil where H has none.
    let inverse: Matrix<Double>?
  }

  private static var mostHalvings: Int { 60 }
  /// Of half of what a step promises, relative: the next one could not be told from rounding.
  private static var smallDecrement: Double { 1e-28 }

  /// - Parameters:
  ///   - parameters: where thresholds ascend; weights that take no part stay as they are.
  ///   - steps: the most.
  ///   - observe: called at each point.
  func minimum(
    from parameters: [Double], takesPart: [Bool], steps most: Int,
    observe: (Point, _ steps: Int, _ size: Double) -> ObserverDecision = { _, _, _ in .proceed }
  ) -> End? {
    let rows = takesPart.indices.filter { takesPart[$0] }
    let places = rows + (features..<features + thresholds)
    guard var current = point(at: parameters) else { return nil }
    var steps = 0
    var size = 0.0
    var before = Double.infinity
    var isStopped = false
    // Of the current point.
    var factor: Cholesky<Double>?
    while true {
      if observe(current, steps, size) == .stop {
        isStopped = true
        break
      }
      factor = self.factor(at: current, rows: rows)
      guard steps < most, let factor else { break }
      var step = places.map { -current.gradient[$0] }
      var span = step.mutableSpan
      factor.solve(&span)
      let decrement = -zip(step, places).reduce(0) { $0 + $1.0 * current.gradient[$1.1] }
      guard decrement > Self.smallDecrement * current.objective, decrement.isFinite,
        decrement < before || decrement > 1e-20 * current.objective
      else { break }
      before = decrement
      size = 1
      var next: Point?
      for _ in 0..<Self.mostHalvings where next == nil {
        var moved = current.parameters
        for (index, place) in places.enumerated() { moved[place] += size * step[index] }
        if let found = point(at: moved) {
          // Near the optimum values differ by rounding alone.
          let isSmall = decrement < 1e-13 * current.objective
          if found.objective <= current.objective - 1e-4 * size * decrement || isSmall {
            next = found
            break
          }
        }
        size /= 2
      }
      guard let next else { break }
      current = next
      steps += 1
    }
    if isStopped { factor = self.factor(at: current, rows: rows) }
    let inverse = BLASThreads.scoped(1) { factor?.inverse() }
    return End(
      point: current, steps: steps, gap: inverse.flatMap { gap(at: current, rows: rows, $0) },
      isStopped: isStopped, inverse: inverse)
  }

  /// Of ∇²J; nil where it has none. One thread: LAPACK's bits depend on their number.
  private func factor(at point: Point, rows: [Int]) -> Cholesky<Double>? {
    BLASThreads.scoped(1) { try? Cholesky(hessian(at: point, rows: rows)) }
  }

  /// An upper bound of J − J* as `DecrementBound` has it: along a step of length s in the norm of the
  /// Hessian a score less a threshold changes by at most ρ·s. The distance t of two thresholds has a third
  /// derivative too, of coth(t/2) times the second at most; where the step and the optimum cannot halve t,
  /// it is of coth(t/4).
  private func gap(at point: Point, rows: [Int], _ inverse: Matrix<Double>) -> Double? {
    let order = rows.count
    let places = rows + (features..<features + thresholds)
    let gradient = places.map { point.gradient[$0] }
    var squared = 0.0
    for j in places.indices {
      for i in places.indices { squared += gradient[i] * inverse[i, j] * gradient[j] }
    }
    var part = Matrix<Double>(rows: order, columns: order)
    for j in 0..<order {
      for i in 0..<order { part[i, j] = inverse[i, j] }
    }
    let weights = examples.weights
    let lengths =
      order == 0
      ? []
      : examples.quadraticForms(
        part, rows: rows,
        times: weights.isEmpty
          ? [Double](repeating: 1, count: examples.data.examples) : weights.map { $0 > 0 ? 1 : 0 },
        threads: linear.threads)
    let own = max(0, lengths.max() ?? 0).squareRoot()
    let longest = examples.data.partition.communicator.allGather(own).max() ?? own
    let diagonal = (order..<places.count).map { inverse[$0, $0] }
    var reach = longest + max(0, diagonal.max() ?? 0).squareRoot()
    let length = max(0, squared).squareRoot()
    for k in 1..<max(1, thresholds) {
      let (i, j) = (order + k, order + k - 1)
      let spread = max(0, inverse[i, i] + inverse[j, j] - 2 * inverse[i, j]).squareRoot()
      let gap = point.parameters[features + k] - point.parameters[features + k - 1]
      guard 2 * length * spread <= gap / 2 else { return nil }
      reach = max(reach, spread / tanh(gap / 4))
    }
    guard squared.isFinite, reach.isFinite else { return nil }
    // Sums of losses are known no better than this.
    let rounding = 16 * Double.ulpOfOne * point.objective
    return DecrementBound.gap(
      decrementSquared: max(0, squared), reachSquared: reach * reach
    ).map { $0 + rounding }
  }
}
