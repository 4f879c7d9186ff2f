/// The optimum of a piece, by Newton's method in `Wide`: what it certainly is not above and what it
/// is not below.
struct Optimum: Sendable {
  /// A value that is attained, the rounding of its evaluation added.
  var upper: Wide
  var lower: Wide
  var separation: Separation
  var parameters: [Wide]
  /// What the lower bound is from, for people.
  var source: String
  var steps = 0
  /// Whether the steps came to their end.
  var isReached = false

  /// Of a value, relative: logarithms, exponentials and the mean.
  static let rounding: Wide = 5e-19

  private static let mostSteps = 300
  /// As small a decrement, relative to the value, is rounding after one more step.
  private static let smallDecrement: Wide = 1e-24

  init(_ piece: Piece) {
    var run = Run(piece)
    while run.steps < Self.mostSteps, run.advance() {}
    parameters = run.parameters
    steps = run.steps
    separation = piece.l2 > 0 ? .none : run.separation
    isReached = run.isReached
    let scores = piece.scores(parameters, isExact: true)
    let value = piece.loss(scores) + piece.penalty(parameters)
    upper = value * (1 + Self.rounding)
    let byDecrement = run.isReached ? value - run.decrement - Self.rounding * value : 0
    (lower, source) = (max(0, byDecrement), run.isReached ? "decrement" : "none")
    guard piece.l2 > 0 else { return }
    let bound = DualBound(piece, parameters, scores: scores)
    let dual = bound.value - bound.rounding
    // It asks for no trust in the steps, but has no precision where the penalty is next to nothing.
    if dual > lower || upper - dual <= 1e-9 * upper { (lower, source) = (dual, "dual") }
  }

  /// The iteration; `advance` makes one step of it.
  private struct Run {
    let piece: Piece
    var parameters: [Wide]
    var steps = 0
    var separation = Separation.unknown
    var isReached = false
    var decrement = Wide.infinity
    private var leastDecrement = Wide.infinity
    private var stalls = 0
    /// Columns that others span where no example is decided.
    private var spanned: Int?

    init(_ piece: Piece) {
      self.piece = piece
      parameters = [Wide](repeating: 0, count: piece.dimension)
    }

    /// - Returns: whether to go on.
    mutating func advance() -> Bool {
      steps += 1
      let scores = piece.scores(parameters)
      let point = NewtonPoint(piece, parameters, scores: scores)
      let factor = Factor(point.hessian, size: piece.dimension)
      spanned = spanned ?? factor.spanned
      let step = factor.solve(point.gradient.map { -$0 })
      let stepScores = piece.scores(step)
      decrement = max(0, -zip(step, point.gradient).reduce(0) { $0 + $1.0 * $1.1 })
      if piece.l2 == 0 && isSeparated(scores, stepScores, point) { return false }
      let farthest = stepScores.reduce(0) { max($0, abs($1)) }
      stalls = decrement < leastDecrement / 4 ? 0 : stalls + 1
      leastDecrement = min(leastDecrement, decrement)
      let isSmall = decrement <= Optimum.smallDecrement * point.value
      let isNoise = decrement <= 1e-18 * point.value && stalls >= 3
      if isSmall && farthest <= 0.01 || isNoise && farthest <= 0.01 || farthest == 0 {
        for index in step.indices { parameters[index] += step[index] }
        isReached = true
        if piece.l2 == 0 {
          // A column that is spanned here alone is one whose examples are decided: the step leaves it out.
          let isCertain =
            factor.spanned == spanned && piece.reach(of: stepScores, at: point) < 0.5
            && piece.stepNoise(factor, at: point) < 0.1
          separation = isCertain ? .none : .unknown
        }
        return false
      }
      return move(step, point, scores, stepScores)
    }

    /// Makes the step, halved until the objective falls enough.
    private mutating func move(
      _ step: [Wide], _ point: NewtonPoint, _ scores: [Wide], _ stepScores: [Wide]
    ) -> Bool {
      var length: Wide = 1
      while length > 1e-12 {
        let moved = zip(parameters, step).map { $0 + length * $1 }
        // Below the rounding of the value there is nothing to compare.
        if length == 1 && decrement <= 1e-14 * point.value {
          parameters = moved
          return true
        }
        let there = zip(scores, stepScores).map { $0 + length * $1 }
        let value = piece.loss(there) + piece.penalty(moved)
        if value <= point.value - 0.1 * length * decrement {
          parameters = moved
          return true
        }
        length /= 2
      }
      return false
    }

    /// Whether the scores themselves separate the classes, or a step does that leaves the other
    /// examples where they are.
    private mutating func isSeparated(
      _ scores: [Wide], _ stepScores: [Wide], _ point: NewtonPoint
    ) -> Bool {
      let now = piece.margins(scores)
      if now.least > 1e-9 * now.most && now.least > 0 {
        separation = .complete
        return true
      }
      guard decrement <= 1e-6 * point.value else { return false }
      let change = piece.margins(stepScores)
      if change.most > 0.5 && change.least >= -1e-9 * change.most
        && piece.reach(of: stepScores, at: point) > 0.9
      {
        separation = .quasiComplete
        return true
      }
      return false
    }
  }
}
