import SigmoidOptimization

/// The diagonal of a Hessian in the coordinates of the solvers, where a feature's mean square is 1:
/// the mean curvature of the losses, and the penalty's. For features of which a Cholesky factor would
/// take longer than it saves.
struct DiagonalPreconditioner: Preconditioner {
  private let diagonal: [Double]

  /// - Parameter curvature: the mean over the examples of p(1 − p), or a number of its size.
  init(dimension: Int, penalty: any Penalty, curvature: Double) {
    diagonal = (0..<dimension).map { curvature + penalty.curvature(of: $0) }
  }

  func apply(to vector: inout [Double]) {
    for index in vector.indices { vector[index] /= diagonal[index] }
  }
}
