@testable import SigmoidModel
import Foundation
import SigmoidExamples
import TestSupport
import Testing

/// The test of Hosmer and Lemeshow against values of R 4.2.2 and of NumPy, each by its definition from fits to
/// 1e-15; and what has no value in other fits.
@Suite struct DiagnosticsTests {
  /// A set of the folder of references: the label first, a header above.
  private func fit(
    _ name: String, columns: [String]? = nil, weights: ((Int) -> Double)? = nil
  ) throws -> LogisticFit {
    let text = String(decoding: try SharedFolder.reference.read("data/\(name).csv"), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",").map(String.init)
    }
    let chosen = lines[0].indices.dropFirst().filter {
      columns?.contains(lines[0][$0]) ?? true
    }
    let rows = try lines.dropFirst().map { line in try chosen.map { try #require(Double(line[$0])) }
    }
    return try LogisticRegression(solver: .newton()).fit(
      rows, labels: lines.dropFirst().map { $0[0] }, featureNames: chosen.map { lines[0][$0] },
      caseWeights: weights.map { rows.indices.map($0) })
  }

  /// Set, groups, weights 1, 2, 3 in turn, χ² and p.
  private static let tests: [(String, Int, Bool, Double, Double)] = [
    ("spector", 10, false, 6.09482367075505, 0.636610971479011),
    ("spector", 5, false, 1.21117594434925, 0.750325125523965),
    ("spector", 10, true, 10.4684635598853, 0.233672040176299),
    ("birthwt", 10, false, 3.94341547950379, 0.862192266127514),
    ("birthwt", 4, false, 0.0764806682524721, 0.962481595918894),
    ("birthwt", 10, true, 15.4580186946446, 0.0508280348789539),
    ("pima_tr", 10, false, 6.17538712956446, 0.627593134135717),
    ("pima_tr", 4, false, 1.93816286756649, 0.379431410952815),
    ("pima_tr", 10, true, 22.5236902568143, 0.00403274624359343),
  ]

  @Test(
    .enabled(if: SharedFolder.reference.path != nil, "\(SharedFolder.reference.whatIsMissing)"))
  func hosmerLemeshow() throws {
    for (name, groups, isWeighted, chiSquared, p) in Self.tests {
      let found = try fit(name, weights: isWeighted ? { Double($0 % 3 + 1) } : nil).diagnostics()
      let test = try found.hosmerLemeshow(groups: groups)
      #expect(test.groups.count == groups && test.degrees == groups - 2)
      #expect(abs(test.chiSquared - chiSquared) <= 1e-9 * chiSquared, "\(name) \(test.chiSquared)")
      #expect(abs(test.p - p) <= 1e-9 * p, "\(name)")
      let weight = found.examples.reduce(0) { $0 + $1.weight }
      #expect(abs(test.groups.reduce(0) { $0 + $1.examples } - weight) < 1e-9)
    }
  }

  /// Equal probabilities stay together: groups, their sizes and events as R has them.
  @Test(
    .enabled(if: SharedFolder.reference.path != nil, "\(SharedFolder.reference.whatIsMissing)"))
  func equalProbabilitiesAreOneGroup() throws {
    let visits = try fit("birthwt", columns: ["ftv"]).diagnostics().hosmerLemeshow()
    #expect(visits.groups.map(\.examples) == [42, 47, 100])
    #expect(visits.groups.map(\.observed) == [12, 11, 36])
    #expect(abs(visits.chiSquared - 1.49685062684785) < 1e-9 && visits.degrees == 1)
    #expect(abs(visits.p - 0.221156581009039) < 1e-9)
    let two = try fit("birthwt", columns: ["smoke", "ui"]).diagnostics().hosmerLemeshow()
    #expect(two.groups.map(\.examples) == [161, 15, 13])
    #expect(abs(two.chiSquared - 0.264737926345633) < 1e-9)
    let one = try fit("birthwt", columns: ["smoke"]).diagnostics()
    #expect(throws: HosmerLemeshowError.tooFewGroups(1, of: 10)) { _ = try one.hosmerLemeshow() }
  }

  private func random(_ count: Int) -> (rows: [[Double]], labels: [String]) {
    var random = RandomValues()
    let numbers: [Double] = random.array(3 * count)
    var (rows, labels): ([[Double]], [String]) = ([], [])
    for row in 0..<count {
      let (a, b, noise) = (numbers[3 * row], numbers[3 * row + 1], numbers[3 * row + 2])
      rows.append([a, 5 + b])
      labels.append(noise + a > 0.2 ? "yes" : "no")
    }
    return (rows, labels)
  }

