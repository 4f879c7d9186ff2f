import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files that cannot be written: found before any work is done.
struct OutputFileTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  /// An endless training that is to fail before it begins.
  private func refuse(
    _ option: String, _ path: String, saying parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = digits.folder.names()
    let outcome = try CommandProcess.fail(
      digits.training(option, path, epochs: InterruptTests.endless),
      saying: ["\(path): expected a file that can be written"] + parts, timeout: 10,
      sourceLocation: sourceLocation)
    #expect(!outcome.error.contains("epoch"), sourceLocation: sourceLocation)
    #expect(digits.folder.names() == before, sourceLocation: sourceLocation)
  }

  @Test(arguments: ["--model", "--history"]) func folderThatDoesNotExist(option: String) throws {
    try refuse(
      option, digits.folder.file("none/m"), saying: "found no such file or directory",
      "; create the folder \(digits.folder.file("none")) first")
  }

  @Test(arguments: ["--model", "--history"]) func folderInPlaceOfAFile(option: String) throws {
    try refuse(option, digits.folder.path, saying: "found a folder", "; name a file inside it")
  }

  @Test func fileInPlaceOfAFolder() throws {
    let path = digits.folder.file(SmallDigits.testLabels) + "/m"
    try refuse("--model", path, saying: "found not a directory", "; ")
  }

  #if os(Linux)
    /// Not even root may write there.
    @Test func folderThatCannotBeWritten() throws {
      try refuse("--model", "/proc/m", saying: "; ")
      try refuse("--model", "/sys/m", saying: "; ")
    }
  #endif

  @Test func folderWithoutPermission() throws {
    guard geteuid() != 0 else {
      print("folderWithoutPermission: skipped, root may write anywhere")
      return
    }
    let locked = digits.folder.file("locked")
    try FileManager.default.createDirectory(
      atPath: locked, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o500])
    try refuse(
      "--model", locked + "/m", saying: "found permission denied", "; name a file in a folder")
  }

  @Test(arguments: ["--model", "--history"]) func emptyName(option: String) throws {
    try CommandProcess.fail(
      digits.training(option, "", epochs: InterruptTests.endless), code: 64,
      saying: ["\(option): expected the name of a file"], timeout: 10)
  }
}
