import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A BLAS number with the two functions that the logistic loss is made of, from the platform's
/// mathematical library.
public protocol TranscendentalScalar: BLASScalar {
  static func exponential(_ x: Self) -> Self
  /// log(1 + x), accurate for small x.
  static func logarithm(onePlus x: Self) -> Self
}

extension Float: TranscendentalScalar {
  public static func exponential(_ x: Float) -> Float { expf(x) }
  public static func logarithm(onePlus x: Float) -> Float { log1pf(x) }
}

extension Double: TranscendentalScalar {
  public static func exponential(_ x: Double) -> Double { exp(x) }
  public static func logarithm(onePlus x: Double) -> Double { log1p(x) }
}
