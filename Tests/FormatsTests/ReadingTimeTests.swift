@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

/// Hostile input takes every reader of examples time in proportion to its length.
@Suite struct ReadingTimeTests {
  /// An input that grows in one way, and a reader of it, which may refuse it.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Bytes of the smallest input.
    var size = 8 << 10
    let input: @Sendable (Int) throws -> [UInt8]
    let read: @Sendable ([UInt8]) throws -> Void
  }

  @Test(arguments: tables + named + sparse + headers + elements + archives + images)
  func timeGrowsWithTheInput(_ reading: Case) throws {
    let ratio = try Growth.ratio(of: reading.size, input: reading.input) { bytes in
      do { try reading.read(bytes) } catch is FileError {}
    }
    #expect(ratio < Growth.most, "\(reading.testDescription)")
  }

  private static func run(_ text: String, _ count: Int) -> [UInt8] {
    let unit = Array(text.utf8)
    return (0..<count / unit.count).flatMap { _ in unit }
  }

  // MARK: Tables

  /// Whole, and in blocks that come a page at a time.
  private static let tables: [Case] = tableTexts.flatMap { name, text in
    [
      Case(testDescription: "CSV, \(name)", input: text) { bytes in
        _ = try CSVTable(
          FileContents(name: "t.csv", bytes: bytes), options: CSVOptions(labels: .none),
          threads: 1)
      },
      Case(testDescription: "CSV from a pipe, \(name)", input: text) { bytes in
        try SlowPipe.reading(bytes) { descriptor in
          var reader = try CSVBlockReader(
            descriptor: descriptor, options: CSVOptions(labels: .none), blockRows: 64)
          while try reader.next() != nil {}
        }
      },
    ]
  }

  private static let named: [Case] = [
    Case(
      testDescription: "CSV, a label of marks on one letter",
      input: { Array("label,x\na".utf8) + run(marks, $0) + Array(",1\n".utf8) }
    ) { _ = try CSVTable(FileContents(name: "t.csv", bytes: $0), options: .init(), threads: 1) },
    Case(
      testDescription: "CSV, many labels",
      input: { count in
        Array("label,x\n".utf8) + (0..<count / 16).flatMap { Array("label \($0),1\n".utf8) }
      }
    ) { bytes in
      _ = try CSVTable(
        FileContents(name: "t.csv", bytes: bytes), options: .init(), threads: 1, partBytes: 1 << 10)
    },
  ]

  /// What stands above and what stands below, in turn: of a name that is compared they are sorted.
  private static let marks = "\u{301}\u{323}"

  private static let tableTexts: [(String, @Sendable (Int) -> [UInt8])] = [
    ("one long line", { run("y", $0) }),
    ("many columns", { run("1,", $0) + Array("1\n".utf8) + run("1,", $0) + Array("1\n".utf8) }),
    ("many names", { run("name,", $0) + Array("n\n".utf8) }),
    ("many rows", { run("1,2,3\n", $0) }),
    ("many empty lines", { Array("1,2\n".utf8) + run("\n", $0) + Array("3,4\n".utf8) }),
    ("blanks", { run(" ", $0) + Array("1,2\n".utf8) }),
    ("a long quoted field", { Array("\"".utf8) + run("y,\n", $0) + Array("\",1\n".utf8) }),
    ("a quote that never closes", { Array("1,2\n\"".utf8) + run("y\n", $0) }),
    ("doubled quotes", { Array("1,\"".utf8) + run("\"\"", $0) + Array("\"\n".utf8) }),
    ("a long number", { Array("1,".utf8) + run("7", $0) + Array("\n".utf8) }),
    ("a long fraction", { Array("1,0.".utf8) + run("3", $0) + Array("\n".utf8) }),
    ("carriage returns", { Array("1,2\n".utf8) + run("\r", $0) }),
  ]

  // MARK: LIBSVM

  private static let sparse: [Case] = sparseTexts.flatMap { name, text in
    [
      Case(testDescription: "LIBSVM, \(name)", input: text) { bytes in
        _ = try LIBSVMContents(
          FileContents(name: "t.svm", bytes: bytes), features: nil, zeroBased: false, threads: 1)
      },
      Case(testDescription: "LIBSVM in windows, \(name)", input: text) { bytes in
        let folder = try TemporaryFolder()
        _ = try LIBSVMContents(
          path: folder.write(bytes, to: "t.svm"), features: nil, zeroBased: false, threads: 1,
          windowBytes: 1 << 10)
      },
      Case(testDescription: "LIBSVM from a pipe, \(name)", size: 64 << 10, input: text) { bytes in
        try SlowPipe.reading(bytes) { descriptor in
          var reader = LIBSVMBlockReader(
            try TextWindow(ByteStream(descriptor: descriptor, path: "a pipe")), features: 1 << 20,
            zeroBased: false, scale: 1, blockBytes: 1 << 10)
          while try reader.next() != nil {}
        }
      },
    ]
  }

  private static let sparseTexts: [(String, @Sendable (Int) -> [UInt8])] = [
    ("one long line", { run("y", $0) }),
    (
      "many features",
      { count in Array("1".utf8) + (1...count / 8).flatMap { Array(" \($0):1".utf8) } }
    ),
    ("many examples", { run("1 1:2\n", $0) }),
    ("queries", { run("1 qid:3 1:2\n", $0) }),
    ("many empty lines", { Array("1 1:2\n".utf8) + run("\n", $0) + Array("1 1:2".utf8) }),
    ("a long comment", { Array("1 1:2 #".utf8) + run(":", $0) }),
    ("a long number", { Array("1 1:".utf8) + run("7", $0) }),
    ("a long label", { run("7", $0) + Array(" 1:2".utf8) }),
    ("a label of marks on one letter", { Array("a".utf8) + run(marks, $0) + Array(" 1:2".utf8) }),
  ]

  // MARK: Arrays

  private static func npy(_ dictionary: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [2, 0]
    bytes.append(dictionary.count, bytes: 4)
    return bytes + dictionary
  }

  /// Read whole, and as a stream.
  private static let headers: [Case] = dictionaries.flatMap { name, dictionary in
    [
      Case(testDescription: "NPY, \(name)", input: { npy(dictionary($0)) }) { bytes in
        _ = try NPYArray(FileContents(name: "t.npy", bytes: bytes))
      },
      Case(testDescription: "NPY from a pipe, \(name)", input: { npy(dictionary($0)) }) { bytes in
        try blocks(bytes, .npy)
      },
    ]
  }

  private static let elements: [Case] = [
    Case(
      testDescription: "NPY from a pipe, many examples",
      input: { NumPySample.npy("<f4", [$0 / 4, 1], zeros($0)) }
    ) { try blocks($0, .npy) },
    Case(
      testDescription: "NPY from a pipe, many features in Fortran order",
      input: { NumPySample.npy("<f4", [2, $0 / 8], fortran: true, zeros($0)) }
    ) { try blocks($0, .npy) },
    Case(
      testDescription: "IDX from a pipe, many examples",
      input: { IDXHeader.bytes(.uint8, dimensions: [$0, 1]) + zeros($0) }
    ) { try blocks($0, .idx) },
    Case(
      testDescription: "IDX, floats",
      input: { IDXHeader.bytes(.float64, dimensions: [$0 / 8, 1]) + zeros($0) }
    ) { _ = try IDXArray(FileContents(name: "t", bytes: $0)).doubleMatrix() },
  ]

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  private static func blocks(_ bytes: [UInt8], _ format: DataFormat) throws {
    try SlowPipe.reading(bytes) { descriptor in
      let stream = try ByteStream(descriptor: descriptor, path: "a pipe")
      var blocks = try ArrayBlocks(
        stream, ReadRequest(path: "-", format: format), blockExamples: 256)
      while try blocks.next() != nil {}
    }
  }

  private static let dictionaries: [(String, @Sendable (Int) -> [UInt8])] = [
    ("spaces", { Array("{".utf8) + run(" ", $0) + Array("}".utf8) }),
    ("many dimensions", { Array("{'shape': (".utf8) + run("1,", $0) + Array(")}".utf8) }),
    (
      "many keys",
      { count in
        Array("{".utf8) + (0..<count / 16).flatMap { Array("'\($0)': None, ".utf8) }
          + Array("}".utf8)
      }
    ),
    ("a long text", { Array("{'descr': '".utf8) + run("\\'", $0) + Array("'}".utf8) }),
    ("a long number", { Array("{'shape': (".utf8) + run("1", $0) + Array(",)}".utf8) }),
    ("deep nesting", { run("(", $0) }),
    ("a key of marks on one letter", { Array("{'a".utf8) + run(marks, $0) + Array("': 1}".utf8) }),
  ]

  // MARK: Archives

  private static let archives: [Case] = [
    Case(testDescription: "NPZ, many members", size: 64, input: members) { bytes in
      _ = try NPZFile(FileContents(name: "t.npz", bytes: bytes)).features()
    },
    Case(testDescription: "NPZ as a stream, many members", size: 64, input: members) { bytes in
      let folder = try TemporaryFolder()
      var names: [String]?
      _ = try NPZStream.features(
        of: folder.write(bytes, to: "t.npz"), named: nil, featureNames: &names)
    },
    Case(
      testDescription: "NPZ, no directory, many signatures",
      input: { run("PK\u{3}\u{4}PK\u{5}\u{6}", $0) }
    ) { _ = try NPZFile(FileContents(name: "t.npz", bytes: $0)) },
    Case(testDescription: "gzip, many members", size: 64, input: gzipMembers) { bytes in
      _ = try FileContents(name: "t.gz", bytes: bytes)
    },
    Case(testDescription: "gzip from a pipe, many members", size: 64, input: gzipMembers) { bytes in
      try drain(bytes)
    },
    Case(
      testDescription: "gzip from a pipe, one long run", size: 256 << 10,
      input: { try SmallSet.gzip(zeros($0)) }
    ) { try drain($0) },
  ]

  /// So many small arrays, of labels by their shape.
  private static func members(_ count: Int) throws -> [UInt8] {
    let contents = NumPySample.npy("<f4", [1], [0, 0, 0, 0])
    return try HandMadeZip(
      members: (0..<count).map { .init(name: "a\($0).npy", contents: contents) }
    ).bytes()
  }

  private static func gzipMembers(_ count: Int) throws -> [UInt8] {
    let member = try SmallSet.gzip([7])
    return (0..<count).flatMap { _ in member }
  }

  private static func drain(_ bytes: [UInt8]) throws {
    try SlowPipe.reading(bytes) { descriptor in
      var stream = try ByteStream(descriptor: descriptor, path: "a pipe")
      var room = [UInt8](repeating: 0, count: 4096)
      while try stream.fill(&room, from: 0) > 0 {}
    }
  }

  // MARK: Images

  private static let images: [Case] = [
    Case(
      testDescription: "PNG, many chunks of text",
      input: { count in
        var chunks = HandmadePNG(width: 1, height: 1, samples: [0]).chunks
        let text = HandmadePNG.Chunk("tEXt", Array("a\0b".utf8))
        chunks.insert(contentsOf: Array(repeating: text, count: count / 64), at: 1)
        return HandmadePNG.file(chunks)
      }
    ) { _ = try PNGImage.decode($0) },
    Case(
      testDescription: "PNG, pixels in many chunks",
      input: { count in
        var chunks = HandmadePNG(width: 1, height: 1, samples: [0]).chunks
        let empty = HandmadePNG.Chunk("IDAT", [])
        chunks.insert(contentsOf: Array(repeating: empty, count: count / 64), at: 1)
        return HandmadePNG.file(chunks)
      }
    ) { _ = try PNGImage.decode($0) },
  ]
}
