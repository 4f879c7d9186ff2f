@testable import SigmoidExamples

#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// A command that writes files, and the folder it works in.
  struct FaultCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// Words in which `@name` is a file of the folder.
    let words: [String]
    /// What is written.
    let outputs: [String]

    static let all = [
      FaultCase(
        name: "train",
        words: ["train", "@x.csv", "--epochs", "3", "--model", "@m", "--history", "@h", "--quiet"],
        outputs: ["m", "h"]),
      FaultCase(
        name: "convert to npy",
        words: [
          "data", "convert", "@x.csv", "@o.npy", "--labels-out", "@l.npy", "--quiet",
        ],
        outputs: ["o.npy", "l.npy"]),
      FaultCase(
        name: "convert to csv",
        words: ["data", "convert", "@x.npz", "@o.csv", "--quiet"], outputs: ["o.csv"]),
      FaultCase(
        name: "export", words: ["export", "--model", "@model", "-o", "@o.onnx"],
        outputs: ["o.onnx"]),
      FaultCase(
        name: "import", words: ["import", "@model.json", "--model", "@o"], outputs: ["o"]),
      FaultCase(
        name: "report",
        words: ["report", "@x.csv", "--model", "@model", "--output", "@o.html", "--quiet"],
        outputs: ["o.html"]),
    ]

    var testDescription: String { name }

    /// A folder with everything that is read.
    static func folder() throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      for (name, bytes) in try inputs.get() { try folder.write(bytes, to: name) }
      return folder
    }

    /// Made once for all tests.
    private static let inputs = Result { () throws -> [(String, [UInt8])] in
      let folder = try TemporaryFolder()
      var text = "label,a,b,c\n"
      for row in 0..<60 { text += "\(row % 2 == 0 ? "x" : "y"),\(row % 7),\(row % 11),0.\(row)\n" }
      try folder.write(Array(text.utf8), to: "x.csv")
      for words in [
        ["train", "@x.csv", "--epochs", "3", "--model", "@model", "--quiet"],
        ["data", "convert", "@x.csv", "@x.npz", "--quiet"],
        ["export", "--model", "@model", "-o", "@model.json"],
      ] {
        try CommandProcess.succeed(arguments(words, in: folder))
      }
      return try folder.names().map { ($0, try folder.bytes($0)) }
    }

    private static func arguments(_ words: [String], in folder: TemporaryFolder) -> [String] {
      words.map { $0.hasPrefix("@") ? folder.file(String($0.dropFirst())) : $0 }
    }

    func arguments(in folder: TemporaryFolder) -> [String] { Self.arguments(words, in: folder) }
  }
#endif
