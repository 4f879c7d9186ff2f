import Foundation
import Testing

/// README's Swift example is the file that the link example compiles.
@Test func readmesExampleIsTheOneThatCompiles() throws {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
  let blocks = try text("README.md").components(separatedBy: "```swift\n").dropFirst()
  let examples = blocks.compactMap { $0.components(separatedBy: "```").first }
  #expect(examples == [try text("Tests/LinkExample/Sources/ReadmeExample/main.swift")])
}
