@testable import SigmoidExamples
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  @Test func replacesTheFileAndLeavesNothingBeside() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3], to: "a")
    try AtomicFile.write([4, 5], to: path)
    #expect(try folder.bytes("a") == [4, 5])
    #expect(folder.names() == ["a"])
  }

  @Test func manyFilesAreSyncedTogether() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] {
      try AtomicFile.write([1], to: folder.file(name), isSynced: false)
      try AtomicFile.write([2], to: folder.file(name), isSynced: false)
    }
    try AtomicFile.sync(folder.path)
    #expect(try folder.bytes("a") == [2] && folder.bytes("b") == [2])
    #expect(folder.names() == ["a", "b"])
    let error = #expect(throws: FileError.self) { try AtomicFile.sync(folder.file("none")) }
    #expect(error?.path == folder.file("none"))
  }

  @Test func writesThroughALink() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "real")
    try folder.link("alias", to: path)
    try AtomicFile.write([2], to: folder.file("alias"))
    #expect(try folder.bytes("real") == [2])
    #expect(try folder.isLink("alias"))
  }

  @Test func writesThroughALinkToWhatIsNotThereYet() throws {
    let folder = try TemporaryFolder()
    try folder.link("alias", to: "real")
    try AtomicFile.write([2], to: folder.file("alias"))
    #expect(try folder.bytes("real") == [2])
    #expect(try folder.isLink("alias"))
    try folder.link("round", to: "round")
    #expect(throws: FileError.self) { try AtomicFile.write([2], to: folder.file("round")) }
  }

  @Test func aFileThatIsReplacedKeepsItsMode() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "a")
    for mode in [0o600, 0o640, 0o444] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      try AtomicFile.write([2], to: path)
      let now = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(now == mode)
    }
  }

  /// What a killed run left goes away with the next that writes there; what others write, and files of
  /// other names, stay.
  @Test func leftoversOfKilledRunsAreTakenAway() throws {
    let folder = try TemporaryFolder()
    let long = Date(timeIntervalSinceNow: -3600)
    for name in [".sigmoid-1-2.tmp", ".sigmoid-3-4.tmp", "sigmoid-5.tmp"] {
      try folder.write([1], to: name)
      try FileManager.default.setAttributes(
        [.modificationDate: long], ofItemAtPath: folder.file(name))
    }
    let handle = open(folder.file(".sigmoid-3-4.tmp"), O_RDONLY)
    defer { close(handle) }
    #expect(flock(handle, LOCK_EX) == 0)
    try folder.write([1], to: ".sigmoid-6-7.tmp")
    try AtomicFile.write([2], to: folder.file("a"))
    #expect(
      folder.names() == [".sigmoid-3-4.tmp", ".sigmoid-6-7.tmp", "a", "sigmoid-5.tmp"])
  }

  @Test func saysWhatIsWrong() throws {
    let folder = try TemporaryFolder()
    func write(_ path: String, checkingOnly: Bool) throws {
      if checkingOnly {
        try AtomicFile.checkWritable(path)
      } else {
        try AtomicFile.write([1], to: path)
      }
    }
    for checkingOnly in [true, false] {
      let missing = #expect(throws: FileError.self) {
        try write(folder.file("no/such/file"), checkingOnly: checkingOnly)
      }
      #expect(missing?.remedy.contains(folder.file("no/such")) == true)
      let isFolder = #expect(throws: FileError.self) {
        try write(folder.path, checkingOnly: checkingOnly)
      }
      #expect(isFolder?.found == "a folder")
    }
    #expect(folder.names() == [])
  }

  @Test func aFullDiskIsAnError() throws {
    let full = #expect(throws: FileError.self) { try AtomicFile.write([1], to: "/dev/full") }
    #expect(full?.found.contains("no space") == true)
  }

  @Test func checkingLeavesNoTrace() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.checkWritable(folder.file("new"))
    #expect(folder.names() == [])
    try folder.write([1], to: "old")
    try AtomicFile.checkWritable(folder.file("old"))
    #expect(try folder.bytes("old") == [1])
  }
}

@Suite struct InputFileTests {
  @Test func readsAllOfIt() throws {
    let folder = try TemporaryFolder()
    var random = RandomValues()
    for count in [0, 1, 70_000] {
      let bytes = random.bytes(count)
      let file = try InputFile(path: folder.write(bytes, to: "a"))
      #expect(file.size == count)
      #expect(try file.readToEnd() == bytes)
    }
  }

  @Test func readsWhatHasNoSize() throws {
    let file = try InputFile(path: "/proc/self/stat")
    #expect(try !file.readToEnd().isEmpty)
  }

  @Test func refusesMoreThanTheLimit() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3], to: "a")
    #expect(try InputFile(path: path).readToEnd(limit: 3) == [1, 2, 3])
    #expect(throws: FileError.self) { try InputFile(path: path).readToEnd(limit: 2) }
  }

  @Test func saysWhatIsWrong() throws {
    let missing = #expect(throws: FileError.self) { _ = try InputFile(path: "/no/such/file") }
    #expect(missing?.path == "/no/such/file")
    #expect(missing?.found == "no such file or directory")
    let folder = #expect(throws: FileError.self) { _ = try InputFile(path: "/") }
    #expect(folder?.found == "a folder")
  }
}
