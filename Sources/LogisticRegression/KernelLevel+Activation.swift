import ActivationKernels
import LinearAlgebra

extension KernelLevel {
  /// The kernels on scores of this level.
  var activationKernels: activation_kernels {
    (activation_kernels_for(activation_level(UInt32(rawValue))) ?? activation_kernels_best())
      .pointee
  }
}
