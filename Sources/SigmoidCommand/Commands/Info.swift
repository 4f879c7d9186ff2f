import ArgumentParser
import SigmoidLinear
import SigmoidSystem

struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show versions, the BLAS and its kernels, the CPU and its threads.",
    discussion: """
      Examples:
        sigmoid info
        sigmoid info --json
      """)

  @Flag(help: "Print the result as one JSON object.")
  var json = false

  func run() throws {
    try reportingFailures {
      let report = InfoReport()
      try Terminal.result(json ? JSONOutput.object(report) : report.text)
      if let warning = report.warning.value { Terminal.warning(warning) }
    }
  }
}

/// What `sigmoid info` says.
struct InfoReport: Encodable {
  let version = Sigmoid.version
  let kernels = "\(KernelLevel.current)"
  let kernelsSupported = KernelLevel.allCases.filter(\.isSupported).map(\.description)
  let blas = BLASLibrary.configuration
  let blasKernels = BLASLibrary.kernels
  let blasThreads = BLASThreads.current
  let cpu = Processor.name
  let cpuFeatures = Processor.vectorFeatures
  let cores = BLASThreads.available
  let warning = OrNull(
    value: BLASKernels.warning(
      running: BLASLibrary.kernels, features: Processor.vectorFeatures,
      forced: Environment.value(of: "OPENBLAS_CORETYPE")))

  var text: String {
    Format.table([
      ("sigmoid", version),
      ("kernels", "\(kernels), of \(kernelsSupported.joined(separator: ", "))"),
      ("BLAS", blas),
      ("BLAS kernels", blasKernels),
      ("BLAS threads", "\(blasThreads)"),
      ("CPU", cpu),
      ("CPU features", cpuFeatures.isEmpty ? "none known" : cpuFeatures.joined(separator: " ")),
      ("cores", "\(cores)"),
    ])
  }
}

/// What OpenBLAS's kernel names say of the instructions they use.
enum BLASKernels {
  private static let avx512: Set = ["SkylakeX", "Cooperlake", "SapphireRapids"]
  private static let avx2: Set = ["Haswell", "Zen", "Excavator"]

  /// A warning with its remedy when the kernels are older than the CPU.
  static func warning(running: String, features: [String], forced: String?) -> String? {
    let level = avx512.contains(running) ? 2 : avx2.contains(running) ? 1 : 0
    let needed = ["avx512f", "avx512bw", "avx512dq", "avx512vl"]
    let possible =
      needed.allSatisfy(features.contains)
      ? 2 : features.contains("avx2") && features.contains("fma") ? 1 : 0
    guard level < possible else { return nil }
    let found =
      "OpenBLAS runs its \(running) kernels, but this CPU has "
      + (possible == 2 ? "AVX-512" : "AVX2")
    guard let forced else {
      return "\(found); install a newer OpenBLAS, or one built with DYNAMIC_ARCH"
    }
    return "\(found), because OPENBLAS_CORETYPE is \(forced); unset OPENBLAS_CORETYPE"
  }
}
