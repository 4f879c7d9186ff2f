import TestSupport
import Testing

@testable import SigmoidMetrics

@Suite struct ThinningTests {
  /// How far a point is, at most, from the line between the kept ones beside it; in units of the
  /// curve's width and height. x are 0, 1, 2, …
  private func gap(_ points: [CurvePoint], _ kept: [CurvePoint]) -> Double {
    let width = Double(points.count - 1)
    let height = (points.map(\.y).max() ?? 0) - (points.map(\.y).min() ?? 0)
    var worst = 0.0
    for (a, b) in zip(kept, kept.dropFirst()) {
      let (dx, dy) = ((b.x - a.x) / width, (b.y - a.y) / height)
      for point in points[Int(a.x)...Int(b.x)] {
        let (px, py) = ((point.x - a.x) / width, (point.y - a.y) / height)
        worst = max(worst, abs(px * dy - py * dx) / (dx * dx + dy * dy).squareRoot())
      }
    }
    return worst
  }

  @Test func whatIsLeftOutLiesNearTheLine() {
    var random = RandomValues()
    for _ in 0..<20 {
      var y = 0.0
      let points = (0..<random.int(in: 600..<4000)).map { index in
        y += random.unit() * random.unit() * random.unit()
        return CurvePoint(x: Double(index), y: y)
      }
      let kept = thinned(points, to: 500)
      #expect(kept.count <= 500 && kept.first == points.first && kept.last == points.last)
      #expect(gap(points, kept) < 0.02)
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
    let noise = (0..<20_000).map { CurvePoint(x: Double($0), y: random.unit()) }
    #expect(thinned(noise, to: 500).count <= 500)
    let still = [CurvePoint](repeating: CurvePoint(x: 1, y: 1), count: 2000)
    #expect(thinned(still, to: 500).count == 2)
  }
}
