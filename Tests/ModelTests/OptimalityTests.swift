@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
import TestSupport
import Testing

/// What a fit says of its optimum: of columns far from zero, combinations of others, separated classes,
/// and without an intercept.
@Suite struct OptimalityTests {
  static let solvers: [Solver] = [
    .auto(evaluations: 1000), .newton(evaluations: 1000), .lbfgs(evaluations: 1000),
  ]

  private func fit(
    _ columns: [[Double]], _ labels: [Int], _ solver: Solver, l2: Double = 0,
    change: (inout LogisticTrainer) -> Void = { _ in }
  ) throws -> LogisticFit {
    var trainer = LogisticTrainer(solver: solver, l2: l2, threads: 2)
    change(&trainer)
    let matrix = Matrix<Double>(
      rows: columns.count, columns: labels.count,
      elements: labels.indices.flatMap { example in columns.map { $0[example] } })
    return try trainer.fit(
      Dataset(features: matrix, labels: Labels(labels)), BinaryTask(positive: ["1"], versus: ["0"]))
  }

  private static let x: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  private static let y = [0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1]

  /// The weights do not change with an offset, and the intercept takes it up.
  @Test(arguments: solvers, [2000.0, 1e9])
  func anOffsetChangesNothing(solver: Solver, offset: Double) throws {
    let plain = try fit([Self.x], Self.y, solver)
    let shifted = try fit([Self.x.map { $0 + offset }], Self.y, solver)
    #expect(shifted.summary.isConverged && shifted.summary.gapIs == .estimated)
    #expect(abs(shifted.summary.objective - plain.summary.objective) < 1e-14)
    #expect(abs(shifted.model.weights[0] - plain.model.weights[0]) < 1e-7)
  }

  /// One column a combination of two, and one constant: named, at 0, and the rest fitted as alone.
  @Test(arguments: solvers) func combinationsAreNamed(solver: Solver) throws {
    let other: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    let sum = zip(Self.x, other).map { 2 * $0 - $1 + 5 }
    let constant = [Double](repeating: 7, count: 12)
    let found = try fit([Self.x, constant, other, sum], Self.y, solver)
    let alone = try fit([Self.x, other], Self.y, solver)
    #expect(found.summary.isConverged)
    #expect(abs(found.summary.objective - alone.summary.objective) < 1e-13)
    #expect(found.model.weights[1] == 0 && found.model.weights[3] == 0)
    let aliased = Dictionary(uniqueKeysWithValues: found.summary.aliased.map { ($0.feature, $0) })
    #expect(aliased[1]?.combination == [:] && aliased[1]?.constant == 7)
    let combination = try #require(aliased[3])
    #expect(abs(combination.combination[0, default: 0] - 2) < 1e-10)
    #expect(abs(combination.combination[2, default: 0] + 1) < 1e-10)
    #expect(abs(combination.constant - 5) < 1e-9)
  }

  /// Columns that differ by 1e-8 of themselves: Newton's Hessian is rounding, and a thousand of its steps
  /// lead nowhere. `auto` leaves evaluations for the other solver, which gets there.
  @Test func theFirstSolverGetsAShareOfTheEvaluations() throws {
    var random = RandomValues(seed: 5)
    let count = 2000
    let common = (0..<count).map { _ in 2 * random.unit() }
    let columns = (0..<20).map { _ in common.map { $0 + 1e-8 * random.unit() } }
    let labels = common.map { random.unit() < $0 ? 1 : 0 }
    let newton = try fit(columns, labels, .newton(evaluations: 200)).summary
    #expect(!newton.isConverged)
    let auto = try fit(columns, labels, .auto(evaluations: 1000)).summary
    #expect(auto.isConverged && auto.evaluations < 1000 && auto.objective < newton.objective)
    #expect(auto.notes.contains { $0.contains("used its share") })
    // Of so few evaluations the first solver gets all.
    let few = try fit(columns, labels, .auto(evaluations: 50)).summary
    #expect(few.evaluations == 50 && !few.isConverged)
  }

  /// The same numbers in another unit, each rounded to a double: a combination. Off by far more than that,
  /// and far less than correlations show: none.
  @Test(arguments: [0, 1e-11]) func whatIsLeftIsToldFromRounding(noise: Double) throws {
    var random = RandomValues()
    let count = 200
    let celsius = (0..<count).map { _ in 20 + 8 * random.unit() }
    let fahrenheit = celsius.map { ($0 + noise * random.unit()) * 1.8 + 32 }
    let others = (0..<6).map { _ in (0..<count).map { _ in random.unit() * 1e6 } }
    let labels = celsius.map { random.unit() * 20 + 20 > $0 ? 1 : 0 }
    let found = try fit([celsius] + others + [fahrenheit], labels, .newton(evaluations: 1000))
    guard noise == 0 else { return #expect(found.summary.aliased.isEmpty) }
    let alias = try #require(found.summary.aliased.first)
    #expect(found.summary.isConverged && found.summary.aliased.count == 1 && alias.feature == 7)
    #expect(alias.combination.keys.sorted() == [0])
    #expect(abs(alias.combination[0, default: 0] - 1.8) < 1e-14)
    #expect(abs(alias.constant - 32) < 1e-12)
  }

  /// With a penalty separated classes have an optimum, and a proof of it; without, neither.
  @Test(arguments: solvers) func separatedClassesNeedAPenalty(solver: Solver) throws {
    let labels = Self.x.map { $0 > 6 ? 1 : 0 }
    let without = try fit([Self.x], labels, solver).summary
    #expect(without.separation?.kind == .complete && without.separation?.features == [0])
    #expect(!without.isConverged && without.termination == .separated && without.gapIs == nil)
    let with = try fit([Self.x], labels, solver, l2: 1e-3).summary
    #expect(with.isConverged && with.separation == nil && with.gapIs == .proved)
    let gap = try #require(with.dualityGap)
    #expect(gap >= 0 && gap <= 1e-9 && with.lowerBound == with.objective - gap)
  }

  /// A combination that separates is at 0 as it is said to be, and the other is named.
  @Test(arguments: solvers) func aCombinationThatSeparates(solver: Solver) throws {
    let found = try fit([Self.x, Self.x.map { 3 - 2 * $0 }], Self.x.map { $0 > 6 ? 1 : 0 }, solver)
    #expect(found.summary.separation?.features == [0])
    #expect(found.summary.aliased.allSatisfy { found.model.weights[$0.feature] == 0 })
  }

  /// One of two groups has one class alone: its indicator's weight has no finite optimum.
  @Test(arguments: solvers) func quasiCompleteSeparationIsNamed(solver: Solver) throws {
    let group: [Double] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]
    let found = try fit(
      [Self.x.map { $0.truncatingRemainder(dividingBy: 5) }, group], Self.y, solver
    )
    .summary
    #expect(found.separation == nil || found.separation?.kind == .quasiComplete)
    let labels = [0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1]
    let quasi = try fit([[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], group], labels, solver).summary
    #expect(quasi.separation?.kind == .quasiComplete && quasi.separation?.features == [1])
    #expect(!quasi.isConverged && quasi.gapEstimate == nil)
  }

