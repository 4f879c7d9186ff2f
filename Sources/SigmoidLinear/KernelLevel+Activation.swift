import SigmoidKernels

extension KernelLevel {
  /// The kernels on scores of the level in use, or the best below it that has its own.
  static var currentActivationKernels: activation_kernels {
    guard let kernels = activation_kernels_for(kernel_level(UInt32(current.rawValue)))?.pointee
    else { fatalError("\(current) kernels do not run here") }
    return kernels
  }
}
