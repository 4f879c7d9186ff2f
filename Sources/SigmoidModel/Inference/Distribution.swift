import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Tails and quantiles of the distributions that tests and intervals are made of, to the last digits of
/// a double, as far down as a double reaches.
package enum Distribution {
  /// P(|Z| > |z|) of a standard normal Z.
  package static func normalTails(_ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }

  /// The z with P(|Z| > z) = `probability`: 1.96 of 0.05. By Newton's method on the logarithm of the tail,
  /// which is concave: from beyond the root, where P(|Z| > z) ≤ e^(−z²/2) puts it, steps come down to it.
  package static func normalBound(ofTails probability: Double) -> Double {
    require(probability > 0 && probability <= 1, "a probability of \(probability)")
    var z = (-2 * log(probability)).squareRoot()
    guard z > 0 else { return 0 }
    for _ in 0..<60 {
      let tails = normalTails(z)
      let density = (2 / Double.pi).squareRoot() * exp(-z * z / 2)
      let step = log(tails / probability) * tails / density
      z += step
      if abs(step) <= 1e-16 * z { break }
    }
    return z
  }

  /// P(X > x) of a χ² of so many degrees of freedom. For a whole number of degrees the tail is a finite
  /// sum of positive terms (Abramowitz and Stegun, 26.4.4 and 26.4.5); logarithms keep its terms in range.
  package static func chiSquaredTail(_ x: Double, degrees: Int) -> Double {
    require(degrees > 0, "\(degrees) degrees of freedom")
    guard x > 0 else { return 1 }
    guard x.isFinite else { return x.isNaN ? .nan : 0 }
    let y = x / 2
    let isOdd = !degrees.isMultiple(of: 2)
    // e^−y·y^a/Γ(a + 1) for a = 0, 1, …, or ½, 1½, …
    var sum = isOdd ? erfc(y.squareRoot()) : 0
    for index in 0..<degrees / 2 {
      let a = Double(index) + (isOdd ? 0.5 : 0)
      sum += exp(a * log(y) - y - lgamma(a + 1))
    }
    return min(sum, 1)
  }
}