  /// Σ(p − y)·x = 0 is all there is without an intercept.
  @Test(arguments: solvers) func withoutAnIntercept(solver: Solver) throws {
    let x = Self.x.map { $0 - 5 }
    let found = try fit([x], Self.y, solver) { $0.fitsIntercept = false }
    #expect(found.model.intercepts == [0] && found.summary.isConverged)
    let sum = zip(x, Self.y).reduce(0) { sum, example in
      sum + example.0 * (logistic(found.model.weights[0] * example.0) - Double(example.1))
    }
    // A step that promises less than 10⁻¹⁵ of the loss is not made: √(2·10⁻¹⁵·loss·Σx²) in this sum.
    #expect(abs(sum) < 1e-6)
  }

  /// Without a penalty it does not matter whether features are standardized: a column of ones is what the
  /// intercept is. With one it has no unit, and is left out.
  @Test(arguments: solvers + [.gradientDescent(epochs: 20000, learningRate: 1)])
  func aConstantIsTheInterceptThatIsNotThere(solver: Solver) throws {
    let columns = [[Double](repeating: 1, count: 12), Self.x.map { $0 / 10 }]
    func fit(_ l2: Double, standardizes: Bool) throws -> LogisticFit {
      try self.fit(columns, Self.y, solver, l2: l2) {
        $0.fitsIntercept = false
        $0.standardizes = standardizes
      }
    }
    let plain = try self.fit([columns[1]], Self.y, .newton())
    for standardizes in [false, true] {
      let found = try fit(0, standardizes: standardizes)
      #expect(abs(found.summary.objective - plain.summary.objective) < 1e-7)
      #expect(abs(found.model.weights[0] - plain.model.intercepts[0]) < 1e-2)
      #expect(found.summary.aliased.isEmpty)
    }
    let penalized = try fit(0.01, standardizes: true)
    #expect(penalized.model.weights[0] == 0)
  }

  /// A gap that is asked for ends the run there, and holds.
  @Test(arguments: [1e-2, 1e-5]) func aGapThatIsAskedFor(gap: Double) throws {
    let asked = try fit([Self.x], Self.y, .lbfgs(), l2: 0.01) { $0.gap = gap }.summary
    let best = try fit([Self.x], Self.y, .newton(), l2: 0.01).summary
    #expect(asked.termination == .gapBelowTolerance && asked.isConverged)
    #expect(try #require(asked.dualityGap) <= gap * asked.objective)
    #expect(asked.objective - best.objective <= gap * asked.objective)
    #expect(asked.evaluations <= best.evaluations + 20)
  }

  /// A level that examples of one class alone have, among many examples: it is named, and no run goes on along
  /// it; without it there is an optimum.
  @Test(arguments: solvers, [true, false])
  func aLevelOfOneClassIsNamedBeforeARunDrifts(solver: Solver, isSparse: Bool) throws {
    var random = RandomValues()
    let (levels, count) = (20, 3000)
    var matrix = Matrix<Double>(rows: levels, columns: count)
    var labels: [Int] = []
    for example in 0..<count {
      let level = example < 3 ? levels - 1 : random.int(in: 0..<levels - 1)
      matrix[level, example] = 1
      labels.append(level == levels - 1 || random.unit() > 0.1 * Double(level % 5) ? 1 : 0)
    }
    var trainer = LogisticTrainer(solver: solver, l2: 0, threads: 2)
    trainer.thrift.cheapHessian = 0
    trainer.thrift.elementsInDouble = 0
    func fit(_ features: some FeatureStorage) throws -> LogisticFit {
      try trainer.fit(
        Dataset(features: features, labels: Labels(labels)),
        BinaryTask(positive: ["1"], versus: ["0"]))
    }
    // The first level is what the others are compared with.
    for example in 0..<count { matrix[0, example] = Double(example % 7) }
    let separated = try isSparse ? fit(SparseMatrix(matrix)) : fit(matrix)
    #expect(separated.summary.separation?.features == [levels - 1])
    #expect(!separated.summary.isConverged && separated.summary.evaluations <= 40)
    // One example of the other class, and the level separates no longer.
    labels[0] = 0
    let whole = try isSparse ? fit(SparseMatrix(matrix)) : fit(matrix)
    #expect(whole.summary.separation == nil && whole.summary.isConverged)
  }
}
