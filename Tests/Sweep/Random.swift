import Foundation
import SigmoidSystem

/// The distributions that problems are drawn from.
extension SeededGenerator {
  /// Uniform in 0 ..< 1, one of 2⁵³ values.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

  /// Its logarithm is uniform.
  mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    low * exp(uniform() * log(high / low))
  }

  mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// Mean 0 and variance 1 (Box and Muller).
  mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }

  mutating func sign() -> Double { chance(0.5) ? 1 : -1 }
}
