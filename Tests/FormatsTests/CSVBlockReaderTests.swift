@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

@Suite struct CSVBlockReaderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// All blocks of a reader.
  func blocks(_ reader: consuming CSVBlockReader) throws -> [PlainTable] {
    var blocks: [PlainTable] = []
    var reader = reader
    while let block = try reader.plain() { blocks.append(block) }
    let after = try reader.plain()
    #expect(after == nil)
    return blocks
  }

  func blocks(
    _ text: String, rows: Int, limit: Int = TextWindow.usualLimit,
    options: CSVOptions = CSVOptions()
  ) throws -> [PlainTable] {
    let path = try folder.write(Array(text.utf8), to: "t.csv")
    let window = try TextWindow(ByteStream(InputFile(path: path)), limit: limit)
    return try blocks(CSVBlockReader(window, options: options, blockRows: rows))
  }

  @Test(arguments: [1, 2, 3, 4, 5, 100])
  func blocksOfRows(_ rows: Int) throws {
    let text = "label,x,y\n\na,1,2\n\"b\n\",3,4\r\nc,5,6\rd,7,8\n\n\n"
    let blocks = try blocks(text, rows: rows)
    #expect(blocks.map { $0.values.count / 2 }.dropLast().contains { $0 != rows } == false)
    #expect(blocks.flatMap { $0.labels ?? [] } == ["a", "b\n", "c", "d"])
    #expect(blocks.flatMap(\.values) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(!blocks.contains { $0.isBytes || $0.names != ["x", "y"] || $0.features != 2 })
  }

  /// The rows of random tables, through windows of any size, are those of the whole.
  @Test func anyWindowGivesTheSameRows() throws {
    var random = RandomValues()
    for round in 0..<100 {
      var text = round % 2 == 0 ? "label;x\n" : ""
      for _ in 0..<random.int(in: 1..<60) {
        let label = ["a", "\"b;\r\n\"", "\"\"\"\"", "longer"][random.int(in: 0..<4)]
        let number = ["\(Float(random.unit()))", "\(random.unit())", "7", "-0", "1e300", "0.5"]
        text += "\(label);\(number[random.int(in: 0..<number.count)])"
        text += ["\n", "\r\n", "\r", "\n\n#x\"y\n"][random.int(in: 0..<4)]
      }
      let options = CSVOptions(separator: .semicolon, comment: UInt8(ascii: "#"))
      let whole = try PlainTable(text, options)
      let rows = random.int(in: 1..<20)
      let limit = random.int(in: 200..<1000)
      let blocks = try blocks(text, rows: rows, limit: limit, options: options)
      #expect(!blocks.contains { $0.values.count > rows })
      #expect(blocks.flatMap { $0.labels ?? [] } == whole.labels)
      #expect(
        blocks.flatMap(\.values).map(\.bitPattern) == whole.values.map(\.bitPattern))
      #expect(blocks.allSatisfy { $0.storage == .doubles })
    }
  }

  @Test func faultsNameTheLineOfTheWholeFile() throws {
    let good = String(repeating: "a,1\r\n", count: 1000)
    for rows in [1, 7, 5000] {
      let error = #expect(throws: FileError.self) {
        try blocks(
          good + "# \r\n\r\nb,x\r\n" + good, rows: rows, limit: 1000,
          options: CSVOptions(comment: UInt8(ascii: "#")))
      }
      #expect(error?.found == "\"x\" in line 1003, column 2")
    }
  }

  @Test func longRowsAreRefusedAndManyEmptyLinesAreNot() throws {
    let long = "a,1\n\"" + String(repeating: "b", count: 2000) + "\",2\n"
    let error = #expect(throws: FileError.self) { try blocks(long, rows: 5, limit: 1000) }
    #expect(error?.expected == "rows of at most 1000 bytes")
    #expect(error?.found == "a longer one in line 2")
    #expect(try blocks(long, rows: 5, limit: 4000).count == 1)
    let first = #expect(throws: FileError.self) {
      try blocks(String(repeating: "1", count: 1001), rows: 5, limit: 1000)
    }
    #expect(first?.found == "a longer one in line 1")
    let empty = String(repeating: "\n", count: 9000) + "# " + String(repeating: "c", count: 9000)
    let rows = String(repeating: "a,1\n", count: 10)
    let options = CSVOptions(comment: UInt8(ascii: "#"))
    let found = try blocks(rows + empty + "\nb,2\n", rows: 5, limit: 1000, options: options)
    #expect(found.flatMap(\.values) == Array(repeating: 1, count: 10) + [2])
    // Rows too short for their block are refused before memory is asked for.
    let wide = "a" + String(repeating: ",1", count: 400) + "\n"
    let short = #expect(throws: FileError.self) {
      try blocks(wide + String(repeating: "1\n", count: 400), rows: .max)
    }
    #expect(short?.found == "1 in line 2")
  }

  @Test func aDescriptorIsReadAsRowsCome() throws {
    let pipe = Pipe()
    let (reading, writing) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
    writing.write(Data(String(repeating: "a,1\n", count: 8).utf8))
    var reader = try CSVBlockReader(descriptor: reading.fileDescriptor, blockRows: 8)
    // The pipe is open still: the block must not wait for its end.
    let first = try reader.plain()
    #expect(first?.values == Array(repeating: 1, count: 8))
    writing.write(Data("b,2".utf8))
    try writing.close()
    let last = try reader.plain()
    #expect(last?.labels == ["b"])
    let none = try reader.plain()
    #expect(none == nil)
  }

  @Test func whatCannotBeRead() throws {
    let gzip = try folder.write(SmallSet.gzip(Array("a,1\n".utf8)), to: "t.csv.gz")
    let cut = try folder.write(Array(folder.bytes("t.csv.gz").dropLast(9)), to: "cut.csv.gz")
    #expect(throws: FileError.self) { _ = try CSVBlockReader(contentsOf: cut, blockRows: 1) }
    var reader = try CSVBlockReader(contentsOf: gzip, blockRows: 1)
    #expect(try reader.plain()?.labels == ["a"])
    let closed = #expect(throws: FileError.self) {
      _ = try CSVBlockReader(descriptor: -1, name: "nothing", blockRows: 1)
    }
    #expect(closed?.path == "nothing")
    #expect(throws: FileError.self) {
      _ = try CSVBlockReader(contentsOf: folder.file("none"), blockRows: 1)
    }
    #expect(throws: FileError.self) { try blocks("", rows: 1) }
    #expect(try blocks("label,x\n", rows: 1).isEmpty)
  }
}

extension CSVBlockReader {
  /// The next block, as values.
  fileprivate mutating func plain() throws -> PlainTable? {
    guard let block = try next() else { return nil }
    return PlainTable(block)
  }
}
