@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import TestSupport
import Testing

/// LIBSVM text whose numbers are no floats.
@Suite struct LIBSVMDoublesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(
    _ text: String, threads: Int = 2, partBytes: Int = 1 << 20
  ) throws(FileError) -> LIBSVMText {
    try LIBSVMText(
      FileContents(name: "file", bytes: [UInt8](text.utf8)), features: nil, zeroBased: false,
      threads: threads, partBytes: partBytes)
  }

  @Test func floatsStayFloats() throws {
    let text = try read(
      "1 1:0.5 3:-2 4:0.10000000149011612\n0 2:16777216 3:3.4028234663852886e38\n")
    let hasDoubles = text.data.features.hasDoubles
    #expect(!hasDoubles)
    let values = text.data.features.convertedToDoubles().elements
    #expect(values[..<4] == [0.5, 0, -2, Double(Float(0.1))])
  }

  @Test(arguments: ["0.1", "16777217", "1666239302.25", "1e-60", "-1e-46", "3.3e38", "1e-310"])
  func anyOtherNumberIsKept(_ number: String) throws {
    let text = try read("1 1:0.5 2:\(number)\n0 2:7\n")
    let hasDoubles = text.data.features.hasDoubles
    #expect(hasDoubles)
    let values = text.data.features.convertedToDoubles().elements
    #expect(values == [0.5, Double(number) ?? .nan, 0, 7])
    let float = second(in: text.data.features)
    #expect(float == Float(number))
  }

  private func second(in features: SparseMatrix) -> Float { features.span[1].value }

  @Test func beyondFloatsIsRefusedStill() {
    let error = #expect(throws: FileError.self) { _ = try read("1 1:0.1\n1 2:-1e39\n") }
    #expect(error?.expected == "a value that a 32-bit float can hold")
    #expect(error?.found == "2:-1e39 in line 2, column 3")
  }

  /// The first number that is no Float may be anywhere: those before it are kept too, however the
  /// text is cut, from memory, from a file in windows, and in blocks.
  @Test func whereverTheFirstIs() throws {
    var random = RandomValues()
    for round in 0..<40 {
      let (examples, features) = (random.int(in: 1..<60), 7)
      let first = random.int(in: 0..<examples + 1)
      var (text, rows): (String, [[Double]]) = ("", [])
      for example in 0..<examples {
        var row = [Double](repeating: 0, count: features)
        text += "\(example % 3)"
        for feature in 0..<features where random.int(in: 0..<3) > 0 {
          let number = example < first ? "\(Double(Float(random.unit())))" : "\(random.unit())"
          row[feature] = Double(number) ?? .nan
          text += " \(feature + 1):\(number)"
        }
        text += "\n"
        rows.append(row)
      }
      let expected = rows.flatMap { $0 }
      let needsDoubles = expected.contains { Double(Float($0)) != $0 }
      func check(_ features: SparseMatrix, _ comment: Comment) {
        let hasDoubles = features.hasDoubles
        #expect(hasDoubles == needsDoubles, comment)
        #expect(features.convertedToDoubles().elements == expected, comment)
        #expect(features.converted().elements == expected.map { Float($0) }, comment)
      }
      for partBytes in [1, 30, 1000] {
        let whole = try LIBSVMText(
          FileContents(name: "file", bytes: [UInt8](text.utf8)), features: features,
          zeroBased: false, threads: 2, partBytes: partBytes)
        check(whole.data.features, "round \(round), parts of \(partBytes)")
      }
      let path = try folder.write([UInt8](text.utf8), to: "file")
      for windowBytes in [1, 100, 700] {
        let cut = try LIBSVMContents(
          path: path, features: features, zeroBased: false, threads: 2, partBytes: 40,
          windowBytes: windowBytes)
        check(cut.features, "round \(round), windows of \(windowBytes)")
      }
      var blocks = try ExampleBlocks(ReadRequest(path: path, format: .libsvm), features: features)
      var found: [[Double]] = []
      while let block = try blocks.next()?.features { found += block.rows }
      #expect(found == rows)
      // Text to text keeps the digits.
      var file = ReadRequest(path: path, format: .libsvm)
      file.featureCount = features
      let table = try file.read()
      for format in [DataFormat.libsvm, .csv, .npz] {
        let target = ExampleTarget(path: folder.file("out.\(format)"), format: format)
        try table.write(to: target)
        var back = ReadRequest(path: target.path, format: format)
        back.featureCount = features
        #expect(try back.read().features.rows == rows, "\(format)")
      }
      file.isDense = true
      #expect(try file.read().features.rows == rows)
    }
  }
}
