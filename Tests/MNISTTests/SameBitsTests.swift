@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// A model's file is the same bytes whatever the number of threads, on the whole of MNIST.
@Suite(
  .enabled(if: OptimisedCommand.isReady, Comment(rawValue: OptimisedCommand.whatIsMissing)),
  .serialized)
struct SameBitsTests {
  @Test(arguments: ["tiled", "bytes"], [["--positive", "0"], ["--multiclass"]])
  func threadsDoNotChangeAByte(engine: String, question: [String]) throws {
    let folder = try TemporaryFolder()
    // Two threads twice: a race would rarely lose twice in the same way.
    for (name, threads) in [("one", 1), ("two", 2), ("again", 2), ("seven", 7)] {
      let output = try OptimisedCommand.run(
        [
          "train", "--epochs", "20", "--engine", engine, "--threads", "\(threads)", "--json",
          "--model", folder.file(name),
        ] + question)
      let used = try JSONDecoder().decode(Used.self, from: output)
      #expect(used.threads == threads && used.engine == engine && used.examples == 60_000)
    }
    let one = try folder.bytes("one")
    #expect(one.count > 8 * 784)
    for name in ["two", "again", "seven"] {
      let same = try folder.bytes(name) == one
      #expect(same, "\(name)")
    }
  }

  private struct Used: Decodable {
    let threads, examples: Int
    let engine: String
  }
}
