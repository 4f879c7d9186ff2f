import Foundation

/// A script of `Tests/Peers`, which the Python of `$SIGMOID_PEERS` runs.
package struct PeerScript: Sendable {
  package struct Failed: Error {
    let status: Int32
  }

  private let python: String
  private let script: String

  /// - Parameter packages: what the script imports, such as `numpy, scipy`.
  /// - Returns: nil where there is no such Python, or it does not have them.
  package init?(_ name: String, importing packages: String) {
    python = ProcessInfo.processInfo.environment["SIGMOID_PEERS"] ?? ""
    script =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Peers/\(name)").path
    guard FileManager.default.isExecutableFile(atPath: python),
      (try? Self.run(python, ["-c", "import \(packages)"])) != nil
    else { return nil }
  }

  /// Its standard output; what is wrong it says on standard error.
  @discardableResult
  package func run(_ arguments: [String]) throws -> Data {
    try Self.run(python, [script] + arguments)
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let result = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
    return result
  }
}
