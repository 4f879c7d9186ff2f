import SigmoidSystem

/// The CPU, as the kernel describes it.
enum Processor {
  static var name: String { field("model name") ?? "unknown" }

  /// The vector instruction sets that matter here.
  static var vectorFeatures: [String] {
    let known = [
      "sse4_2", "avx", "avx2", "fma", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni",
      "avx512_bf16", "asimd", "sve",
    ]
    let flags = Set((field("flags") ?? field("Features") ?? "").split(separator: " "))
    return known.filter { flags.contains($0[...]) }
  }

  private static func field(_ name: String) -> String? {
    guard let file = try? InputFile(path: "/proc/cpuinfo"),
      let bytes = try? file.readToEnd(limit: 1 << 24)
    else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard line.hasPrefix(name), let colon = line.firstIndex(of: ":") else { continue }
      return String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    return nil
  }
}
