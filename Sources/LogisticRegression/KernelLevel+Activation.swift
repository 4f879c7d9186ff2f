import ActivationKernels
import LinearAlgebra

extension KernelLevel {
  /// The kernels on scores of this level, or the best below it where it has none of its own.
  var activationKernels: activation_kernels {
    (activation_kernels_for(activation_level(UInt32(rawValue))) ?? activation_kernels_best())
      .pointee
  }
}
