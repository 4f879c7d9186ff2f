@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

/// Files of every format that change while a stream of blocks reads them.
@Suite struct ChangedExamplesTests {
  static let examples = 60_000

  /// A file as `predict` takes it: more than a reader takes at once.
  struct Form: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let format: DataFormat
    let bytes: @Sendable () throws -> [UInt8]
    var name: String { "examples.\(format.rawValue)" }
  }

  static let forms: [Form] = [
    Form(testDescription: "csv", format: .csv) { text("1,2,3,4\n") },
    Form(testDescription: "csv.gz", format: .csv) { try SmallSet.gzip(csvOfManyNumbers()) },
    Form(testDescription: "tsv", format: .tsv) { text("1\t2\t3\t4\n") },
    Form(testDescription: "libsvm", format: .libsvm) {
      text("1 1:2 2:3 4:7.25" + String(repeating: " ", count: 90) + "\n")
    },
    Form(testDescription: "npy", format: .npy) { npy(isFortran: false) },
    Form(testDescription: "npy in Fortran order", format: .npy) { npy(isFortran: true) },
    Form(testDescription: "npz", format: .npz) { try npz(deflated: false) },
    Form(testDescription: "npz, deflated", format: .npz) { try npz(deflated: true) },
    Form(testDescription: "idx", format: .idx) {
      IDXHeader.bytes(.uint8, dimensions: [examples, 4]) + random(4 * examples)
    },
  ]

  private static func text(_ row: String) -> [UInt8] {
    let row = Array(row.utf8)
    return (0..<examples).flatMap { _ in row }
  }

  /// Of which gzip makes no little.
  private static func csvOfManyNumbers() -> [UInt8] {
    var text = ""
    for (index, number) in random(4 * examples).enumerated() {
      text += index % 4 < 3 ? "\(number)," : "\(number)\n"
    }
    return Array(text.utf8)
  }

  /// The same bytes at each run.
  private static func random(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  private static func npy(isFortran: Bool) -> [UInt8] {
    NumPySample.npy("|u1", [examples, 4], fortran: isFortran, random(4 * examples))
  }

  private static func npz(deflated: Bool) throws -> [UInt8] {
    // The directory stands at the end, far from what is read last.
    let more = NumPySample.npy("|u1", [4], random(4))
    return try HandMadeZip(members: [
      .init(name: "x.npy", contents: npy(isFortran: false), deflated: deflated),
      .init(name: "y.npy", contents: more),
    ]).bytes()
  }

  private func reader(_ form: Form, _ path: String) throws -> ExampleBlocks {
    var file = ReadRequest(path: path, format: form.format)
    file.hasLabels = form.format == .libsvm
    return try ExampleBlocks(file, features: 4, blockExamples: 100)
  }

  /// The examples of the blocks that are left, and how they end.
  private func rest(
    _ blocks: consuming ExampleBlocks
  ) throws -> (examples: Int, error: FileError?) {
    var blocks = blocks
    var count = 0
    do throws(FileError) {
      while let block = try blocks.next()?.features { count += block.examples }
      return (count, nil)
    } catch {
      return (count, error)
    }
  }

  @Test(arguments: forms) func wholeFilesAreRead(_ form: Form) throws {
    let folder = try TemporaryFolder()
    let (count, error) = try rest(reader(form, folder.write(form.bytes(), to: form.name)))
    #expect(count == Self.examples && error == nil)
  }

  @Test(arguments: forms, ["cut", "overwritten", "longer"])
  func changedOnesAreRefused(_ form: Form, _ change: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try form.bytes()
    let path = try folder.write(bytes, to: form.name)
    var blocks = try reader(form, path)
    var first = 0
    if let block = try blocks.next()?.features { first = block.examples }
    #expect(first > 0)
    usleep(20_000)
    let file = try #require(FileHandle(forWritingAtPath: path))
    switch change {
    case "cut": try file.truncate(atOffset: UInt64(bytes.count / 2))
    case "longer":
      try file.seekToEnd()
      try file.write(contentsOf: Data([0x0A]))
    default: try file.write(contentsOf: Data(bytes.prefix(10)))
    }
    try file.close()
    let (count, error) = try rest(blocks)
    #expect(error?.expected == "it to stay as it was while it is read", "\(error as Any)")
    #expect(error?.path.hasPrefix(path) == true)
    #expect(first + count <= Self.examples)
  }

  /// A mapped file is read for as long as it is used.
  @Test func mappedOnesAreNoticed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.npy(isFortran: false), to: "x.npy")
    let output = try folder.write([1], to: "out.csv")
    let mapped = MappedFiles()
    try MappedFiles.$current.withValue(mapped) {
      var file = ReadRequest(path: path, format: .npy)
      file.mapping = .always
      file.hasLabels = false
      let table = try file.read()
      let isMapped = table.features.isMapped
      #expect(isMapped)
      try mapped.check()
      usleep(20_000)
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seek(toOffset: 5000)
      try handle.write(contentsOf: Data([255]))
      try handle.close()
      var found: FileError?
      do throws(FileError) {
        try table.write(to: ExampleTarget(path: output, format: .csv))
      } catch {
        found = error
      }
      #expect(found?.path == path)
    }
    #expect(throws: FileError.self) { try mapped.check() }
    #expect(try folder.bytes("out.csv") == [1])
  }

  /// One that is read is a copy, and may be replaced by the next version meanwhile.
  @Test func readOnesAreNot() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.npy(isFortran: false), to: "x.npy")
    let mapped = MappedFiles()
    try MappedFiles.$current.withValue(mapped) {
      var file = ReadRequest(path: path, format: .npy)
      file.mapping = .never
      file.hasLabels = false
      let table = try file.read()
      try folder.write([1], to: "x.npy")
      try table.write(to: ExampleTarget(path: folder.file("out.npy"), format: .npy))
    }
    try mapped.check()
  }
}
