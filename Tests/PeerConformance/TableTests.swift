import Foundation
import Testing

/// README's table has every check of this folder, and nothing that is not here.
@Test func theTableIsThatOfTheChecks() throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  var ours: [String: Int] = [:]
  for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
  where file.hasSuffix("Checks.swift") {
    let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    for part in text.components(separatedBy: "@Test(").dropFirst() {
      // Every check bears the peer's own name.
      let name = part.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
      ours["\(name) | \(file)", default: 0] += 1
    }
    #expect(!text.contains("@Test func"), "\(file) has a check without a peer's name")
  }
  let readme = try String(
    contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
  var table: [String: Int] = [:]
  var leftOut = 0
  for line in readme.split(separator: "\n") where line.hasPrefix("| `") {
    let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    let name = cells[0].replacingOccurrences(of: "`", with: "")
    if cells[1] == "–" {
      leftOut += 1
    } else {
      let file = cells[1].replacingOccurrences(of: "`", with: "")
      table["\(name) | \(file)", default: 0] += 1
    }
  }
  #expect(table == ours)
  print("peers' checks: \(ours.count) mirrored, \(leftOut) that have nothing to check here")
  #expect(readme.contains("\(ours.count) checks are mirrored"))
  #expect(readme.contains("\(leftOut) have nothing to check here"))
}
