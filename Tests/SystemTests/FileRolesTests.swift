import Foundation
import TestSupport
import Testing

@testable import SigmoidSystem

@Suite struct FileRolesTests {
  private let folder: TemporaryFolder
  private let table: String

  init() throws {
    folder = try TemporaryFolder()
    table = folder.file("table.csv")
    try Data("a,b\n1,2\n".utf8).write(to: URL(filePath: table))
  }

  private func refused(_ change: (inout FileRoles) -> Void) -> FileError? {
    var roles = FileRoles()
    roles.reads(table, as: "the input")
    change(&roles)
    do throws(FileError) {
      try roles.check()
      return nil
    } catch {
      return error
    }
  }

  @Test func anInputIsNotReplacedByWhateverName() throws {
    let link = folder.file("link.csv")
    let hard = folder.file("hard.csv")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "table.csv")
    try FileManager.default.linkItem(atPath: table, toPath: hard)
    let around = folder.file("./../\(URL(filePath: folder.path).lastPathComponent)/table.csv")
    for name in [table, link, hard, around] {
      let error = try #require(refused { $0.writes(name, as: "--model") })
      #expect(error.path == name && error.found.contains("the input"))
    }
    #expect(refused { $0.writes(folder.file("new"), as: "--model") } == nil)
  }

  @Test func twoOutputsAreTwoFiles() throws {
    let new = folder.file("new")
    for other in [new, folder.file("./new"), folder.file("dangling")] {
      try? FileManager.default.createSymbolicLink(
        atPath: folder.file("dangling"), withDestinationPath: "new")
      let error = try #require(
        refused {
          $0.writes(new, as: "--model")
          $0.writes(other, as: "--history")
        })
      #expect(error.found.contains("--model"))
    }
    #expect(
      refused {
        $0.writes("/dev/null", as: "--model")
        $0.writes("/dev/null", as: "--history")
      } == nil)
  }

  /// A run may replace the checkpoint that it goes on from.
  @Test func aPartnerMayBeTheSame() {
    let checkpoint = folder.file("checkpoint")
    #expect(
      refused {
        $0.reads(checkpoint, as: "--resume")
        $0.writes(checkpoint, as: "--checkpoint", mayBe: "--resume")
      } == nil)
    #expect(
      refused {
        $0.reads(checkpoint, as: "--resume")
        $0.writes(checkpoint, as: "--model")
      } != nil)
  }

  @Test func whatCannotBeSavedIsFoundBefore() throws {
    let long = folder.file(String(repeating: "a", count: 256))
    #expect(refused { $0.writes(long, as: "--model") }?.remedy == "choose a shorter name")
    let legal = folder.file(String(repeating: "a", count: 255))
    #expect(refused { $0.writes(legal, as: "--model") } == nil)
    try AtomicFile.write([1, 2], to: legal)
    #expect(try Data(contentsOf: URL(filePath: legal)) == Data([1, 2]))
    #expect(refused { $0.writes(folder.file("none/model"), as: "--model") } != nil)
  }
}
