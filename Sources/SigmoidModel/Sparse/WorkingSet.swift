import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization
import SigmoidSystem

/// The features that a fit with kinks works with, and the curvature of its loss by their weights: all others
/// have the weight 0, which a pass over the examples proves or not, as it has the gradients of all features.
///
/// The curvature is the Hessian itself where that takes next to no time. Else it is a Gram matrix over a
/// sample of the examples, drawn in proportion to what they give to the curvature, and corrected by each step
/// as BFGS does: it is kept along a path of penalties, and drawn again where features come in.
struct WorkingSet<Features: FeatureStorage> {
  /// In ascending order.
  private(set) var features: [Int] = []
  private(set) var blocks: [Block] = []
  /// Evaluations since the curvature was computed.
  private(set) var corrections = 0
  /// Whether it is the Hessian where it was computed.
  private(set) var isExact = false
  private let curvature: Curvature<Features>
  private let seed: UInt64
  private var draws: UInt64 = 0

  /// The parameters that depend on one another by the curvature.
  struct Block {
    /// Among all parameters, in the order of the matrix.
    let places: [Int]
    /// Both triangles.
    var matrix: Matrix<Double>
  }

  /// Of a Gram matrix, multiplications: what a few passes over the examples take.
  private static var operations: Double { 2e9 }
  private static var leastSample: Int { 3000 }
  /// A Hessian of all columns of a softmax at once; beyond, each column has its own block alone.
  private static var mostParameters: Int { 2000 }
  /// Of the diagonal of such a Hessian, which is singular along what is the same in all columns.
  private static var ridge: Double { 1e-9 }

  init(_ curvature: Curvature<Features>, seed: UInt64) {
    self.curvature = curvature
    self.seed = seed
  }

  private var loss: LinearLoss<CentredFeatures<Features>> { curvature.loss }

  /// Whether it may be computed at every step.
  var isCheap: Bool {
    curvature.hasCheapHessian
      || Double(loss.examples.data.partition.examples) * square <= Self.cheap
  }

  private static var cheap: Double { 5e7 }
  private var square: Double {
    Double((features.count + 1) * (features.count + 1) * curvature.examples.columns)
  }

  /// Computes the curvature there, for these features.
  mutating func begin(_ features: [Int], at parameters: [Double]) {
    self.features = features
    corrections = 0
    draws += 1
    let rows = features + (curvature.fitsIntercept ? [loss.features] : [])
    let isJoint = loss.isSoftmax && rows.count * loss.columns <= Self.mostParameters
    let groups = isJoint ? [0..<loss.columns] : (0..<loss.columns).map { $0..<$0 + 1 }
    if curvature.hasCheapHessian && (isJoint || !loss.isSoftmax) {
      let score = loss.curvature(ofScores: curvature.preciseScores(at: parameters))
      blocks = groups.map {
        Block(
          places: loss.places(of: $0, rows: rows),
          matrix: loss.hessian(of: $0, rows: rows, score).symmetric(ridge: isJoint ? Self.ridge : 0)
        )
      }
      isExact = true
      return
    }
    if isJoint {
      let (matrix, isWhole) = jointCurvature(rows, at: parameters)
      blocks = [Block(places: loss.places(of: 0..<loss.columns, rows: rows), matrix: matrix)]
      isExact = isWhole
      return
    }
    let samples = samples(at: parameters)
    isExact = samples.allSatisfy { $0 == nil } && !loss.isSoftmax
    let own =
      curvature.isPrecise
      ? grams(loss.examples, samples, at: parameters)
      : grams(curvature.fast, samples, at: parameters)
    blocks = own.enumerated().map { column, gram in
      Block(
        places: loss.places(of: column..<column + 1, rows: rows),
        matrix: curvature.fitsIntercept ? gram : gram.leading(gram.rows - 1))
    }
  }

