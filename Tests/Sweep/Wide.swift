import SigmoidOptimization
import Foundation

// The precision of the oracle, which has to see errors of doubles: 64 bits of mantissa.
#if arch(x86_64) && !os(Windows)
  typealias Wide = Float80
  /// Whether `Wide` is wider than a double; without that the sweep cannot judge anything.
  let hasWide = true
#else
  typealias Wide = Double
  let hasWide = false
#endif

/// A sum whose rounding errors are summed as well (Knuth's two-sum): as if it had been made in
/// twice the precision and rounded at the end.
struct CompensatedSum {
  private var high: Wide = 0
  private var low: Wide = 0

  var value: Wide { high + low }

  @inline(__always)
  mutating func add(_ term: Wide) {
    let sum = high + term
    let part = sum - high
    low += (high - (sum - part)) + (term - part)
    high = sum
  }

  /// Adds a product of doubles without any error: the rounding of the product is added too.
  @inline(__always)
  mutating func add(_ left: Double, times right: Double) {
    let product = left * right
    add(Wide(product))
    low += Wide((-product).addingProduct(left, right))
  }

  /// Adds a product with what rounding it loses (Dekker's two-product).
  @inline(__always)
  mutating func add(_ left: Wide, times right: Wide) {
    let product = left * right
    let (leftHigh, leftLow) = Self.halves(left)
    let (rightHigh, rightLow) = Self.halves(right)
    add(product)
    low +=
      ((leftHigh * rightHigh - product) + leftHigh * rightLow + leftLow * rightHigh) + leftLow
      * rightLow
  }

  /// Veltkamp's split into halves whose products are exact.
  @inline(__always)
  private static func halves(_ value: Wide) -> (Wide, Wide) {
    let bits = (Wide.significandBitCount + 2) / 2
    let scaled = value * (Wide(1 << bits) + 1)
    let high = scaled - (scaled - value)
    return (high, value - high)
  }
}

/// Σ left·right, compensated; the products are rounded.
func compensatedDot(_ left: ArraySlice<Wide>, _ right: ArraySlice<Wide>) -> Wide {
  var sum = CompensatedSum()
  for (a, b) in zip(left, right) { sum.add(a * b) }
  return sum.value
}

/// Σ left·right over `count` elements: the inner loop of a Hessian.
@inline(__always)
func plainDot(
  _ left: UnsafePointer<Wide>, _ right: UnsafePointer<Wide>, count: Int
) -> Wide {
  // Four sums: one would wait for each addition.
  var (a, b, c, d): (Wide, Wide, Wide, Wide) = (0, 0, 0, 0)
  var index = 0
  while index + 4 <= count {
    a += left[index] * right[index]
    b += left[index + 1] * right[index + 1]
    c += left[index + 2] * right[index + 2]
    d += left[index + 3] * right[index + 3]
    index += 4
  }
  while index < count {
    a += left[index] * right[index]
    index += 1
  }
  return (a + b) + (c + d)
}
