import SigmoidExamples
import SigmoidOptimization

/// The loss of a fit with kinks as proximal Newton sees it: passes of the engine to begin with and passes in
/// double from where those have no more to tell, the model of a working set, and an answer to whether the
/// optimum is reached.
struct SparseObjective<
  Features: FeatureStorage, Fast: Objective & ~Copyable
>: ProximalObjective, ~Copyable {
  /// The loss alone, in the storage's scalar; nil where all passes are in double.
  private var fast: Fast?
  private let optimality: Optimality<Features>
  private let units: GradientUnits
  private var working: WorkingSet<Features>
  /// The last evaluation, with the gradient by the weight of an offset too: a fit with another penalty begins where this one ended.
  private var last: (parameters: [Double], loss: Double, gradient: [Double], isPrecise: Bool)?
  /// Of the gap that is asked for: at how much of it by what the last gradient says the question is put.
  private var eagerness = 0.5

  /// Features whose gradients are above this share of their kinks come into the working set where it is
  /// made anew: less than 1 where the next penalties are smaller.
  private var lookahead = 1.0

  /// Evaluations after which the curvature is computed anew, where that takes its time.
  private static var mostCorrections: Int { 6 }
  /// Of what the derivatives lack at a point, what they may lack where a model is least.
  private static var modelTolerance: Double { 0.003 }
  /// All features are worked with where they are no more, and else so many, or twice those whose weights are
  /// not 0: of many features without a meaning the rule lets thousands in.
  private static var fewFeatures: Int { 100 }
  private static var leastUrge: Double { 0.3 }

  init(_ fast: consuming Fast?, _ optimality: Optimality<Features>, seed: UInt64) {
    self.optimality = optimality
    units = optimality.curvature.units
    working = WorkingSet(optimality.curvature, seed: seed)
    self.fast = fast
  }

  /// Another penalty from now on.
  /// - Parameter lookahead: λ of a few penalties ahead as a share of this one.
  mutating func begin(_ penalty: any Penalty, gap: Double?, lookahead: Double) {
    optimality.begin(penalty, gap: gap)
    self.lookahead = lookahead
    eagerness = 0.5
  }

  private var curvature: Curvature<Features> { optimality.curvature }
  var dimension: Int { optimality.dimension }
  var penalty: any Penalty { optimality.penalty }

  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double {
    let isPrecise = curvature.isPrecise
    let loss: Double
    if let last, last.isPrecise == isPrecise, last.parameters == parameters {
      gradient = last.gradient
      loss = last.loss
    } else {
      if !isPrecise, let value = try fast?.evaluate(at: parameters, gradient: &gradient) {
        loss = value
      } else {
        loss = try optimality.meanLoss(at: parameters, gradient: &gradient)
      }
      last = (parameters, loss, gradient, isPrecise)
    }
    if let offset = optimality.offset { gradient[offset.feature] = 0 }
    return loss
  }

  func gradientMax(of gradient: [Double]) -> Double { units.max(of: gradient) }

  // MARK: the model

  mutating func leastOfModel(_ parameters: [Double], gradient: [Double]) throws -> [Double]? {
    let penalty = penalty
    var whole = gradient
    _ = penalty.add(to: &whole, at: parameters)
    let lack = whole.reduce(0) { Swift.max($0, abs($1)) }
    guard lack > 0, lack.isFinite else { return nil }
    update(at: parameters, gradient)
    var least = parameters
    for block in working.blocks {
      let quadratic = SparseQuadratic(
        matrix: block.matrix, kinks: block.places.map { penalty.kink(of: $0) },
        curvatures: block.places.map { penalty.curvature(of: $0) })
      let found = quadratic.minimum(
        from: block.places.map { parameters[$0] }, slopes: block.places.map { gradient[$0] },
        tolerance: Self.modelTolerance * lack)
      for (place, value) in zip(block.places, found) { least[place] = value }
    }
    if curvature.loss.isSoftmax {
      least.centreIntercepts(columns: curvature.loss.columns)
      least.reduce(penalty, columns: curvature.loss.columns)
    }
    return least.allSatisfy(\.isFinite) ? least : nil
  }

  /// Brings in the features whose weight 0 is not the best, and renews the curvature where that is worth
  /// what it takes.
  private mutating func update(at parameters: [Double], _ gradient: [Double]) {
    let features = curvature.loss.features
    let columns = curvature.loss.columns
    /// |g|/λ, of all columns the greatest; infinite of a weight that is not 0 or has no kink.
    func urge(_ feature: Int) -> Double {
      (0..<columns).reduce(0) { most, column in
        let place = column * features + feature
        let kink = penalty.kink(of: place)
        guard parameters[place] == 0, kink > 0 else { return .infinity }
        return Swift.max(most, abs(gradient[place]) / kink)
      }
    }
    let taking = (0..<features).filter { curvature.takesPart[$0] }
    var isIn = [Bool](repeating: false, count: features)
    for feature in working.features { isIn[feature] = true }
    let isFew = taking.count <= Self.fewFeatures
    let urges = taking.map(urge)
    let missing = zip(taking, urges).filter { !isIn[$0.0] && (isFew || $0.1 > 1) }
    let isStale =
      working.isCheap ? working.corrections > 0 : working.corrections >= Self.mostCorrections
    guard !missing.isEmpty || isStale || working.blocks.isEmpty else { return }
    // The strong rule of Tibshirani and others (J. Royal Statistical Society B 74, 2012).
    let threshold = Swift.max(2 * lookahead - 1, Self.leastUrge)
    let wanted = zip(taking, urges).filter { feature, urge in
      isFew || urge > threshold || (isIn[feature] && urge > 0.5 * threshold)
    }
    let most = Swift.max(Self.fewFeatures, 2 * urges.count { $0 == .infinity })
    let chosen = wanted.count <= most ? wanted : Array(wanted.sorted { $0.1 > $1.1 }.prefix(most))
    working.begin(chosen.map(\.0).sorted(), at: parameters)
  }

  mutating func learn(step: [Double], change: [Double]) {
    working.correct(step: step, change: change)
  }

  // MARK: the end

  /// By the gradient at hand alone, without the pass in double that proves it.
  func isNear(_ parameters: [Double], gradient: [Double], value: Double) -> Bool {
    guard let goal = optimality.goal ?? (isThorough ? Optimality<Features>.fineGap : nil) else {
      return false
    }
    return optimality.gapEstimate(at: parameters, gradient) <= eagerness * goal * abs(value)
  }

  private var isThorough: Bool { curvature.isPrecise }

  mutating func assess(
    at parameters: [Double], value: Double, gradient: [Double], because reason: TerminationReason
  ) throws -> Assessment {
    let known = last.flatMap { last in
      last.isPrecise && last.parameters == parameters ? (last.loss, last.gradient) : nil
    }
    let certificate = try optimality.certify(at: parameters, known: known)
    let end = optimality.verdict(on: certificate, because: reason)
    if end == .short { eagerness /= 4 }
    if case .refined = end { eagerness = 0.5 }
    return end
  }

  func save(to state: inout RunState) {
    state.numbers["passesInDouble"] = curvature.isPrecise ? 1 : 0
    state.numbers["eagerness"] = eagerness
    optimality.save(to: &state)
    working.save(to: &state)
  }

  mutating func restore(from state: RunState) throws {
    try optimality.restore(from: state)
    if state.numbers["passesInDouble"] == 1 { curvature.becomePrecise() }
    eagerness = try state.number("eagerness")
    try working.restore(from: state)
  }
}
