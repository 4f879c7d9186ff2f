/// What one evaluation of the objective is. All give the same value to float rounding.
public enum Engine: String, CaseIterable, Sendable {
  /// `bytes` for bytes, `tiled` for floats.
  case auto
  /// Float matrix, two BLAS calls on the whole of it, with OpenBLAS's own threads.
  case blas
  /// Float matrix, one pass of BLAS calls on tiles that stay in the cache, with our threads.
  case tiled
  /// One pass over the bytes as they are, with our kernels and threads.
  case bytes
}
