import CLAPACKE
import COpenBLAS

extension Double: BLASScalar {
  public static func gemv(
    transposed: Bool, rows: Int, columns: Int, alpha: Double, a: UnsafePointer<Double>,
    x: UnsafePointer<Double>, beta: Double, y: UnsafeMutablePointer<Double>
  ) {
    cblas_dgemv(
      CblasColMajor, transposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns),
      alpha, a, blasint(rows), x, 1, beta, y, 1)
  }

  public static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Double,
    a: UnsafePointer<Double>, aStride: Int, b: UnsafePointer<Double>, bStride: Int, beta: Double,
    c: UnsafeMutablePointer<Double>, cStride: Int
  ) {
    cblas_dgemm(
      CblasColMajor, transposeA ? CblasTrans : CblasNoTrans,
      transposeB ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), alpha, a,
      blasint(aStride), b, blasint(bStride), beta, c, blasint(cStride))
  }

  public static func syrk(
    rows: Int, columns: Int, a: UnsafePointer<Double>, beta: Double, c: UnsafeMutablePointer<Double>
  ) {
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasNoTrans, blasint(rows), blasint(columns), 1, a,
      blasint(rows), beta, c, blasint(rows))
  }

  public static func potrf(order: Int, a: UnsafeMutablePointer<Double>) -> Int {
    Int(
      LAPACKE_dpotrf(
        LAPACK_COL_MAJOR, lowerTriangle, numericCast(order), a, numericCast(order)))
  }

  public static func trsv(
    transposed: Bool, order: Int, factor: UnsafePointer<Double>, x: UnsafeMutablePointer<Double>
  ) {
    cblas_dtrsv(
      CblasColMajor, CblasLower, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit,
      blasint(order), factor, blasint(order), x, 1)
  }

  /// x ← L⁻¹·x for `columns` right sides, order × columns; L: the lower triangle of `factor`, which may be a
  /// part of one with rows of `stride`.
  static func trsm(
    order: Int, columns: Int, factor: UnsafePointer<Double>, stride: Int,
    x: UnsafeMutablePointer<Double>
  ) {
    cblas_dtrsm(
      CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, blasint(order),
      blasint(columns), 1, factor, blasint(stride), x, blasint(order))
  }

  /// A = Q·R in place, A: rows × columns, R in the upper triangle; `scales` takes the factors of the
  /// reflections, one a column. Returns LAPACK's `info`.
  static func geqrf(
    rows: Int, columns: Int, a: UnsafeMutablePointer<Double>, scales: UnsafeMutablePointer<Double>
  ) -> Int {
    Int(
      LAPACKE_dgeqrf(
        LAPACK_COL_MAJOR, numericCast(rows), numericCast(columns), a, numericCast(rows), scales))
  }

  /// The eigenvalues of a symmetric matrix whose lower triangle `a` holds, ascending; `a` is lost. Returns
  /// LAPACK's `info`.
  static func syev(
    order: Int, a: UnsafeMutablePointer<Double>, values: UnsafeMutablePointer<Double>
  ) -> Int {
    Int(
      LAPACKE_dsyev(
        LAPACK_COL_MAJOR, withoutVectors, lowerTriangle, numericCast(order), a,
        numericCast(order), values))
  }
}
