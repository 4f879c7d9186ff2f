/// A number that BLAS and LAPACK compute with: `Float` or `Double`.
///
/// Each requirement is one library routine, column-major, on raw buffers; `Matrix` checks the
/// shapes and is what callers use. No `s`/`d` prefix leaks upward.
public protocol BLASScalar: BinaryFloatingPoint, BitwiseCopyable, Codable, Sendable, SIMDScalar {
  /// y ← alpha·op(A)·x + beta·y, A: rows × columns with leading dimension rows.
  static func gemv(
    transposed: Bool, rows: Int, columns: Int, alpha: Self, a: UnsafePointer<Self>,
    x: UnsafePointer<Self>, beta: Self, y: UnsafeMutablePointer<Self>)

  /// C ← alpha·op(A)·op(B) + beta·C, op(A): m × k, op(B): k × n, C: m × n; `aStride`,
  /// `bStride` and `cStride` are the leading dimensions of A, B and C as stored.
  static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self,
    a: UnsafePointer<Self>, aStride: Int, b: UnsafePointer<Self>, bStride: Int, beta: Self,
    c: UnsafeMutablePointer<Self>, cStride: Int)

  /// C ← A·Aᵀ + beta·C in the lower triangle, A: rows × columns, C: rows × rows.
  static func syrk(
    rows: Int, columns: Int, a: UnsafePointer<Self>, beta: Self, c: UnsafeMutablePointer<Self>)

  /// Cholesky factor of the lower triangle in place; returns LAPACK's `info`.
  static func potrf(order: Int, a: UnsafeMutablePointer<Self>) -> Int

  /// x ← L⁻¹·x, or L⁻ᵀ·x, in place, L: order × order, the lower triangle of `factor`.
  static func trsv(
    transposed: Bool, order: Int, factor: UnsafePointer<Self>, x: UnsafeMutablePointer<Self>)

  /// target ← values · factor, rounded once.
  static func narrow(
    _ values: Span<Double>, times factor: Double, into target: inout MutableSpan<Self>)

  /// target[offset...] ← values · factor.
  static func scale(
    _ values: Span<Self>, by factor: Self, into target: inout MutableSpan<Self>, at offset: Int)

  /// totals += factor·values.
  static func add(
    _ values: Span<Self>, times factor: Double, to totals: inout MutableSpan<Double>)

  /// values[first...] ← (values − factor·shifts)·scales, as many as there are shifts.
  static func shift(
    _ values: inout MutableSpan<Self>, at first: Int, by shifts: Span<Self>, times factor: Self,
    scales: Span<Self>)

  /// target[offset...] ← (X − centre)·diag(factors), in double; no centre is one of zeros.
  /// - Parameter values: X, as many columns as there are factors.
  static func widen(
    _ values: Span<Self>, less centre: Span<Double>, times factors: Span<Double>,
    into target: inout MutableSpan<Double>, at offset: Int)

  /// sums += weight·(values − centre) and squares += weight·(values − centre)², in double; no
  /// centre is one of zeros.
  static func addMoments(
    _ values: Span<Self>, less centre: Span<Double>, times weight: Double,
    to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>)
}

extension BLASScalar {
  /// totals += values.
  public static func add(_ values: Span<Self>, to totals: inout MutableSpan<Double>) {
    add(values, times: 1, to: &totals)
  }
}
