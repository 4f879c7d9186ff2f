import TestSupport
import Testing

@testable import SigmoidMetrics

@Suite struct LowessTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let count: Int
    let span: Double
    let steps: Int
    let gap: Double
    let places: [Int]
    let values: [Double]
    let sum: Double

    var testDescription: String { "\(count) points, \(span), \(steps), \(gap)" }
  }

  /// By rules, without chance, with ties and points far out.
  private static func points(_ count: Int) -> [CurvePoint] {
    (0..<count).map { index in
      let x = Double(index * index * 7 % 311) / 10
      let y = x * x / 100 + Double(index * index * 13 % 17) / 8 - (index % 5 == 0 ? 3 : 0)
      return (x, index, y)
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { CurvePoint(x: $0.0, y: $0.2) }
  }

  /// R 4.2.2, `lowess(x, y, f, iter)` with its own delta, and with delta = 0 where the gap is 0.
  private static let cases = [
    Case(
      count: 60, span: 2.0 / 3, steps: 3, gap: 0.01, places: [0, 8, 17, 25, 34, 42, 51, 59],
      values: [
        -1.01269603941, -0.399447317239, 1.03424524474, 2.15585303048, 4.30484579364,
        5.26057012297, 7.71900765041, 9.73635826266,
      ], sum: 210.592730118),
    Case(
      count: 61, span: 0.3, steps: 0, gap: 0, places: [0, 9, 17, 26, 34, 43, 51, 60],
      values: [
        -1.22471510307, -0.436914051376, 0.609781959241, 2.15423826867, 3.24293483286,
        4.91073016198, 7.6806622099, 9.60178601196,
      ], sum: 196.953554897),
    Case(
      count: 60, span: 0.1, steps: 3, gap: 0, places: [0, 8, 17, 25, 34, 42, 51, 59],
      values: [
        -2.6935066536, -1.30113731749, 1.32071302381, 2.63439718576, 1.53208122046,
        5.27879734309, 7.94619914417, 9.85170143762,
      ], sum: 199.123201412),
    Case(
      count: 800, span: 2.0 / 3, steps: 3, gap: 0.01,
      places: [0, 114, 228, 342, 457, 571, 685, 799],
      values: [
        0.362983404083, 0.746147585449, 1.34486245281, 2.08316055116, 3.38611658436,
        4.97198469395, 6.82103876194, 9.12958841656,
      ], sum: 2731.6931402),
    Case(
      count: 800, span: 0.05, steps: 0, gap: 0.01,
      places: [0, 114, 228, 342, 457, 571, 685, 799],
      values: [
        0.260318686133, 0.377324382264, 1.02367367357, 1.77642783462, 2.82336079914,
        4.31922501313, 6.43247154023, 8.85935058881,
      ], sum: 2420.84367284),
    Case(
      count: 5, span: 0.2, steps: 3, gap: 0.01, places: [0, 1, 2, 3, 4],
      values: [-3, 1.6299, 0.2034, 2.2719, 1.7544], sum: 2.8596),
    Case(
      count: 2, span: 2.0 / 3, steps: 0, gap: 0.01, places: [0, 1], values: [-3, 1.6299],
      sum: -1.3701),
  ]

  private func lowess(_ span: Double, _ steps: Int, _ gap: Double) -> Lowess {
    var lowess = Lowess()
    (lowess.span, lowess.robustSteps, lowess.gap) = (span, steps, gap)
    return lowess
  }

  @Test(arguments: cases) private func valuesAreThoseOfR(one: Case) {
    let points = Self.points(one.count)
    let found = lowess(one.span, one.steps, one.gap).smooth(points)
    #expect(found.map(\.x) == points.map(\.x))
    for (place, value) in zip(one.places, one.values) {
      #expect(abs(found[place].y - value) < 1e-9, "\(place): \(found[place].y), \(value)")
    }
    #expect(abs(found.reduce(0) { $0 + $1.y } - one.sum) < 1e-7)
  }

  /// A point that counts twice is two points, where the window has all of both.
  @Test func weightsCountPoints() {
    let points = Self.points(40)
    var (twice, weights) = ([CurvePoint](), [Double]())
    for (index, point) in points.enumerated() {
      twice.append(point)
      weights.append(index % 3 == 0 ? 2 : 1)
      if index % 3 == 0 { twice.append(point) }
    }
    let one = lowess(1, 0, 0).smooth(points, weights: weights)
    let other = lowess(1, 0, 0).smooth(twice)
    for point in one {
      let same = other.first { $0.x == point.x }
      #expect(abs((same?.y ?? .nan) - point.y) < 1e-9)
    }
    #expect(one != lowess(1, 0, 0).smooth(points))
  }

  @Test func fewPoints() {
    #expect(Lowess().smooth([]).isEmpty)
    let one = [CurvePoint(x: 1, y: 2)]
    #expect(Lowess().smooth(one) == one)
    let still = [CurvePoint](repeating: CurvePoint(x: 1, y: 2), count: 9)
    #expect(Lowess().smooth(still).allSatisfy { $0.x == 1 && abs($0.y - 2) < 1e-12 })
    // In one place all count alike: their mean. Nor does a line through it and a point at the window's end,
    // which counts nothing, have a slope.
    let ofMany = Lowess().smooth((0..<9).map { CurvePoint(x: 1, y: Double($0)) })
    #expect(ofMany.allSatisfy { $0.x == 1 && abs($0.y - 4) < 1e-12 })
    let apart = [CurvePoint(x: 0, y: 1), CurvePoint(x: 0, y: 3), CurvePoint(x: 100, y: 5)]
    #expect(lowess(1, 0, 0).smooth(apart).map(\.y) == [2, 2, 5])
  }
}
