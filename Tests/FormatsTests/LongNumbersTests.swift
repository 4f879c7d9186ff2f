@testable import SigmoidExamples
@testable import SigmoidFormats
import TestSupport
import Testing

/// Numbers with more digits than a double has go from text to text as they are, and else are counted.
@Suite struct LongNumbersTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func convert(
    _ text: String, _ name: String, to target: String
  ) throws -> (text: String, notes: [String]) {
    let path = try folder.write(Array(text.utf8), to: name)
    let format = try #require(DataFormat(path: name))
    var file = ReadRequest(path: path, format: format)
    file.keepsLongNumbers = true
    let to = ExampleTarget(
      path: folder.file(target), format: try #require(DataFormat(path: target)))
    let notes = try file.read().write(to: to)
    return (String(decoding: try folder.bytes(target), as: UTF8.self), notes)
  }

  @Test(arguments: [
    ("0.1", true), ("1e-50", true), ("16777217", true), ("9007199254740992", true),
    ("9007199254740993", false), ("900719925474099300000", true), ("0.30000000000000004", true),
    ("0.300000000000000041", false), ("3.14159265358979323846", false), ("1e-400", false),
    ("0e-400", true), ("0.000", true), ("5e-324", true), ("4e-324", false), ("1e22", true),
    ("100000000000000000000000", true), ("123456789012345.6789", false),
    ("0.1000000000000000000", true),
    ("0.10000000000000000000000", true), ("0.10000000000000000000001", false),
    ("-1.7976931348623157e308", true), ("1.7976931348623158e308", false),
  ])
  func aDoubleHoldsANumberOrNot(text: String, isHeld: Bool) throws {
    let bytes = Array(text.utf8)
    guard let number = DecimalNumber(bytes.span, 0..<bytes.count) else {
      Issue.record("\(text) is no number")
      return
    }
    let double = number.double(in: bytes.span)
    #expect(number.isHeld(by: double) == isHeld)
  }

  private let table = """
    id,label,v
    9007199254740993,x,0.5
    3,9007199254740993,1e-400
    255.000000000000000000001,y,7
    """

  @Test func textsKeepAllDigits() throws {
    let tsv = try convert(table, "t.csv", to: "t.tsv")
    #expect(
      tsv.text == """
        label\tid\tv
        x\t9007199254740993\t0.5
        9007199254740993\t3\t1e-400
        y\t255.000000000000000000001\t7

        """)
    #expect(tsv.notes.isEmpty)
    let sparse = try convert(table, "t.csv", to: "t.libsvm")
    #expect(
      sparse.text == """
        x 1:9007199254740993 2:0.5
        9007199254740993 1:3 2:1e-400
        y 1:255.000000000000000000001 2:7

        """)
    #expect(sparse.notes.isEmpty)
    let back = try convert(sparse.text, "s.libsvm", to: "back.csv")
    #expect(
      back.text == """
        label,feature0,feature1
        x,9007199254740993,0.5
        9007199254740993,3,1e-400
        y,255.000000000000000000001,7

        """)
    #expect(try convert(sparse.text, "s.libsvm", to: "again.libsvm").text == sparse.text)
  }

  @Test(arguments: ["t.npz", "t.npy"]) func otherFormatsTellTheCount(name: String) throws {
    let text = "a,b\n9007199254740993,0.5\n1e-400,2\n"
    let path = try folder.write(Array(text.utf8), to: "t.csv")
    var file = ReadRequest(path: path, format: .csv)
    file.hasLabels = false
    file.keepsLongNumbers = true
    let target = ExampleTarget(
      path: folder.file(name), format: try #require(DataFormat(path: name)))
    let notes = try file.read().write(to: target)
    #expect(notes.count == 1 && notes[0].hasPrefix("2 numbers of "), "\(notes)")
  }

  /// Many parts, read side by side.
  @Test func placesAreThoseOfTheWholeText() throws {
    var text = ""
    for row in 0..<3000 {
      text += row % 1000 == 7 ? "1 3:0.\(row)00000000000000001\n" : "0 1:\(row)\n"
    }
    let contents = try LIBSVMContents(
      FileContents(
        path: folder.write(Array(text.utf8), to: "t.libsvm"), purpose: "a test", limit: 1 << 20),
      features: nil, zeroBased: false, threads: 2, partBytes: 500, keepsLongNumbers: true)
    #expect(contents.longNumbers.count == 3)
    for example in [7, 1007, 2007] {
      let places = contents.longNumbers.places(of: example)
      #expect(places.count == 1)
      #expect(contents.longNumbers.feature(places.lowerBound) == 2)
    }
    #expect(contents.longNumbers.places(of: 8).isEmpty)
  }
}