  /// The Hessian of all columns of a softmax together, over a sample or all examples.
  private func jointCurvature(
    _ rows: [Int], at parameters: [Double]
  ) -> (matrix: Matrix<Double>, isWhole: Bool) {
    let partition = loss.examples.data.partition
    var curvatures = loss.samplingCurvatures(ofScores: curvature.scores(at: parameters))
    let columns = loss.columns
    curvatures = (0..<loss.examples.data.examples).map { example in
      curvatures[example * columns..<(example + 1) * columns].reduce(0, +)
    }
    let wanted = max(
      Self.leastSample, Int(min(1e9, Self.operations / (square * Double(columns + 1) / 2))))
    var draw: CurvatureDraw?
    if wanted < partition.examples {
      let draws = CurvatureDraws(curvatures, columns: 1, partition, threads: loss.threads)
      draw = draws(wanted, seed: seed &+ self.draws)?.first
    }
    let sample = loss.examples.drawing(draw?.positions ?? Array(0..<partition.examples))
    let own = LinearLoss(sample, fitsIntercept: loss.fitsIntercept, threads: loss.threads)
    let score = own.curvature(ofScores: own.scores(at: parameters))
    // What an example of the sample stands for, by its own Σ p(1 − p).
    let weights = (0..<sample.data.examples).map { example -> Double in
      guard let draw else { return loss.mean * sample.relativeWeights[example] }
      let sum = (0..<columns).reduce(0) { sum, column in
        let place = example * columns + column
        return sum + score.probabilities[place] * score.complements[place]
      }
      return sum > 0 ? draw.curvatures[example] / sum : 0
    }
    let order = rows.count
    var matrix = Matrix<Double>(rows: order * columns, columns: order * columns)
    for l in 0..<columns {
      for k in 0...l {
        let others = k == l ? score.complements : score.probabilities
        let gram = sample.gram(
          ofFeatures: features,
          curvatures: weights.indices.map {
            weights[$0] * score.probabilities[$0 * columns + k] * others[$0 * columns + l]
          }, threads: loss.threads)
        matrix.add(gram, times: k == l ? 1 : -1, order: order, atRow: l * order, column: k * order)
      }
    }
    return (matrix.symmetric(ridge: Self.ridge), draw == nil)
  }

  /// Of each column; nil where all examples take part.
  private func samples(at parameters: [Double]) -> [CurvatureDraw?] {
    let count = loss.examples.data.partition.examples
    let wanted = max(Self.leastSample, Int(min(1e9, Self.operations / square)))
    guard wanted < count else { return [CurvatureDraw?](repeating: nil, count: loss.columns) }
    let draws = CurvatureDraws(
      loss.samplingCurvatures(ofScores: curvature.scores(at: parameters)), columns: loss.columns,
      loss.examples.data.partition, threads: loss.threads)
    return draws(wanted, seed: seed &+ self.draws)
      ?? [CurvatureDraw?](repeating: nil, count: loss.columns)
  }

  /// Σ h·x̃x̃ᵀ over these features and a one, a column each.
  private func grams<Seen: FeatureStorage>(
    _ examples: TrainingSet<Seen>, _ samples: [CurvatureDraw?], at parameters: [Double]
  ) -> [Matrix<Double>] {
    let columns = loss.columns
    let all =
      samples.contains { $0 == nil }
      ? loss.samplingCurvatures(ofScores: curvature.scores(at: parameters)) : []
    return samples.enumerated().map { column, sample in
      if let sample {
        return examples.drawing(sample.positions).gram(
          ofFeatures: features, curvatures: sample.curvatures, threads: loss.threads)
      }
      let own = (0..<examples.data.examples).map { all[$0 * columns + column] * loss.mean }
      let partition = examples.data.partition
      guard partition.communicator.ranks > 1 else {
        return examples.gram(ofFeatures: features, curvatures: own, threads: loss.threads)
      }
      return examples.drawing(Array(0..<partition.examples)).gram(
        ofFeatures: features, curvatures: partition.communicator.allGather(own).flatMap { $0 },
        threads: loss.threads)
    }
  }

  /// Takes what the gradient of the loss changed by in a step, so that the curvature along it is the one that
  /// was seen: BFGS, and where that is not clearly above 0 what Powell makes of it (M. J. D. Powell, "A fast
  /// algorithm for nonlinearly constrained optimization calculations", 1978).
  mutating func correct(step: [Double], change: [Double]) {
    corrections += 1
    isExact = false
    for index in blocks.indices {
      let places = blocks[index].places
      blocks[index].correct(places.map { step[$0] }, places.map { change[$0] })
    }
  }

  func save(to state: inout RunState) {
    state.numbers["draws"] = Double(draws)
    state.numbers["corrections"] = Double(corrections)
    state.numbers["isExact"] = isExact ? 1 : 0
    state.vectors["workingFeatures"] = features.map(Double.init)
    state.vectors["workingCurvature"] = blocks.flatMap(\.matrix.elements)
    state.vectors["workingPlaces"] = blocks.flatMap { $0.places.map(Double.init) }
    state.vectors["workingOrders"] = blocks.map { Double($0.places.count) }
  }

