import SigmoidSystem

/// A smooth line through points by local linear regression, as R's `lowess` computes it: W. S. Cleveland,
/// "Robust locally weighted regression and smoothing scatterplots", Journal of the American Statistical
/// Association 74, 1979.
package struct Lowess: Sendable {
  /// The share of the points that a value is made from.
  package var span = 2.0 / 3
  /// How often points far from the line are weighted anew, to count less. Of residuals of yes and no it
  /// has to be 0: the rarer class would be what lies far out, and would not count.
  package var robustSteps = 3
  /// Values so near to one another, as a share of the range of x, lie on straight lines between two that
  /// are computed.
  package var gap = 0.01

  package init() {}

  /// - Parameters:
  ///   - points: in the order of x, finite.
  ///   - weights: what each point counts; empty for 1 each.
  /// - Returns: the points of the line, one a point.
  package func smooth(_ points: [CurvePoint], weights: [Double] = []) -> [CurvePoint] {
    require(
      weights.isEmpty || weights.count == points.count,
      "\(weights.count) weights for \(points.count) points")
    let (x, y) = (points.map(\.x), points.map(\.y))
    guard points.count > 1, let first = x.first, let last = x.last else { return points }
    let own = weights.isEmpty ? [Double](repeating: 1, count: points.count) : weights
    var current = own
    var values = line(x, y, current, delta: gap * (last - first))
    for _ in 0..<robustSteps {
      let off = y.indices.map { abs(y[$0] - values[$0]) }
      let sorted = off.sorted()
      let count = off.count
      let bound = 3 * (sorted[count / 2] + sorted[(count - 1) / 2])
      // Nearly all points are on the line.
      guard bound >= 1e-7 * off.reduce(0, +) / Double(count) else { break }
      for index in off.indices {
        let share = off[index] / bound
        let rest = 1 - share * share
        current[index] = own[index] * (share <= 0.001 ? 1 : share <= 0.999 ? rest * rest : 0)
      }
      values = line(x, y, current, delta: gap * (last - first))
    }
    return zip(x, values).map { CurvePoint(x: $0, y: $1) }
  }

  private func line(
    _ x: [Double], _ y: [Double], _ weights: [Double], delta: Double
  ) -> [Double] {
    let count = x.count
    let near = max(2, min(count, Int(span * Double(count) + 1e-7)))
    var values = [Double](repeating: 0, count: count)
    var window = 0..<near
    var (index, last) = (0, -1)
    while true {
      while window.upperBound < count,
        x[index] - x[window.lowerBound] > x[window.upperBound] - x[index]
      {
        window = window.lowerBound + 1..<window.upperBound + 1
      }
      values[index] = value(at: x[index], x, y, weights, window) ?? y[index]
      if last >= 0, last < index - 1 {
        let width = x[index] - x[last]
        for between in last + 1..<index {
          let share = (x[between] - x[last]) / width
          values[between] = share * values[index] + (1 - share) * values[last]
        }
      }
      last = index
      let end = x[last] + delta
      var next = last + 1
      while next < count, x[next] <= end {
        if x[next] == x[last] {
          values[next] = values[last]
          last = next
        }
        next += 1
      }
      if last >= count - 1 { return values }
      index = max(last + 1, next - 1)
    }
  }

  /// Of the line that is fitted to the points around; nil where none of them counts.
  private func value(
    at place: Double, _ x: [Double], _ y: [Double], _ weights: [Double], _ window: Range<Int>
  ) -> Double? {
    let reach = max(place - x[window.lowerBound], x[window.upperBound - 1] - place)
    var own: [Double] = []
    var index = window.lowerBound
    // Beyond the window there may be as near ones.
    while index < x.count {
      let distance = abs(x[index] - place)
      guard distance <= 0.999 * reach else {
        if x[index] > place { break }
        own.append(0)
        index += 1
        continue
      }
      let share = reach > 0 ? distance / reach : 0
      let rest = 1 - share * share * share
      own.append(weights[index] * (share <= 0.001 ? 1 : rest * rest * rest))
      index += 1
    }
    let sum = own.reduce(0, +)
    guard sum > 0 else { return nil }
    for offset in own.indices { own[offset] /= sum }
    let start = window.lowerBound
    if reach > 0 {
      let mean = own.indices.reduce(0) { $0 + own[$1] * x[start + $1] }
      let spread = own.indices.reduce(0) { sum, offset in
        let distance = x[start + offset] - mean
        return sum + own[offset] * distance * distance
      }
      let range = (x.last ?? 0) - (x.first ?? 0)
      if spread.squareRoot() > 0.001 * range {
        let slope = (place - mean) / spread
        for offset in own.indices { own[offset] *= slope * (x[start + offset] - mean) + 1 }
      }
    }
    return own.indices.reduce(0) { $0 + own[$1] * y[start + $1] }
  }
}
