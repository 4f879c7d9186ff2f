@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

/// Files of one set, of which some need doubles and some do not.
@Suite struct ExampleFilesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Examples, of which those of the files that are named have numbers that are no floats.
  private func rows(_ file: Int, wide: Set<Int>, _ random: inout RandomValues) -> [[Double]] {
    (0..<7).map { _ in
      (0..<3).map { _ in wide.contains(file) ? random.unit() : Double(Float(random.unit())) }
    }
  }

  private func write(
    _ rows: [[Double]], _ name: String, _ format: DataFormat
  ) throws -> ReadRequest {
    let lines = rows.enumerated().map { index, row in
      format == .csv
        ? "\(index % 2)," + row.map { "\($0)" }.joined(separator: ",")
        : "\(index % 2)" + row.enumerated().map { " \($0 + 1):\($1)" }.joined()
    }
    let path = try folder.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
    return ReadRequest(path: path, format: format)
  }

  /// What the processes hold together, one row an example, and whether each has doubles.
  private func read(_ files: [ReadRequest], ranks: Int) throws -> [(rows: [[Double]], wide: Bool)] {
    try ThreadCommunicator.run(ranks: ranks) { communicator in
      var all = ShardedFiles(files, communicator: communicator)
      all.everyProcessNeedsExamples = false
      let features = try all.read(threads: 1).readStorage
      return (features.rows, features.hasDoubles)
    }
  }

  @Test(arguments: [DataFormat.csv, .libsvm], [[], [0], [1], [2, 3], [0, 1, 2, 3]])
  func oneThatNeedsDoublesGivesThemToAll(format: DataFormat, wide: [Int]) throws {
    var random = RandomValues()
    let all = (0..<4).map { rows($0, wide: Set(wide), &random) }
    let files = try all.enumerated().map { index, rows in
      try write(rows, "part-\(index).\(format)", format)
    }
    for ranks in [1, 2, 4] {
      let parts = try read(files, ranks: ranks)
      #expect(parts.flatMap(\.rows) == all.flatMap { $0 }, "\(ranks) ranks")
      #expect(parts.allSatisfy { $0.wide == !wide.isEmpty }, "\(ranks) ranks")
    }
  }

  /// Where files are joined and where each process has one, chunks are those of one table.
  @Test func theChunksAreThoseOfOneFile() throws {
    var random = RandomValues()
    let all = (0..<2).map { rows($0, wide: [1], &random) }
    for format in [DataFormat.csv, .libsvm] {
      let files = try all.enumerated().map { index, rows in
        try write(rows, "part-\(index).\(format)", format)
      }
      let one = try write(all.flatMap { $0 }, "one.\(format)", format).read()
      for file in files {
        let part = try file.read()
        #expect(part.readStorage.doubleExampleBytes == one.features.exampleBytes)
      }
    }
  }

  @Test func bytesBesideFloatsAreRefusedStill() throws {
    let files = [
      try write([[1, 2, 3]], "a.csv", .csv), try write([[1, 2, 0.1]], "b.csv", .csv),
    ]
    let error = #expect(throws: FileError.self) { _ = try ShardedFiles(files).read() }
    #expect(error?.found == "numbers stored as floats")
    #expect(error?.expected.hasPrefix("numbers stored as bytes") == true)
  }
}
