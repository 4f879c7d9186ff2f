import SigmoidKernels
import Foundation
import Testing

/// A level that this CPU runs.
struct Level: Sendable, CustomTestStringConvertible {
  let number: UInt32

  static let supported: [Level] =
    [KERNEL_LEVEL_BASELINE, KERNEL_LEVEL_AVX2, KERNEL_LEVEL_AVX512]
    .filter { activation_kernels_for($0) != nil }.map { Level(number: $0.rawValue) }

  var kernels: activation_kernels {
    guard let kernels = activation_kernels_for(kernel_level(number)) else {
      preconditionFailure("level \(number) does not run here")
    }
    return kernels.pointee
  }

  var testDescription: String { String(cString: kernels.name) }
}

/// The formulas in double, by libm.
enum Exact {
  static func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

  static func loss(_ z: Double, target: Int) -> Double {
    if z.isNaN { return z }
    let against = target == 1 ? -z : z
    return max(against, 0) + log1p(exp(-abs(against)))
  }

  /// σ(z) − target, without the cancellation.
  static func residual(_ z: Double, target: Int) -> Double {
    target == 1 ? -1 / (1 + exp(z)) : sigmoid(z)
  }

  /// How far a float is from the exact value, in units of the last place at that value; half a
  /// unit is the best that a float can do.
  static func ulps(_ found: Float, _ exact: Double) -> Double {
    if exact.isNaN || found.isNaN { return exact.isNaN && found.isNaN ? 0 : .infinity }
    if exact.isInfinite || found.isInfinite { return found == Float(exact) ? 0 : .infinity }
    let size = abs(exact)
    let unit =
      size < Double(Float.leastNormalMagnitude)
      ? Double(Float.leastNonzeroMagnitude) : size.binadeUnit * Double(Float.ulpOfOne)
    return abs(Double(found) - exact) / unit
  }
}

extension Double {
  /// The power of two at or below.
  fileprivate var binadeUnit: Double { Double(sign: .plus, exponent: exponent, significand: 1) }
}

/// Every 9973rd of all floats, NaNs and subnormals of both signs among them, and the special ones.
enum Sample {
  static let floats: [Float] =
    stride(from: UInt64(0), through: 0xFFFF_FFFF, by: 9973).map {
      Float(bitPattern: UInt32($0))
    } + special

  static let special: [Float] = [
    0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    .leastNormalMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude, 0.5, -0.5, 1, -1, 16.6, -16.6, 17.4, -17.4, 87.3, -87.3, 87.4,
    -87.4, 88.7, -88.7, 103.9, -103.9, 104, -104, 110, -110, 150, -150, 1000, -1000,
  ]
}
