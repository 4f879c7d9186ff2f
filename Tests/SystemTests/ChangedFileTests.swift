@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

@testable import SigmoidSystem

/// Files that change between their opening and the end of their reading.
@Suite struct ChangedFileTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.write([UInt8](repeating: 7, count: 3000), to: "a")
  }

  /// A change of the file at a path.
  enum Change: CaseIterable, Sendable {
    case cut, emptied, longer, overwritten

    func make(_ path: String) throws {
      let file = try #require(FileHandle(forWritingAtPath: path))
      // The clock that stamps files moves on some thousandths of a second at a time.
      usleep(20_000)
      switch self {
      case .cut: try file.truncate(atOffset: 1500)
      case .emptied: try file.truncate(atOffset: 0)
      case .longer:
        try file.seekToEnd()
        try file.write(contentsOf: Data([1]))
      case .overwritten: try file.write(contentsOf: Data([1]))
      }
      try file.close()
    }
  }

  private func read(_ file: borrowing InputFile, _ count: Int) throws {
    var bytes = [UInt8](repeating: 0, count: count)
    _ = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
  }

  private func failure(_ work: () throws -> Void) rethrows -> FileError? {
    do {
      try work()
      return nil
    } catch let error as FileError {
      return error
    }
  }

  private func check(_ error: FileError?, _ change: Change) {
    #expect(error?.path == path)
    #expect(error?.expected == "it to stay as it was while it is read")
    let sizes =
      switch change {
      case .cut: "3000 bytes at first, 1500 now"
      case .emptied: "3000 bytes at first, 0 now"
      case .longer: "3000 bytes at first, 3001 now"
      case .overwritten: "written to, of 3000 bytes as before"
      }
    #expect(error?.found == "that it has changed (\(sizes))")
    #expect(error?.remedy == "read it again when it is complete")
  }

  @Test(arguments: Change.allCases) func isAnErrorAtTheEnd(_ change: Change) throws {
    let file = try InputFile(path: path)
    try read(file, 1000)
    try file.checkUnchanged()
    try change.make(path)
    try check(failure { try read(file, 5000) }, change)
    try check(failure { try file.checkUnchanged() }, change)
    // The next one reads what is there now.
    _ = try InputFile(path: path).readToEnd()
  }

  @Test(arguments: Change.allCases) func isAnErrorOfAWholeFile(_ change: Change) throws {
    let file = try InputFile(path: path)
    try change.make(path)
    try check(failure { _ = try file.readToEnd() }, change)
  }

  @Test func isAnErrorByPosition() throws {
    let file = try InputFile(path: path)
    #expect(try file.bytes(2000..<3500).count == 1000)
    try Change.cut.make(path)
    try check(failure { _ = try file.bytes(1000..<2000) }, .cut)
  }

  /// Who replaces a file as a whole does no harm to who reads the old one.
  @Test func isNoneOfAFileThatAnotherReplaces() throws {
    let file = try InputFile(path: path)
    try read(file, 1000)
    try AtomicFile.write([1, 2], to: path)
    #expect(try file.readToEnd() == [UInt8](repeating: 7, count: 2000))
    #expect(try InputFile(path: path).readToEnd() == [1, 2])
  }

  /// A pipe has no contents that could be others.
  @Test func isNoneOfWhatHasNoContents() throws {
    try SlowPipe.reading([1]) { #expect(FileStamp(descriptor: $0) == nil) }
    let null = try InputFile(path: "/dev/null")
    #expect(null.stamp == nil)
    #expect(try null.readToEnd() == [])
  }

  @Test(arguments: Change.allCases) func replacesNoResultWhereItIsMapped(_ change: Change) throws {
    let mapped = MappedFiles()
    let result = try folder.write([1, 2, 3], to: "result")
    try MappedFiles.$current.withValue(mapped) {
      do {
        let file = try InputFile(path: path)
        mapped.add(file)
      }
      try AtomicFile.write([4], to: result)
      try change.make(path)
      try check(failure { try AtomicFile.write([5], to: result) }, change)
    }
    try check(failure { try mapped.check() }, change)
    #expect(try folder.bytes("result") == [4])
    #expect(folder.names() == ["a", "result"])
    // Elsewhere nobody minds.
    try AtomicFile.write([6], to: result)
  }
}