  mutating func restore(from state: RunState) throws(RunState.Mismatch) {
    draws = UInt64(try state.count("draws"))
    corrections = try state.count("corrections")
    isExact = try state.count("isExact") > 0
    features = try state.vector("workingFeatures").compactMap { Int(exactly: $0) }
    let orders = try state.vector("workingOrders").compactMap { Int(exactly: $0) }
    let places = try state.vector(
      "workingPlaces", count: orders.reduce(0, +)
    ).compactMap { Int(exactly: $0) }
    let elements = try state.vector(
      "workingCurvature", count: orders.reduce(0) { $0 + $1 * $1 })
    let highest = (loss.features + 1) * loss.columns
    guard places.count == orders.reduce(0, +), places.allSatisfy({ (0..<highest).contains($0) }),
      features.allSatisfy({ (0..<loss.features).contains($0) })
    else {
      throw RunState.Mismatch(expected: "places among \(highest) parameters", found: "others")
    }
    var (place, element) = (0, 0)
    blocks = orders.map { order in
      defer { (place, element) = (place + order, element + order * order) }
      return Block(
        places: Array(places[place..<place + order]),
        matrix: Matrix(
          rows: order, columns: order, elements: Array(elements[element..<element + order * order]))
      )
    }
  }
}

extension WorkingSet.Block {
  fileprivate mutating func correct(_ step: [Double], _ change: [Double]) {
    let order = places.count
    let moved = moved(by: step)
    let expected = zip(step, moved).reduce(0) { $0 + $1.0 * $1.1 }
    var seen = zip(step, change).reduce(0) { $0 + $1.0 * $1.1 }
    guard expected > 0, expected.isFinite, seen.isFinite else { return }
    var change = change
    if seen < Self.leastShare * expected {
      let share = (1 - Self.leastShare) * expected / (expected - seen)
      change = zip(change, moved).map { share * $0 + (1 - share) * $1 }
      seen = Self.leastShare * expected
    }
    var target = matrix.mutableSpan
    for column in 0..<order {
      let (up, down) = (change[column] / seen, moved[column] / expected)
      for row in 0..<order {
        target[unchecked: column * order + row] += up * change[row] - down * moved[row]
      }
    }
  }

  /// B·step.
  private func moved(by step: [Double]) -> [Double] {
    let order = places.count
    let elements = matrix.span
    var moved = [Double](repeating: 0, count: order)
    for column in 0..<order where step[column] != 0 {
      for row in 0..<order {
        moved[row] += step[column] * elements[unchecked: column * order + row]
      }
    }
    return moved
  }

  private static var leastShare: Double { 0.2 }
}

extension TrainingSet {
  /// Σ h·x̃x̃ᵀ over these examples, which are all there are, of some features and the one behind them, in the
  /// storage's scalar: both triangles.
  fileprivate func gram(
    ofFeatures chosen: [Int], curvatures: [Double], threads: Int
  ) -> Matrix<Double> {
    let own = standardizationOfFitted
    let matrix = data.features.choosing(chosen, threads: threads)
    let gram = Gram.sampled(
      Dataset(features: matrix, labels: data.labels), curvatures: curvatures,
      standardization: own.map { all in
        Standardization(
          means: chosen.map { all.means[$0] }, factors: chosen.map { all.factors[$0] })
      }, threads: threads)
    var widened = Matrix<Double>(rows: gram.rows, columns: gram.rows)
    var span = widened.mutableSpan
    Scalar.add(gram.span, to: &span)
    return widened.symmetric(ridge: 0)
  }
}

extension Matrix<Double> {
  /// Its lower triangle and that mirrored, with so much more on the diagonal as a share of it.
  func symmetric(ridge: Double) -> Matrix<Double> {
    let (order, elements) = (rows, span)
    var result = Matrix<Double>(rows: order, columns: order)
    var target = result.mutableSpan
    for column in 0..<order {
      for row in column..<order {
        let element = elements[unchecked: column * order + row]
        target[unchecked: column * order + row] = element
        target[unchecked: row * order + column] = element
      }
      target[unchecked: column * order + column] *= 1 + ridge
    }
    return result
  }

  /// A block of it ← factor·the first rows and columns of another matrix.
  fileprivate mutating func add(
    _ other: Matrix<Double>, times factor: Double, order: Int, atRow row: Int, column: Int
  ) {
    let (height, side, elements) = (rows, other.rows, other.span)
    var target = mutableSpan
    for j in 0..<order {
      for i in 0..<order {
        target[unchecked: (column + j) * height + row + i] +=
          factor * elements[unchecked: j * side + i]
      }
    }
  }

  /// Its first rows and columns.
  fileprivate func leading(_ order: Int) -> Matrix<Double> {
    var result = Matrix<Double>(rows: order, columns: order)
    for column in 0..<order {
      for row in 0..<order { result[row, column] = self[row, column] }
    }
    return result
  }
}
