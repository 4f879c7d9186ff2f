/// What one evaluation of the objective is.
public enum Engine: String, CaseIterable, Sendable {
  /// The engine that suits the data best.
  case auto
  /// Two BLAS calls on the whole float matrix, with OpenBLAS's own threads.
  case blas
}
