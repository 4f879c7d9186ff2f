import SigmoidSystem
import SigmoidKernels
import Synchronization

/// The vector instructions that the kernels on bytes and on scores are compiled for.
///
/// Like BLAS's kernels, one level is in use in the whole process: the best that this CPU has,
/// unless a program chooses another before it computes. Levels agree to rounding; the same
/// level gives the same bits.
package enum KernelLevel: Int32, CaseIterable, Sendable, CustomStringConvertible {
  /// What every CPU of the architecture has.
  case baseline
  /// x86-64-v3: AVX2 and FMA.
  case avx2
  /// x86-64-v4: AVX-512.
  case avx512
  /// The same with VNNI, by which the products on bytes of one class are integer ones.
  case avx512vnni

  /// What this CPU and its system can run.
  package var isSupported: Bool { kernel_level_runs(kernel_level(UInt32(rawValue))) }

  /// The best supported level.
  package static var best: KernelLevel { allCases.last(where: \.isSupported) ?? .baseline }

  /// The level in use.
  package static var current: KernelLevel {
    KernelLevel(rawValue: chosen.load(ordering: .relaxed)) ?? best
  }

  /// Makes this the level in use.
  package func use() {
    require(isSupported, "this CPU cannot run \(self) kernels")
    chosen.store(rawValue, ordering: .relaxed)
  }

  package var description: String {
    switch self {
    case .baseline: "baseline"
    case .avx2: "avx2"
    case .avx512: "avx512"
    case .avx512vnni: "avx512vnni"
    }
  }

  /// Those of the level in use.
  package static var currentPixelKernels: pixel_kernels {
    guard let kernels = current.pixelKernels?.pointee else {
      fatalError("\(current) kernels do not run here")
    }
    return kernels
  }

  var pixelKernels: UnsafePointer<pixel_kernels>? {
    pixel_kernels_for(kernel_level(UInt32(rawValue)))
  }
}

private let chosen = Atomic<Int32>(KernelLevel.best.rawValue)
