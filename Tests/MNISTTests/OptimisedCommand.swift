import Foundation

/// The optimised command, and what its tests on the whole of MNIST need.
enum OptimisedCommand {
  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  static var path: String? { variable("SIGMOID_COMMAND") }
  static var goldenFolder: String? { variable("GOLDEN_DIR") }
  static var peersPython: String? { variable("SIGMOID_PEERS") }

  static var isReady: Bool { path != nil && variable("MNIST_DIR") != nil }
  static let whatIsMissing: String =
    "needs SIGMOID_COMMAND, the optimised command (make test sets it), and MNIST_DIR"

  struct Failed: Error {
    let status: Int32
    let message: String
  }

  /// Runs the command; returns its standard output.
  static func run(_ arguments: [String]) throws -> Data {
    try run(path ?? "", arguments)
  }

  static func run(_ program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let result = output.fileHandleForReading.readDataToEndOfFile()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(
        status: process.terminationStatus, message: String(decoding: message, as: UTF8.self))
    }
    return result
  }
}
