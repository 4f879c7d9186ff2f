import CLAPACKE
import COpenBLAS

extension Float: BLASScalar {
  public static func gemv(
    transposed: Bool, rows: Int, columns: Int, alpha: Float, a: UnsafePointer<Float>,
    x: UnsafePointer<Float>, beta: Float, y: UnsafeMutablePointer<Float>
  ) {
    cblas_sgemv(
      CblasColMajor, transposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns),
      alpha, a, blasint(rows), x, 1, beta, y, 1)
  }

  public static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float,
    a: UnsafePointer<Float>, aStride: Int, b: UnsafePointer<Float>, bStride: Int, beta: Float,
    c: UnsafeMutablePointer<Float>, cStride: Int
  ) {
    cblas_sgemm(
      CblasColMajor, transposeA ? CblasTrans : CblasNoTrans,
      transposeB ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), alpha, a,
      blasint(aStride), b, blasint(bStride), beta, c, blasint(cStride))
  }

  public static func syrk(
    rows: Int, columns: Int, a: UnsafePointer<Float>, beta: Float, c: UnsafeMutablePointer<Float>
  ) {
    cblas_ssyrk(
      CblasColMajor, CblasLower, CblasNoTrans, blasint(rows), blasint(columns), 1, a,
      blasint(rows), beta, c, blasint(rows))
  }

  public static func potrf(order: Int, a: UnsafeMutablePointer<Float>) -> Int {
    Int(
      LAPACKE_spotrf(
        LAPACK_COL_MAJOR, lowerTriangle, numericCast(order), a, numericCast(order)))
  }

  public static func trsv(
    transposed: Bool, order: Int, factor: UnsafePointer<Float>, x: UnsafeMutablePointer<Float>
  ) {
    cblas_strsv(
      CblasColMajor, CblasLower, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit,
      blasint(order), factor, blasint(order), x, 1)
  }
}

/// LAPACK's name for the triangle that every factor here is kept in.
let lowerTriangle = CChar(UInt8(ascii: "L"))
/// LAPACK's `jobz` of eigenvalues alone.
let withoutVectors = CChar(UInt8(ascii: "N"))
