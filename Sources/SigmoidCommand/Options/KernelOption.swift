import SigmoidLinear
import SigmoidSystem

/// `SIGMOID_KERNELS`: which of our kernels to run, to measure or to test them; the best that the
/// CPU has unless it is set.
enum KernelOption {
  static let variable = "SIGMOID_KERNELS"

  static func apply() throws {
    guard let name = Environment.value(of: variable), !name.isEmpty else { return }
    let supported = KernelLevel.allCases.filter(\.isSupported)
    guard let level = supported.first(where: { "\($0)" == name }) else {
      throw RunFailure(
        description: "\(variable): expected one of "
          + "\(supported.map(\.description).joined(separator: ", ")), which this CPU runs, found "
          + "'\(name)'; set it to one of these or unset it")
    }
    level.use()
  }
}
