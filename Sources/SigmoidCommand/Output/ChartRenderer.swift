import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes pixels of a chart by `rsvg-convert` of librsvg, where that is installed: text needs a
/// library of fonts.
enum ChartRenderer {
  /// Of the picture, in pixels.
  private static let width = 1200
  private static let seconds = 60

  /// - Throws: `RunFailure` when the program is not there or does not do it.
  static func png(of svg: String) throws -> [UInt8] {
    guard let executable = find() else {
      throw RunFailure(
        description: "rsvg-convert: expected the program in one of the folders of PATH, to write a "
          + "chart as PNG, found none; install Debian's package librsvg2-bin, or name a .svg file")
    }
    let folder = Environment.value(of: "TMPDIR") ?? "/tmp"
    let path = "\(folder)/sigmoid-\(getpid())-\(UInt32.random(in: 0 ... .max)).svg"
    try AtomicFile.write(Array(svg.utf8), to: path)
    defer { unlink(path) }
    var child: ChildProcess
    do {
      child = try ChildProcess(
        executable: executable,
        arguments: ["--format=png", "--width=\(width)", "--keep-aspect-ratio", path])
    } catch {
      throw RunFailure(
        description: "\(executable): expected a program that runs, found '\(error)'; "
          + "reinstall librsvg2-bin, or name a .svg file")
    }
    var image: [UInt8] = []
    var complaint: [UInt8] = []
    var open = (output: true, error: true)
    let deadline = ContinuousClock.now + .seconds(seconds)
    reading: while ContinuousClock.now < deadline {
      switch child.next(milliseconds: 100, open: &open) {
      case .output(let bytes): image += bytes
      case .error(let bytes): complaint += bytes.prefix(1000 - min(complaint.count, 1000))
      case .nothing: continue
      case .end: break reading
      }
    }
    // One that still runs is killed with its owner.
    let isDone = !open.output && !open.error && child.exitCode() == 0 && !image.isEmpty
    guard isDone else {
      let words = String(decoding: complaint, as: UTF8.self).filter { $0 != "\n" }
      throw RunFailure(
        description: "\(executable): expected a PNG image, found "
          + (words.isEmpty ? "none" : "'\(words)'") + "; name a .svg file instead")
    }
    return image
  }

  private static func find() -> String? {
    (Environment.value(of: "PATH") ?? "").split(separator: ":").lazy
      .map { "\($0)/rsvg-convert" }
      .first { access($0, X_OK) == 0 }
  }
}
