import Foundation
import TestSupport

/// A folder with an input and, in the file `cmd`, the command lines that it is about.
struct CaseFolder {
  let path: String

  struct Malformed: Error {
    let message: String
  }

  /// The case of this name: of the shared folder, or else the copy beside the tests, which only small
  /// ones have; nil where there is neither.
  init?(_ name: String) {
    let copies = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Cases"
    let folders = [SharedFolder.cases.path, copies].compactMap { $0 }
    let found = folders.map { "\($0)/\(name)" }.first {
      FileManager.default.fileExists(atPath: $0 + "/cmd")
    }
    guard let found else { return nil }
    path = found
  }

  /// The arguments of every `sigmoid` of `cmd`, in order. Names of files that are in the folder become
  /// their paths; a name after `--model` is a file of `outputs`.
  func commands(outputs: TemporaryFolder) throws -> [[String]] {
    let text = try String(contentsOfFile: path + "/cmd", encoding: .utf8)
    return try text.split(separator: "\n").flatMap { line in
      let code = line.prefix { $0 != "#" }
      return try code.split(separator: ";").map { try arguments(of: String($0), outputs: outputs) }
    }
  }

  private func arguments(of command: String, outputs: TemporaryFolder) throws -> [String] {
    let words = command.split(separator: " ").map(String.init)
    guard words.first == "sigmoid" else {
      throw Malformed(message: "\(path)/cmd: expected 'sigmoid …', found '\(command)'")
    }
    return words.indices.dropFirst().map { index in
      if words[index - 1] == "--model" { return outputs.file(words[index]) }
      let file = path + "/" + words[index]
      return FileManager.default.fileExists(atPath: file) ? file : words[index]
    }
  }
}

extension [String] {
  /// These arguments with another solver; nil takes the option away.
  func with(solver: String?) -> [String] {
    var words = self
    if let index = words.firstIndex(of: "--solver") { words.removeSubrange(index...(index + 1)) }
    return words + (solver.map { ["--solver", $0] } ?? [])
  }

  /// What follows an option.
  func value(of option: String) -> String? {
    firstIndex(of: option).map { self[$0 + 1] }
  }
}
