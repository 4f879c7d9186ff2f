import SigmoidLinear
import SigmoidOptimization

/// A quadratic with kinks over some parameters:
///
///     gᵀ(x − u) + ½(x − u)ᵀB(x − u) + Σ λᵢ|xᵢ| + ½hᵢxᵢ²
///
/// what Newton's method minimises at u in place of a loss and a penalty, see `Penalty` for λ and h.
struct SparseQuadratic {
  /// B, both triangles.
  let matrix: Matrix<Double>
  /// λ; 0 where there is none.
  let kinks: [Double]
  /// h.
  let curvatures: [Double]

  private static var mostRounds: Int { 100 }

  /// Where it is least: by sweeps over the coordinates, one at a time, which find out what is 0, each followed
  /// by a Newton step on the others, which finds where they are; a sweep alone takes many more where features
  /// vary together (Stephen Wright, "Coordinate descent algorithms", Math. Programming 151, 2015; the step
  /// stays in its orthant, as in Galen Andrew, Jianfeng Gao, "Scalable training of L1-regularized log-linear
  /// models", ICML 2007).
  /// - Parameters:
  ///   - u: where B and g are of.
  ///   - slopes: g.
  ///   - tolerance: of what the derivatives lack to an optimum.
  func minimum(from u: [Double], slopes: [Double], tolerance: Double) -> [Double] {
    var state = State(x: u, slopes: slopes)
    for _ in 0..<Self.mostRounds {
      sweep(&state)
      if violation(state) <= tolerance { break }
      stepOnSupport(&state)
      if violation(state) <= tolerance { break }
    }
    return state.x
  }

  private struct State {
    var x: [Double]
    /// g + B(x − u).
    var slopes: [Double]
  }

  /// The most that a derivative lacks to an optimum.
  private func violation(_ state: State) -> Double {
    state.x.indices.reduce(0) { most, index in max(most, abs(derivative(index, state))) }
  }

  /// The derivative by a parameter, where it has a kink the one of least size.
  private func derivative(_ index: Int, _ state: State) -> Double {
    let value = state.x[index]
    guard value != 0 else { return state.slopes[index].softened(by: kinks[index]) }
    return state.slopes[index] + curvatures[index] * value
      + (value < 0 ? -kinks[index] : kinks[index])
  }

  private func sweep(_ state: inout State) {
    let (elements, order) = (matrix.span, matrix.rows)
    for index in state.x.indices {
      let own = elements[unchecked: index * order + index]
      guard own + curvatures[index] > 0 else { continue }
      let old = state.x[index]
      let new =
        (own * old - state.slopes[index]).softened(by: kinks[index]) / (own + curvatures[index])
      guard new != old, new.isFinite else { continue }
      state.x[index] = new
      add(new - old, timesColumn: index, to: &state.slopes)
    }
  }

  private func add(_ factor: Double, timesColumn column: Int, to slopes: inout [Double]) {
    let order = matrix.rows
    let elements = matrix.span.extracting(column * order..<(column + 1) * order)
    var slopes = slopes.mutableSpan
    for row in elements.indices { slopes[unchecked: row] += factor * elements[unchecked: row] }
  }

  /// A Newton step on what is not 0, and what has no kink; a parameter that would change its sign ends at 0.
  private func stepOnSupport(_ state: inout State) {
    let (elements, order) = (matrix.span, matrix.rows)
    var support: [Int] = []
    for index in state.x.indices where state.x[index] != 0 || kinks[index] == 0 {
      if elements[unchecked: index * order + index] + curvatures[index] > 0 {
        support.append(index)
      }
    }
    guard !support.isEmpty, var step = step(on: support, state) else { return }
    // All that would change their signs at once, or only the first of them where that is too many.
    if let next = moved(state, support, step, by: 1), change(from: state, to: next) <= 0 {
      state = next
      return
    }
    let length = zip(support, step).reduce(1.0) { length, pair in
      let (index, change) = pair
      guard kinks[index] > 0, state.x[index] * (state.x[index] + change) < 0 else { return length }
      return min(length, -state.x[index] / change)
    }
    for index in step.indices { step[index] *= length }
    if let next = moved(state, support, step, by: 1), change(from: state, to: next) <= 0 {
      state = next
    }
  }

  /// nil where B has no factor there.
  private func step(on support: [Int], _ state: State) -> [Double]? {
    let (order, count) = (matrix.rows, support.count)
    let elements = matrix.span
    var block = Matrix<Double>(rows: count, columns: count)
    // By spans: a subscript of a matrix asks for its type each time.
    var target = block.mutableSpan
    for (j, column) in support.enumerated() {
      for i in j..<count {
        target[unchecked: j * count + i] = elements[unchecked: column * order + support[i]]
      }
      target[unchecked: j * count + j] += curvatures[column]
    }
    var step = support.map { -derivative($0, state) }
    // One thread: LAPACK's bits may depend on their number.
    return BLASThreads.scoped(1) {
      guard let factor = try? Cholesky(block) else { return nil }
      var span = step.mutableSpan
      factor.solve(&span)
      return step.allSatisfy(\.isFinite) ? step : nil
    }
  }

  private func moved(
    _ state: State, _ support: [Int], _ step: [Double], by length: Double
  ) -> State? {
    var next = state
    for (index, change) in zip(support, step) {
      let old = state.x[index]
      var new = old + length * change
      if kinks[index] > 0, old * new < 0 { new = 0 }
      guard new != old else { continue }
      next.x[index] = new
      add(new - old, timesColumn: index, to: &next.slopes)
    }
    return next.slopes.allSatisfy(\.isFinite) ? next : nil
  }

  /// What the quadratic is at one point more than at the other.
  private func change(from old: State, to new: State) -> Double {
    old.x.indices.reduce(0) { sum, index in
      let change = new.x[index] - old.x[index]
      return sum + change * (old.slopes[index] + new.slopes[index]) / 2
        + kinks[index] * (abs(new.x[index]) - abs(old.x[index]))
        + curvatures[index] / 2 * (new.x[index] * new.x[index] - old.x[index] * old.x[index])
    }
  }
}
