import Foundation

/// A program from the PATH, run to its end.
enum ChildTool {
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  /// Standard output and errors, in the order of their writing.
  /// - Throws: `Failed`, with that text, when it exits with another status than 0.
  @discardableResult
  static func run(_ words: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(description: text) }
    return text
  }

  static func has(_ words: [String]) -> Bool { (try? run(words)) != nil }
}
