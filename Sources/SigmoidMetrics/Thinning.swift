/// At most `limit` of the points, the first and the last among them, chosen so that a line through
/// them stays near the line through all: whatever is left out lies within the least distance, up and
/// down or left and right, that brings the number below the limit.
///
/// D. Douglas, T. Peucker, "Algorithms for the reduction of the number of points", 1973, on a
/// tolerance that grows until the points are few enough. Points are taken in units of the whole
/// curve's width and height.
package func thinned(_ points: [CurvePoint], to limit: Int) -> [CurvePoint] {
  guard points.count > limit else { return points }
  let xs = points.lazy.map(\.x)
  let ys = points.lazy.map(\.y)
  let width = (xs.max() ?? 0) - (xs.min() ?? 0)
  let height = (ys.max() ?? 0) - (ys.min() ?? 0)
  let unit = CurvePoint(x: width > 0 ? width : 1, y: height > 0 ? height : 1)
  var tolerance = 1.0 / 4096
  var kept = keeping(points, tolerance: tolerance, unit: unit)
  while kept.count > limit {
    tolerance *= 2
    kept = keeping(points, tolerance: tolerance, unit: unit)
  }
  return kept
}

private func keeping(
  _ points: [CurvePoint], tolerance: Double, unit: CurvePoint
) -> [CurvePoint] {
  var isKept = [Bool](repeating: false, count: points.count)
  isKept[0] = true
  isKept[points.count - 1] = true
  var open = [0..<points.count - 1]
  while let range = open.popLast() {
    guard range.count > 1 else { continue }
    let (first, last) = (points[range.lowerBound], points[range.upperBound])
    let (dx, dy) = ((last.x - first.x) / unit.x, (last.y - first.y) / unit.y)
    let length = (dx * dx + dy * dy).squareRoot()
    var farthest = (index: 0, distance: tolerance)
    for index in range.lowerBound + 1..<range.upperBound {
      let (px, py) = (
        (points[index].x - first.x) / unit.x, (points[index].y - first.y) / unit.y
      )
      let distance =
        length > 0 ? abs(px * dy - py * dx) / length : (px * px + py * py).squareRoot()
      if distance > farthest.distance { farthest = (index, distance) }
    }
    guard farthest.index > 0 else { continue }
    isKept[farthest.index] = true
    open.append(range.lowerBound..<farthest.index)
    open.append(farthest.index..<range.upperBound)
  }
  return points.indices.filter { isKept[$0] }.map { points[$0] }
}
