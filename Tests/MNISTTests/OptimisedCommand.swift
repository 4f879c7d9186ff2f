import Foundation

/// The optimised command, and what its tests on the whole of MNIST need.
enum OptimisedCommand {
  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  static var path: String? { variable("SIGMOID_COMMAND") }
  static var goldenFolder: String? { variable("GOLDEN_DIR") }

  static var isReady: Bool { path != nil && variable("MNIST_DIR") != nil }
  static let whatIsMissing: String =
    "needs SIGMOID_COMMAND, the optimised command (make test sets it), and MNIST_DIR"

  struct Info: Decodable {
    let kernels: String
    let kernelsSupported: [String]
  }

  /// The levels of kernels that this CPU runs, as the command names them; none when it is not there.
  static let kernels: [String] = {
    let info = try? JSONDecoder().decode(Info.self, from: run(["info", "--json"]))
    return info?.kernelsSupported ?? []
  }()

  struct Failed: Error {
    let status: Int32
    let message: String
  }

  /// Runs the command; returns its standard output.
  /// - Parameter environment: added to that of the tests.
  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Data {
    try run(path ?? "", arguments, environment: environment)
  }

  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Data {
    let process = Process()
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
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
