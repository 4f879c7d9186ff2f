import TestSupport
import Testing

@testable import Report

@Suite struct ThinningTests {
  /// How far a point is from a line through others, at most, up or down.
  private func gap(_ points: [CurvePoint], _ line: [CurvePoint]) -> Double {
    points.reduce(0) { worst, point in
      let next = line.firstIndex { $0.x >= point.x } ?? line.count - 1
      let (a, b) = (line[max(next - 1, 0)], line[next])
      let share = b.x > a.x ? (point.x - a.x) / (b.x - a.x) : 1
      return max(worst, abs(a.y + (b.y - a.y) * share - point.y))
    }
  }

  @Test func whatIsLeftOutLiesNearTheLine() {
    var random = RandomValues()
    print("seed \(random.seed)")
    for _ in 0..<20 {
      var y = 0.0
      let points = (0..<random.int(in: 600..<4000)).map { index in
        y += random.unit() * random.unit() * random.unit()
        return CurvePoint(x: Double(index), y: y)
      }
      let kept = thinned(points, to: 500)
      #expect(kept.count <= 500 && kept.first == points.first && kept.last == points.last)
      let height = (points.map(\.y).max() ?? 0) - (points.map(\.y).min() ?? 0)
      #expect(gap(points, kept) < height / 10)
    }
  }

  @Test func aStraightLineNeedsTwoPoints() {
    let points = (0..<1000).map { CurvePoint(x: Double($0), y: 2 * Double($0)) }
    #expect(thinned(points, to: 500) == [points[0], points[999]])
    let few = Array(points.prefix(500))
    #expect(thinned(few, to: 500) == few)
  }

  @Test func noiseIsBroughtDownToo() {
    var random = RandomValues()
    print("seed \(random.seed)")
    let noise = (0..<20_000).map { CurvePoint(x: Double($0), y: random.unit()) }
    #expect(thinned(noise, to: 500).count <= 500)
    let still = [CurvePoint](repeating: CurvePoint(x: 1, y: 1), count: 2000)
    #expect(thinned(still, to: 500).count == 2)
  }
}