  /// A row of weight c is c rows: the same fit, √c times the residuals, c times the leverage; and groups of the
  /// same copies.
  @Test func weightsAreCopies() throws {
    let (rows, labels) = random(80)
    let weights = rows.indices.map { Double($0 % 4) }
    let order = rows.indices.flatMap { [Int](repeating: $0, count: $0 % 4) }
    let solver = LogisticRegression(solver: .newton())
    let one = try solver.fit(rows, labels: labels, caseWeights: weights).diagnostics()
    let all = try solver.fit(order.map { rows[$0] }, labels: order.map { labels[$0] }).diagnostics()
    for (copy, index) in zip(all.examples, order) {
      let (row, root) = (one.examples[index], weights[index].squareRoot())
      #expect(abs(row.pearson - root * copy.pearson) < 1e-6 * abs(row.pearson))
      #expect(abs(row.deviance - root * copy.deviance) < 1e-6 * abs(row.deviance))
      #expect(abs(row.leverage - weights[index] * copy.leverage) < 1e-6 * row.leverage)
    }
    #expect(one.examples[0].cook == 0 && one.examples[0].standardizedPearson == 0)
    let sum = one.examples.reduce(0) { $0 + $1.leverage }
    #expect(abs(sum - 3) < 1e-9)
    let (a, b) = (try one.hosmerLemeshow(groups: 7), try all.hosmerLemeshow(groups: 7))
    #expect(abs(a.chiSquared - b.chiSquared) < 1e-6 * b.chiSquared)
    #expect(a.groups.map(\.examples) == b.groups.map(\.examples))
    let (x, y) = (try #require(one.conditionNumber), try #require(all.conditionNumber))
    #expect(abs(x - y) < 1e-9 * y)
  }

  /// A column that is 1 in one row alone: with Firth's penalty its coefficient is finite, and the fit follows
  /// the row wholly.
  @Test func aLeverageOfOneHasNoStandardizedResidual() throws {
    let (rows, labels) = random(60)
    let wide = rows.indices.map { rows[$0] + [$0 == 7 ? 1 : 0] }
    let found = try LogisticRegression(solver: .newton()).fit(wide, labels: labels).firth()
      .diagnostics()
    let (alone, other) = (found.examples[7], found.examples[8])
    #expect(abs(alone.leverage - 1) < 1e-9)
    #expect(alone.standardizedPearson == nil && alone.standardizedDeviance == nil)
    #expect(alone.cook == nil)
    #expect(other.cook != nil)
    #expect(other.standardizedPearson == other.pearson / (1 - other.leverage).squareRoot())
    #expect(found.hasFirth && !found.isPenalised)
    #expect(throws: HosmerLemeshowError.penalised) { _ = try found.hosmerLemeshow() }
  }

  @Test func aPenaltyLeavesWhatIsOfTheRows() throws {
    let (rows, labels) = random(60)
    let found = try LogisticRegression(solver: .newton(), l2: 0.1).fit(rows, labels: labels)
      .diagnostics()
    #expect(found.examples.allSatisfy { $0.cook == nil && $0.standardizedDeviance == nil })
    // The trace of the hat matrix is that of a smoother.
    let sum = found.examples.reduce(0) { $0 + $1.leverage }
    #expect(sum > 1 && sum < 3)
    #expect(found.varianceInflation.count == 2)
    #expect(found.varianceInflation.allSatisfy { $0.factor == nil && $0.featureFactor >= 1 })
    #expect(throws: HosmerLemeshowError.penalised) { _ = try found.hosmerLemeshow() }
  }

  @Test func nearCombinationsHaveNoConditionNumber() throws {
    let (rows, labels) = random(60)
    let near = try LogisticRegression(solver: .newton()).fit(
      rows.enumerated().map { $1 + [$1[0] + ($0 % 2 == 0 ? 2e-7 : -2e-7)] }, labels: labels
    ).diagnostics()
    #expect(near.conditionNumber == nil && near.weightedConditionNumber == nil)
    // One that is known, of columns far from their means: 1 + 1e-3·t and the ones.
    let far = try LogisticRegression(solver: .newton()).fit(
      (0..<60).map { [1000 + ($0 % 2 == 0 ? 1.0 : -1)] },
      labels: (0..<60).map { $0 % 3 == 0 ? "a" : "b" }
    ).diagnostics()
    // Columns at length 1 whose product is c have eigenvalues 1 ± c.
    let c = 1000 / (1_000_001.0).squareRoot()
    #expect(abs((far.conditionNumber ?? 0) - ((1 + c) / (1 - c)).squareRoot()) < 1e-6 * 2000)
  }

  @Test func noInflationWithoutAnIntercept() throws {
    let (rows, labels) = random(60)
    let found = try LogisticRegression(solver: .newton(), fitsIntercept: false)
      .fit(rows, labels: labels).diagnostics()
    #expect(found.varianceInflation.isEmpty && !found.hasIntercept)
    #expect(found.conditionNumber != nil)
  }

  /// What is not estimated says what it is, and a file keeps it.
  @Test func combinationsAreKept() throws {
    let (rows, labels) = random(60)
    let wide = rows.map { [$0[0], $0[1], 2 * $0[0] - $0[1] + 1, 4] }
    var fit = try LogisticRegression(solver: .newton()).fit(
      wide, labels: labels, featureNames: ["a", "b", "c", "d"])
    let inference = try fit.inference()
    fit.model.inference = inference
    let lines = inference.coefficients
    #expect(lines[1].combination == nil && lines[2].combination == nil)
    let c = try #require(lines[3].combination)
    #expect(abs(c.constant - 1) < 1e-6)
    #expect(abs((c.factors[0] ?? 0) - 2) < 1e-6 && abs((c.factors[1] ?? 0) + 1) < 1e-6)
    #expect(c.factors.count == 2)
    #expect(lines[4].combination == Inference.Combination(constant: 4, factors: [:]))
    let folder = try TemporaryFolder()
    try fit.model.write(to: folder.file("m.safetensors"))
    let read = try LogisticModel(contentsOf: folder.file("m.safetensors"))
    #expect(read.inference == inference)
  }
}
