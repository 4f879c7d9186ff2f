/// Σ x², in eight sums, so that they are added side by side.
package func squaredLength(_ x: Span<Double>) -> Double {
  let lanes = 8
  let whole = x.count / lanes * lanes
  var sums = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
  for start in stride(from: 0, to: whole, by: lanes) {
    sums.0 += x[start] * x[start]
    sums.1 += x[start + 1] * x[start + 1]
    sums.2 += x[start + 2] * x[start + 2]
    sums.3 += x[start + 3] * x[start + 3]
    sums.4 += x[start + 4] * x[start + 4]
    sums.5 += x[start + 5] * x[start + 5]
    sums.6 += x[start + 6] * x[start + 6]
    sums.7 += x[start + 7] * x[start + 7]
  }
  for index in whole..<x.count { sums.0 += x[index] * x[index] }
  let halves = (sums.0 + sums.4, sums.1 + sums.5, sums.2 + sums.6, sums.3 + sums.7)
  return (halves.0 + halves.2) + (halves.1 + halves.3)
}
