import SigmoidModel
import SigmoidOptimization
import Foundation

/// Tries the oracle where the answer is known, and the judge where a claim is false.
struct SelfTest {
  private(set) var failures = 0
  private(set) var checks = 0

  mutating func run() {
    closedForms()
    invariance()
    models()
    separations()
    falseClaims()
    references()
    cases()
    print("\(checks) checks, \(failures) failed")
  }

  /// - Parameter within: absolute.
  mutating func expect(_ found: Wide, _ expected: Wide, within: Wide, _ what: String) {
    expect(
      abs(found - expected) <= within, what,
      "expected \(expected) within \(within.short), found \(found)")
  }

  mutating func expect(_ holds: Bool, _ what: String, _ words: @autoclosure () -> String) {
    checks += 1
    if holds { return }
    failures += 1
    print("FAILED: \(what): \(words())")
  }

  /// Two groups: the optimum is the entropy within them.
  private mutating func closedForms() {
    for (storage, offset) in [(Problem.Storage.double, 0.0), (.double, 1e9), (.float, 4096)] {
      let values =
        [Double](repeating: offset, count: 10) + [Double](repeating: offset + 1, count: 6)
      let labels = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0]
      let problem = Problem(values, labels: labels, storage: storage)
      let truth = Truth(problem)
      func entropy(_ share: Wide) -> Wide { -share * log(share) - (1 - share) * log(1 - share) }
      let expected = (10 * entropy(Wide(3) / 10) + 6 * entropy(Wide(4) / 6)) / 16
      expect(truth.upper, expected, within: 1e-18, "two groups at \(offset)")
      expect(truth.separation == .none, "two groups at \(offset)", truth.separation.rawValue)
      expect(
        truth.upper - truth.lower <= 1e-17, "two groups at \(offset)",
        "a bound \((truth.upper - truth.lower).short) below")
      let intercept = log(0.3 / 0.7)
      let weight = log(2) - intercept
      let value = problem.objective(weights: [weight], intercepts: [intercept - weight * offset])
      let isNear = value >= truth.lower && value - truth.upper < 1e-13
      expect(isNear, "the model of two groups at \(offset)", "\(value) for \(truth.upper)")
    }
  }

  /// Offsets, scales and copies change nothing; two classes of a softmax are a binary problem of
  /// half the l2.
  private mutating func invariance() {
    for index in 0..<40 {
      var problem = Problem(seed: 77, index: index)
      problem.storage = .double
      problem.standardizes = true
      problem.fitsIntercept = true
      problem.weights = nil
      // Sixteen bits, so that the shift below is exact.
      problem.values = problem.values.map { ($0 * 64).rounded() / 64 }
      guard problem.values.allSatisfy({ abs($0) < 1e3 }) else { continue }
      let first = Truth(problem)
      var other = problem
      other.values = problem.values.map { ($0 + 0x1p28) * 0x1p20 }
      let second = Truth(other)
      guard problem.l2 > 0 || first.separation == .none else { continue }
      expect(
        second.upper, first.upper, within: 1e-17 * max(1, first.upper),
        "problem \(index), shifted and scaled")
      guard problem.task == .binary else { continue }
      var softmax = problem
      softmax.task = .softmax
      softmax.l2 = 2 * problem.l2
      expect(
        Truth(softmax).upper, first.upper, within: 1e-17 * max(1, first.upper),
        "problem \(index) as a softmax")
    }
  }

  /// The optimum of the oracle, as a model of the features as they are, has its value.
  private mutating func models() {
    for index in 0..<200 {
      let problem = Problem(seed: 78, index: index)
      let truth = Truth(problem)
      guard problem.l2 > 0 || truth.separation == .none else { continue }
      // What the last places of doubles are worth in scores; the value is moved by its square.
      let last = problem.largestScore(truth.weights, truth.intercepts) * Double.ulpOfOne
      let value = problem.objective(weights: truth.weights, intercepts: truth.intercepts)
      expect(
        value >= truth.lower && value - truth.upper <= 1e-15 * truth.upper + Wide(last * last),
        "the model of problem \(index)", "\(value) for \(truth.upper), \(problem.summary)")
    }
  }

  private mutating func separations() {
    let line = [1.0, 2, 3, 4, 5, 6]
    let sets: [(String, [Int], Separation)] = [
      ("apart", [0, 0, 0, 1, 1, 1], .complete), ("mixed", [0, 1, 0, 1, 0, 1], .none),
    ]
    for (name, labels, expected) in sets {
      let found = Truth(Problem(line, labels: labels)).separation
      expect(found == expected, name, "\(found.rawValue) for \(expected.rawValue)")
      let three = Problem(line + [7, 8], labels: labels + [2, 2])
      let several = Truth(three).separation
      let wanted: Separation = expected == .complete ? .complete : .quasiComplete
      expect(several == wanted, "\(name), softmax", "\(several.rawValue) for \(wanted.rawValue)")
    }
    let touching = Truth(Problem([1, 2, 3, 3, 4, 5], labels: [0, 0, 0, 1, 1, 1])).separation
    expect(touching == .quasiComplete, "touching", touching.rawValue)
  }

  /// The judge has to see each kind of claim that is not so, and none in a true one.
  private mutating func falseClaims() {
    var problem = Problem([1, 2, 3, 4, 5, 6], labels: [0, 1, 0, 1, 0, 1])
    problem.l2 = 0.1
    let truth = Truth(problem)
    func fit(_ shift: Double) -> Fit {
      Fit(weights: [truth.weights[0] + shift], intercepts: truth.intercepts)
    }
    var honest = fit(0)
    honest.converged = true
    honest.dualityGap = 1e-15
    honest.lowerBound = Double(truth.lower).nextDown
    expect(
      Verdict(honest, problem, truth).falseClaims.isEmpty, "a true claim",
      "\(Verdict(honest, problem, truth).falseClaims)")
    var lies: [Fit] = []
    for _ in 0..<4 { lies.append(fit(0.05)) }
    lies[0].converged = true
    lies[1].dualityGap = 1e-9
    lies[2].lowerBound = Double(truth.upper) + 1e-15
    lies[3].separation = .complete
    for (index, lie) in lies.enumerated() {
      let found = Verdict(lie, problem, truth).falseClaims
      expect(found.count == 1, "false claim \(index)", "\(found)")
    }
    let apart = Problem([1, 2, 3, 4], labels: [0, 0, 1, 1])
    var converged = fit(0)
    (converged.weights, converged.intercepts) = ([100], [-250])
    converged.converged = true
    let found = Verdict(converged, apart, Truth(apart)).falseClaims
    expect(found.count == 1, "converged on separated classes", "\(found)")
  }
}

extension Problem {
  /// The largest sum of what features and intercept give to a score, without their signs.
  fileprivate func largestScore(_ weights: [Double], _ intercepts: [Double]) -> Double {
    var largest = 0.0
    for example in 0..<examples {
      for (column, intercept) in intercepts.enumerated() {
        var sum = abs(intercept)
        for feature in 0..<features {
          sum += abs(weights[column * features + feature] * values[example * features + feature])
        }
        largest = max(largest, sum)
      }
    }
    return largest
  }

  /// Of one feature.
  init(_ values: [Double], labels: [Int], storage: Storage = .double) {
    self.init(values, features: 1, labels: labels)
    self.storage = storage
  }

  /// Binary of two classes, softmax of more, without a penalty.
  init(_ values: [Double], features: Int, labels: [Int]) {
    classes = (labels.max() ?? 0) + 1
    task = classes == 2 ? .binary : .softmax
    storage = .double
    examples = labels.count
    self.features = features
    self.values = values
    self.labels = labels
    weights = nil
    l2 = 0
    standardizes = false
  }
}
