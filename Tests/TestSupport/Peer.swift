import Foundation
import Testing

/// Another tool that reads our files and writes files for us: a script of `Tests/Peers`, run by the
/// Python that SIGMOID_PEERS names, which `make test` and `make interop` prepare.
package struct Peer: Sendable {
  private let script: String
  private let packages: [String]
  private let name: String

  /// - Parameters:
  ///   - script: its name in `Tests/Peers`.
  ///   - packages: what it imports, by the names of Python's `import`.
  ///   - name: what people call the last of them.
  package init(_ script: String, importing packages: String..., called name: String) {
    self.script = Self.script(script)
    self.packages = packages
    self.name = name
  }

  package struct Failed: Error, CustomStringConvertible {
    package let description: String
  }

  /// What SIGMOID_PEERS names: a path, or a program of the PATH.
  package static var interpreter: String? {
    let named = ProcessInfo.processInfo.environment["SIGMOID_PEERS"] ?? ""
    return named.isEmpty ? nil : named
  }

  package static func script(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Peers/\(name)").path
  }

  /// Whether there is a Python that has the packages. Asks it anew each time, so that a test that is not
  /// to run costs no import.
  fileprivate var isReady: Bool {
    (try? Self.python(["-c", "import " + packages.joined(separator: ", ")])) != nil
  }

  fileprivate var whatIsMissing: String {
    "needs SIGMOID_PEERS, a Python that has \(name) (make test prepares it)"
  }

  /// Runs the script to its end.
  /// - Returns: its standard output.
  /// - Throws: `Failed`, with all that it said, when its status is not 0.
  @discardableResult
  package func run(_ arguments: String...) throws -> Data {
    try Self.python([script] + arguments)
  }

  /// Runs the script, and decodes the JSON that it prints.
  package func decode<Value: Decodable>(
    _: Value.Type = Value.self, _ arguments: String...
  ) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Self.python([script] + arguments))
  }

  private static func python(_ arguments: [String]) throws -> Data {
    guard let interpreter else { throw Failed(description: "SIGMOID_PEERS names no Python") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // -B: no compiled files beside the scripts.
    process.arguments = [interpreter, "-B"] + arguments
    let output = Pipe()
    process.standardOutput = output
    // A file, since a second pipe that fills up while the first one is read would block both sides.
    let folder = try TemporaryFolder()
    let errors = try folder.write([], to: "errors")
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    let result = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let said = String(decoding: try folder.bytes("errors"), as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw Failed(
        description: "exit \(process.terminationStatus): "
          + String(decoding: result, as: UTF8.self) + said)
    }
    if !said.isEmpty { print(said) }
    return result
  }
}

extension Trait where Self == ConditionTrait {
  /// Leaves a test or a suite out where the peer cannot run, and says why.
  package static func needs(_ peer: Peer) -> Self {
    .enabled(if: peer.isReady, "\(peer.whatIsMissing)")
  }
}

/// What a test and a script of `Tests/Peers` leave for each other in a folder.
extension TemporaryFolder {
  package func decode<Value: Decodable>(
    _: Value.Type = Value.self, from name: String
  ) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(bytes(name)))
  }

  @discardableResult
  package func encode(_ value: some Encodable, to name: String) throws -> String {
    try write([UInt8](JSONEncoder().encode(value)), to: name)
  }
}
