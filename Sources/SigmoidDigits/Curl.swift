import SigmoidExamples
import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Downloads into memory by the `curl` program.
///
/// https anywhere; plain http only from this machine (`localhost`, 127.…, `[::1]`), which is how
/// tests and local mirrors are reached. A person's `.curlrc` is not read; proxies named in the
/// environment are used, as curl does.
struct Curl: Sendable {
  let executable: String

  struct Limits: Sendable {
    /// Seconds until a connection must stand.
    var connectSeconds = 20
    /// Fewer bytes a second than this…
    var stallBytes = 1024
    /// …for this long, and the download is given up.
    var stallSeconds = 20
    /// The most bytes of one download.
    var bytes = 64 << 20
    /// When to stop whatever happens.
    var deadline: ContinuousClock.Instant?
  }

  enum Failure: Error {
    case cancelled
    case timeIsUp
    /// What went wrong, as it stands inside a sentence.
    case failed(String)
  }

  /// - Parameter searchPath: folders separated by colons, as in `$PATH`.
  /// - Throws: `FileError` when there is no curl in any of them.
  init(searchPath: String) throws(FileError) {
    let found = searchPath.split(separator: ":").lazy
      .map { Folder.join(String($0), "curl") }
      .first { access($0, X_OK) == 0 }
    guard let found else {
      throw FileError(
        path: "curl", expected: "the program in one of the folders of PATH", found: "none",
        remedy: "install curl, or download the files by hand and name their folder")
    }
    executable = found
  }

  /// The body that `address` answers with.
  /// - Parameter progress: told the bytes so far at least ten times a second; false cancels.
  func get(
    _ address: String, limits: Limits, progress: (Int) -> Bool
  ) throws(Failure) -> [UInt8] {
    let arguments = try Self.arguments(for: address, limits: limits)
    var child: ChildProcess
    do throws(SystemCallError) {
      child = try ChildProcess(executable: executable, arguments: arguments)
    } catch {
      throw .failed("\(executable) cannot be started: \(error)")
    }
    var body: [UInt8] = []
    var complaint: [UInt8] = []
    var open = (output: true, error: true)
    reading: while true {
      guard progress(body.count) else { throw .cancelled }
      if let deadline = limits.deadline, ContinuousClock.now >= deadline { throw .timeIsUp }
      switch child.next(milliseconds: 50, open: &open) {
      case .output(let bytes):
        body += bytes
        guard body.count <= limits.bytes else {
          throw .failed("the answer has more than the \(limits.bytes) bytes allowed")
        }
      case .error(let bytes): complaint += bytes.prefix(4096 - min(complaint.count, 4096))
      case .nothing: continue
      case .end: break reading
      }
    }
    let code = child.exitCode()
    guard code == 0 else { throw .failed(Self.reason(complaint, code: code)) }
    return body
  }

  private static func arguments(
    for address: String, limits: Limits
  ) throws(Failure) -> [String] {
    let protocols: [String]
    if address.hasPrefix("https://") {
      protocols = ["--proto", "=https", "--proto-redir", "=https"]
    } else if isLoopback(address) {
      // Straight there: no proxy can know what this machine serves.
      protocols = ["--proto", "=http", "--proto-redir", "=http", "--noproxy", "*"]
    } else {
      throw .failed("not an https address (plain http is for this machine only)")
    }
    return ["--disable"] + protocols + [
      "--fail", "--location", "--max-redirs", "5", "--silent", "--show-error", "--globoff",
      // Else curl keeps back what comes slowly, and progress stands still.
      "--no-buffer",
      "--connect-timeout", "\(limits.connectSeconds)",
      "--speed-limit", "\(limits.stallBytes)", "--speed-time", "\(limits.stallSeconds)",
      "--max-filesize", "\(limits.bytes)", "--url", address,
    ]
  }

  static func isLoopback(_ address: String) -> Bool {
    guard address.hasPrefix("http://") else { return false }
    let authority = address.dropFirst("http://".count).prefix { !"/?#\\".contains($0) }
    // Behind a user name the host would be another.
    guard !authority.contains("@") else { return false }
    if authority == "[::1]" || authority.hasPrefix("[::1]:") { return true }
    let host = authority.prefix { $0 != ":" }
    return host == "localhost"
      || host.hasPrefix("127.") && host.allSatisfy { $0.isASCII && $0.isNumber || $0 == "." }
  }

  /// "curl: (22) The requested URL returned error: 404" without its beginning.
  private static func reason(_ complaint: [UInt8], code: Int32?) -> String {
    let text = String(decoding: complaint, as: UTF8.self)
    let line = text.split(separator: "\n").last { $0.hasPrefix("curl: ") }
    if let line { return "curl says: \(line.dropFirst("curl: ".count))" }
    guard let code else { return "curl was killed" }
    return "curl ended with code \(code)"
  }
}
