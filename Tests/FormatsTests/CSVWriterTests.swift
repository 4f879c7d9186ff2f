@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct CSVWriterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func text(_ name: String) throws -> String {
    String(decoding: try folder.bytes(name), as: UTF8.self)
  }

  @Test func bytesAsKaggleHasThem() throws {
    var matrix = ByteMatrix(features: 2, examples: 2)
    var span = matrix.mutableSpan
    (span[0], span[1], span[2], span[3]) = (0, 255, 7, 18)
    let features = matrix
    try CSVWriter.write(
      features, labels: Labels([5, 0]), featureNames: ["pixel0", "pixel1"],
      to: folder.file("t.csv"))
    #expect(try text("t.csv") == "label,pixel0,pixel1\n5,0,255\n0,7,18\n")
    try CSVWriter.write(features, separator: .tab, to: folder.file("t.tsv"))
    #expect(try text("t.tsv") == "feature0\tfeature1\n0\t255\n7\t18\n")
    try CSVWriter.write(features, to: folder.file("t.csv.gz"))
    #expect(try folder.bytes("t.csv.gz").prefix(2) == [0x1F, 0x8B])
    let back = try PlainTable(
      CSVTable(contentsOf: folder.file("t.csv.gz"), options: CSVOptions(labels: .none)))
    #expect(back.isBytes && back.values == [0, 255, 7, 18])
  }

  @Test(arguments: CSVOptions.Separator.tried)
  func whatIsWrittenComesBack(_ separator: CSVOptions.Separator) throws {
    var random = RandomValues()
    let values = (0..<600).map { index in
      index == 0 ? -0.0 : Float(bitPattern: UInt32(random.next() >> 32) & ~(1 << 30))
    }
    let labels = (0..<200).map { ["a b", "c,\"d\"", "e;\tf", "g\r\nh", "\""][$0 % 5] }
    let names = ["", "x,\"y\"", "a b\n"]
    let features = Matrix(rows: 3, columns: 200, elements: values)
    try CSVWriter.write(
      features, labels: Labels(labels), featureNames: names, labelName: "the class",
      separator: separator, to: folder.file("t"))
    let back = try PlainTable(
      CSVTable(
        contentsOf: folder.file("t"),
        options: CSVOptions(separator: separator, header: .present, labels: .named("the class"))))
    #expect(back.values.map(\.bitPattern) == values.map { Double($0).bitPattern })
    #expect(back.storage == .floats)
    #expect(back.labels == labels)
    // A name's own blanks at its ends do not come back.
    #expect(back.names == ["", "x,\"y\"", "a b\n"])
  }

  @Test func doublesInTheirShortestForm() throws {
    let features = Matrix<Double>(rows: 1, columns: 2, elements: [0.1, .leastNonzeroMagnitude])
    try CSVWriter.write(features, to: folder.file("t"))
    #expect(try text("t") == "feature0\n0.1\n5e-324\n")
  }

  @Test func writingNowhereIsAnError() {
    let features = Matrix<Double>(rows: 1, columns: 1)
    #expect(throws: FileError.self) {
      try CSVWriter.write(features, to: folder.file("no/t"))
    }
  }
}
