import Files
import LinearAlgebra
import TestSupport
import Testing

@testable import Datasets

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
  ) throws -> ExampleFile {
    let lines = rows.enumerated().map { index, row in
      format == .csv
        ? "\(index % 2)," + row.map { "\($0)" }.joined(separator: ",")
        : "\(index % 2)" + row.enumerated().map { " \($0 + 1):\($1)" }.joined()
    }
    let path = try folder.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
    return ExampleFile(path: path, format: format)
  }

  /// What the processes hold together, one row an example, and whether each has doubles.
  private func read(_ files: [ExampleFile], ranks: Int) throws -> [(rows: [[Double]], wide: Bool)] {
    try ThreadExchange.run(ranks: ranks) { exchange in
      var all = ExampleFiles(files, exchange: exchange)
      all.everyProcessNeedsExamples = false
      switch try all.read(threads: 1).examples {
      case .bytes: return ([], false)
      case .floats(let data):
        return (Self.rows(data.features.elements.map(Double.init)), false)
      case .doubles(let data): return (Self.rows(data.features.elements), true)
      case .sparse(let data):
        return (Self.rows(data.features.convertedToDoubles().elements), data.features.hasDoubles)
      }
    }
  }

  private static func rows(_ elements: [Double]) -> [[Double]] {
    (0..<elements.count / 3).map { Array(elements[$0 * 3..<$0 * 3 + 3]) }
  }

  @Test(arguments: [DataFormat.csv, .libsvm], [[], [0], [1], [2, 3], [0, 1, 2, 3]])
  func oneThatNeedsDoublesGivesThemToAll(format: DataFormat, wide: [Int]) throws {
    var random = RandomValues()
    print("ExampleFilesTests.oneThatNeedsDoublesGivesThemToAll: seed \(random.seed)")
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
    print("ExampleFilesTests.theChunksAreThoseOfOneFile: seed \(random.seed)")
    let all = (0..<2).map { rows($0, wide: [1], &random) }
    for format in [DataFormat.csv, .libsvm] {
      let files = try all.enumerated().map { index, rows in
        try write(rows, "part-\(index).\(format)", format)
      }
      let one = try write(all.flatMap { $0 }, "one.\(format)", format).read()
      for file in files {
        let part = try file.read()
        #expect(part.features.doubleExampleBytes == one.features.exampleBytes)
      }
    }
  }

  @Test func bytesBesideFloatsAreRefusedStill() throws {
    let files = [
      try write([[1, 2, 3]], "a.csv", .csv), try write([[1, 2, 0.1]], "b.csv", .csv),
    ]
    let error = #expect(throws: FileError.self) { _ = try ExampleFiles(files).read() }
    #expect(error?.found == "numbers stored as floats")
    #expect(error?.expected.hasPrefix("numbers stored as bytes") == true)
  }
}
