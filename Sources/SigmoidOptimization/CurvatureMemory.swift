/// The last pairs s = xₖ₊₁ − xₖ and y = ∇f(xₖ₊₁) − ∇f(xₖ) of L-BFGS, and the product of the
/// inverse Hessian they imply with a vector (the two-loop recursion, Nocedal & Wright,
/// "Numerical Optimization", 2nd ed., algorithm 7.4). Its arrays are allocated once.
struct CurvatureMemory {
  /// steps[slot] and changes[slot] are s and y, inverseProducts[slot] 1/(yᵀs).
  private var steps: [[Double]] = []
  private var changes: [[Double]] = []
  private var inverseProducts: [Double] = []
  private var factors: [Double] = []
  /// The slot of the newest pair.
  private var newest = -1
  private(set) var count = 0
  private let capacity: Int

  /// yᵀs must exceed this part of ‖y‖·‖s‖, or rounding might make it up.
  private static let leastCosine = 1e-12

  init(capacity: Int) { self.capacity = capacity }

  var isEmpty: Bool { count == 0 }

  mutating func removeAll() { count = 0 }

  /// yᵀs/yᵀy of the newest pair: the size of an inverse Hessian along y (N&W equation 7.20).
  private(set) var newestScale = 1.0

  /// Remembers the move between two points, in place of the oldest pair; leaves out a pair that
  /// would make the inverse Hessian indefinite.
  mutating func insert(from old: Point, to new: Point) {
    guard capacity > 0 else { return }
    let slot = (newest + 1) % capacity
    if slot == steps.count {
      steps.append([Double](repeating: 0, count: old.parameters.count))
      changes.append(steps[slot])
      inverseProducts.append(0)
      factors.append(0)
    }
    sum(new.parameters, -1, old.parameters, into: &steps[slot])
    sum(new.gradient, -1, old.gradient, into: &changes[slot])
    let product = dot(steps[slot], changes[slot])
    let stepSquared = dot(steps[slot], steps[slot])
    let changeSquared = dot(changes[slot], changes[slot])
    guard product > Self.leastCosine * (stepSquared * changeSquared).squareRoot() else {
      // The slot held the oldest pair, if it held one.
      count = min(count, capacity - 1)
      return
    }
    inverseProducts[slot] = 1 / product
    newestScale = product / changeSquared
    newest = slot
    count = min(count + 1, capacity)
  }

  /// The pairs, the oldest first.
  func save(to state: inout RunState) {
    let slots = (0..<count).reversed().map { slot(age: $0) }
    state.vectors["steps"] = Self.joined(slots.map { steps[$0] })
    state.vectors["changes"] = Self.joined(slots.map { changes[$0] })
    state.vectors["inverseProducts"] = slots.map { inverseProducts[$0] }
    state.numbers["newestScale"] = newestScale
  }

  private static func joined(_ vectors: [[Double]]) -> [Double] {
    var all: [Double] = []
    all.reserveCapacity(vectors.reduce(0) { $0 + $1.count })
    for vector in vectors { all += vector }
    return all
  }

  mutating func restore(from state: RunState, dimension: Int) throws(RunState.Mismatch) {
    inverseProducts = try state.vector("inverseProducts")
    count = inverseProducts.count
    guard count <= capacity else {
      throw RunState.Mismatch(expected: "at most \(capacity) pairs", found: "\(count)")
    }
    func rows(_ name: String) throws(RunState.Mismatch) -> [[Double]] {
      let all = try state.vector(name, count: count * dimension)
      return (0..<count).map { Array(all[$0 * dimension..<($0 + 1) * dimension]) }
    }
    steps = try rows("steps")
    changes = try rows("changes")
    factors = [Double](repeating: 0, count: count)
    newest = count - 1
    newestScale = try state.number("newestScale")
  }

  /// vector ← H·vector.
  /// - Parameter applyInitial: vector ← H₀·vector.
  mutating func apply(to vector: inout [Double], applyInitial: (inout [Double]) -> Void) {
    for age in 0..<count {
      let slot = slot(age: age)
      factors[slot] = inverseProducts[slot] * dot(steps[slot], vector)
      addScaled(-factors[slot], changes[slot], to: &vector)
    }
    applyInitial(&vector)
    for age in (0..<count).reversed() {
      let slot = slot(age: age)
      let back = inverseProducts[slot] * dot(changes[slot], vector)
      addScaled(factors[slot] - back, steps[slot], to: &vector)
    }
  }

  /// 0 is the newest.
  private func slot(age: Int) -> Int { (newest - age + capacity) % capacity }
}
