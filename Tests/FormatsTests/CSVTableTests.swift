@testable import SigmoidLinear
@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct CSVTableTests {
  func refusal(
    _ text: String, _ options: CSVOptions = CSVOptions(),
    _ location: SourceLocation = #_sourceLocation
  ) -> FileError? {
    #expect(throws: FileError.self, sourceLocation: location) { try PlainTable(text, options) }
  }

  @Test func kagglesShapeBecomesBytes() throws {
    let table = try PlainTable("label,pixel0,pixel1,pixel2\n5,0,255,18\n0,1,2,003\n")
    #expect(table.names == ["pixel0", "pixel1", "pixel2"])
    #expect(table.labels == ["5", "0"])
    #expect(table.isBytes && table.features == 3)
    #expect(table.values == [0, 255, 18, 1, 2, 3])
  }

  /// 0.1 with all digits that the nearest Float to it has, and with enough to be that Float as a
  /// Double; the greatest and the least Float.
  @Test(
    arguments: [
      "256", "-1", "0.5", "-0", "1000", "255.5", "1e3", "16777216", "-16777218",
      "0.100000001490116119384765625", "0.10000000149011612", "3.4028234663852886e38",
      "1.401298464324817e-45", "0e-999",
    ])
  func aNumberThatAFloatHoldsMakesFloats(_ number: String) throws {
    let table = try PlainTable("1,2\n3,\(number)\n5,6.5\n")
    #expect(table.storage == .floats && table.features == 1)
    #expect(table.values.map(\.bitPattern) == [2, Double(number) ?? .nan, 6.5].map(\.bitPattern))
  }

  @Test(
    arguments: [
      "0.1", "1e-3", "16777217", "1666239302.25", "1e300", "-1e300", "1e-60", "3.5e38", "5e-324",
      "1e-46", "0.1000000014901161", "9007199254740993.00000000000000001", "1.7976931348623157e308",
    ])
  func anyOtherNumberMakesDoubles(_ number: String) throws {
    for text in ["1,2\n3,\(number)\n5,6\n", "1,\(number)\n3,2\n", "3,0.5\n1,\"\(number)\""] {
      let table = try PlainTable(text)
      #expect(table.storage == .doubles && table.features == 1)
      #expect(table.values.contains { $0.bitPattern == Double(number)?.bitPattern }, "\(text)")
    }
  }

  /// Cells of every kind, against the standard library's numbers, however the text is cut.
  @Test func randomDecimalsAreTheNearestDoubles() throws {
    var random = RandomValues()
    func number(_ kind: Int) -> String {
      switch kind {
      case 0: return "\(random.int(in: 0..<256))"
      case 1: return "\(Double(Float(random.unit() * 1e6)))"
      case 2: return "\(Float(random.unit() * 1e6))"
      case 3: return "\(Double(bitPattern: random.next() & ~(1 << 62)))"
      case 4: return "\(random.int(in: 0..<1000)).\(random.next())\(random.next())"
      default: return "\(random.next())e\(random.int(in: -320..<288))"
      }
    }
    var seen: [CSVStorage: Int] = [:]
    for round in 0..<400 {
      let (rows, columns) = (random.int(in: 1..<20), random.int(in: 2..<6))
      // Whole tables of one kind are seldom all floats by chance.
      let kinds = [1, 2, 6, 6][round % 4]
      let cells = (0..<rows * columns).map { _ in number(random.int(in: 0..<kinds)) }
      let text = (0..<rows).map { row in
        "a," + cells[row * columns..<(row + 1) * columns].joined(separator: ",") + "\n"
      }
      let expected = cells.map { Double($0) ?? .nan }
      let storage: CSVStorage =
        expected.contains { Double(Float($0)) != $0 }
        ? .doubles
        : expected.contains { UInt8(exactly: $0) == nil } ? .floats : .bytes
      seen[storage, default: 0] += 1
      for partBytes in [1, 50, .max] {
        let table = try PlainTable(
          Array(text.joined().utf8), CSVOptions(header: .absent), threads: 2,
          partBytes: partBytes)
        #expect(table.values.map(\.bitPattern) == expected.map(\.bitPattern), "\(text)")
        #expect(table.storage == storage, "\(text)")
      }
    }
    #expect(seen.count == 3, "\(seen)")
  }

  @Test(arguments: ["255.0", "2.55e2", "+255", "0255", "\"255\"", " 255 "])
  func wholeNumbersHoweverWrittenStayBytes(_ number: String) throws {
    let table = try PlainTable("1,2\n3,\(number)\n")
    #expect(table.isBytes && table.values == [2, 255])
  }

  @Test func theScaleIsTheBytes() throws {
    let table = try CSVTable(
      FileContents(name: "t", bytes: Array("a,3".utf8)),
      options: CSVOptions(header: .absent, scale: 0.5))
    #expect(table.features.examples == 1)
    #expect((table.features as? ByteMatrix)?.scale == 0.5)
  }

  @Test func valuesAreRoundedOnceToDouble() throws {
    // Halfway between two Doubles but for the last digits.
    let table = try PlainTable("1,9007199254740993.0000000000000001\n2,9007199254740993")
    #expect(table.values == [9_007_199_254_740_994, 9_007_199_254_740_992])
  }

  @Test(arguments: [",", "\t", ";", " "])
  func theSeparatorIsTold(_ separator: String) throws {
    let text = "y,a,b\n1,-2,3.5\n0,4,5e1\n".split(separator: ",").joined(separator: separator)
    let table = try PlainTable(text)
    #expect(table.names == ["a", "b"] && table.labels == ["1", "0"])
    #expect(table.values == [-2, 3.5, 4, 50])
  }

  @Test func theSeparatorThatAllRowsShare() throws {
    #expect(try PlainTable("y, c d\n1, 2\n3, 4").values == [2, 4])
    #expect(try PlainTable("label;\"x,y\"\na,b;1\nc;2").labels == ["a,b", "c"])
    #expect(try PlainTable("1;2\n3;4\n", CSVOptions(separator: .semicolon)).values == [2, 4])
    #expect(refusal("1;2\n3;4\n", CSVOptions(separator: .comma)) != nil)
    // One column, nothing to tell.
    #expect(try PlainTable("1\n2\n", CSVOptions(labels: .none)).values == [1, 2])
  }

  @Test func runsOfSpacesAreOneSeparator() throws {
    let table = try PlainTable("  1   2.5  3  \n 4 5 6\n\"a b\"  7 8   \n")
    #expect(table.labels == ["1", "4", "a b"])
    #expect(table.values == [2.5, 3, 5, 6, 7, 8])
  }

  @Test func blanksAroundCellsDoNotCount() throws {
    let commas = try PlainTable(
      "label , \"x\" ,\ty\n a\t, 1 ,2 \n", CSVOptions(separator: .comma))
    #expect(commas.labels == ["a"] && commas.names == ["x", "y"])
    let tabs = try PlainTable("a b\t 1\t2 \nc\t3\t4", CSVOptions(header: .absent))
    #expect(tabs.labels == ["a b", "c"] && tabs.values == [1, 2, 3, 4])
  }

  @Test(arguments: ["\n", "\r\n", "\r", "\n\n", "\r\n \r\n"])
  func everyLineEnd(_ end: String) throws {
    let lines = ["label,x", "a,1", "\"b\",\"2\"", "c,3"].joined(separator: end)
    for text in [lines, lines + end, end + lines] {
      let table = try PlainTable(text)
      #expect(
        table.labels == ["a", "b", "c"] && table.names == ["x"] && table.values == [1, 2, 3])
    }
  }

  @Test func byteOrderMark() throws {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    #expect(try PlainTable(mark + Array("label,x\na,1".utf8)).labels == ["a"])
    #expect(try PlainTable(mark + Array("5,1".utf8)).labels == ["5"])
    let utf16: [UInt8] = [0xFF, 0xFE, 0x31, 0, 0x2C, 0, 0x32, 0]
    let error = #expect(throws: FileError.self) { try PlainTable(utf16) }
    #expect(error?.found == "UTF-16")
  }

  @Test func quotedCells() throws {
    let table = try PlainTable(
      "\"la\"\"bel\",\"x,\n1\"\n\"a \"\"b\"\", c\r\nd\",\"1\"\n\"\"\"\",2\n",
      CSVOptions(labels: .index(0)))
    #expect(table.names == ["x,\n1"])
    #expect(table.labels == ["a \"b\", c\r\nd", "\""])
    #expect(table.values == [1, 2])
    #expect(refusal("a,1\nb\"c,2")?.found == "a quote inside one in line 2, column 1")
    #expect(refusal("a,1\n\"b\"c,2")?.found == "\"c\" in line 2, column 1")
    #expect(
      refusal("a,1\n\"b\nc,2\nd,3")?.found == "none for the quote in line 2, column 1")
  }

  @Test func comments() throws {
    let text = "# it's \"one\nlabel,x\n#\n  # two\na,1\n#3,4\nb#,2\n#"
    let table = try PlainTable(text, CSVOptions(comment: UInt8(ascii: "#")))
    #expect(table.labels == ["a", "b#"] && table.values == [1, 2])
    for comment in ["\n", "\r", " ", "\"", ",", "1"] {
      _ = try? PlainTable("1,2\n\n3,\"4\"\n", CSVOptions(comment: comment.utf8.first))
    }
  }

  @Test func whereTheHeaderIsTold() throws {
    #expect(try PlainTable("x,y\n1,2").names == ["x"])
    #expect(try PlainTable("1,2\n3,4").names == nil)
    // The label may be text in any row; numbers may be names.
    #expect(try PlainTable("setosa,1,2\nvirginica,3,4").labels == ["setosa", "virginica"])
    #expect(try PlainTable("label,0,1\n7,3,4").names == ["0", "1"])
    #expect(try PlainTable("0,1,target\n3,4,7", CSVOptions(labels: .automatic)).labels == ["7"])
    #expect(try PlainTable("y,1\nn,2").labels == ["y", "n"])
    #expect(try PlainTable("1,2,b\n3,4,c", CSVOptions(labels: .index(-1))).values == [1, 2, 3, 4])
    // Not names, but missing values.
    for missing in ["", "NaN", "NA", "?", "null"] {
      let found = refusal("1,\(missing),3\n4,5,6")?.found
      #expect(
        found == "missing: 1 in column1; 1 of 2 rows are incomplete, the first in line 1")
    }
    #expect(refusal("1,-inf,3\n4,5,6")?.found == "\"-inf\" in line 1, column 2")
    #expect(
      try PlainTable("1,2\n3,4", CSVOptions(header: .present, labels: .index(0))).names == ["2"])
    #expect(
      try PlainTable("x,y\n1,2", CSVOptions(header: .absent)).names == ["column1=y"])
    #expect(try PlainTable("a,b\n1,2", CSVOptions(labels: .none)).names == ["a", "b"])
  }

  @Test func whichColumnHoldsTheLabels() throws {
    func labels(_ header: String, _ choice: CSVOptions.LabelColumn = .automatic) throws -> [String]?
    {
      try PlainTable(header + "\n1,2,3", CSVOptions(labels: choice)).labels
    }
    #expect(refusal("a,b,c\n1,2,3")?.found == "a, b, c")
    #expect(try labels("a,b,Y") == ["3"])
    #expect(try labels("Response,b,outcome") == ["3"])
    #expect(try labels("y,TARGET,c") == ["2"])
    #expect(try labels("target,Class,c") == ["2"])
    #expect(try labels("class,target,label") == ["3"])
    #expect(try labels("a,b,c", .named("b")) == ["2"])
    #expect(try labels("1,2,3", .named("2")) == ["2"])
    #expect(try labels("a,b,c", .index(1)) == ["2"])
    #expect(try labels("a,b,c", .index(-1)) == ["3"])
    #expect(try labels("a,b,c", .index(-3)) == ["1"])
    let none = try labels("a,b,c", .none)
    #expect(none == nil)
    for index in [3, -4, Int.max, Int.min] {
      #expect(refusal("1,2,3", CSVOptions(labels: .index(index)))?.found == "3 columns in line 1")
    }
    #expect(refusal("a,b\n1,2", CSVOptions(labels: .named("c")))?.found == "a, b in line 1")
    #expect(refusal("b,b\n1,2", CSVOptions(labels: .named("b")))?.found == "2 in line 1")
    let headless = refusal("1,2", CSVOptions(header: .absent, labels: .named("b")))
    #expect(headless?.found == "no header in line 1")
    #expect(refusal("1\n2")?.found == "one column in line 1")
  }

  @Test func faultsAreNamedByLineAndColumn() {
    let numbers = (0..<60).map { "a,1,\($0)\r\n" }.joined()
    let error = refusal("label,\"x\n1\",x2\r\n\r\n" + numbers + "b,3,four\r\nc,,5")
    #expect(
      error?.description
        == "t.csv: expected a number, found \"four\", 1 of 62 cells are no numbers, "
        + "in line 64, column 3 (x2); correct them, say with --na that they mean a missing value, or "
        + "read the column as levels with --categorical x2")
    let missing = refusal("label,x,z\na,1,2\nb,,\nc,3,NA\n")
    #expect(
      missing?.description
        == "t.csv: expected a value in each cell, found missing: 1 in x, 2 in z; "
        + "2 of 3 rows are incomplete, the first in line 3; leave such rows out with --missing drop, "
        + "fill them in with --missing mean, or leave a column out with --drop")
    let large = refusal("a,1\nb,-1.8e308")
    #expect(large?.found == "\"-1.8e308\" in line 2, column 2")
    #expect(large?.expected == "a number within the range of 64-bit floats")
    var options = CSVOptions()
    options.treatment.numeric = [ColumnPattern("1")]
    #expect(refusal("a,1\rb,1;5", options)?.found == "\"1;5\" in line 2, column 2")
    let long = refusal("a,1\nb,\(String(repeating: "x", count: 1000))", options)
    #expect((long?.found.count ?? 1000) < 100)
  }

  @Test func rowsOfAnotherWidth() throws {
    #expect(refusal("a,1,2\nb,3")?.found == "2 in line 2")
    #expect(refusal("a,1,2\nb,3,4,5,6")?.found == "5 in line 2")
    #expect(refusal("y,x\na,1,2\n")?.expected == "2 columns, as in the first row")
    // An empty cell at the end is none; R has one name less than cells where rows have names.
    #expect(try PlainTable("a,1,2\nb,3,4\nc,3,4,").values == [1, 2, 3, 4, 3, 4])
    let named = try PlainTable("y,x\nu,a,2\nv,b,3\n")
    #expect(named.names == ["x"] && named.labels == ["a", "b"] && named.values == [2, 3])
    // Of rows too short to fill their storage too, the first fault counts.
    #expect(refusal("a,1\nb,1,3\nc,1,2")?.found == "3 in line 2")
    let wide = "a" + String(repeating: ",1", count: 1000) + "\n"
    #expect(refusal(wide + String(repeating: "1\n", count: 5000))?.found == "1 in line 2")
    #expect(refusal(wide + wide + String(repeating: "1\n", count: 5000))?.found == "1 in line 3")
  }

  @Test func nothingToRead() {
    for text in ["", "\n", "  \r\n\n"] {
      #expect(refusal(text)?.expected == "a table with at least one row")
    }
    #expect(refusal("label,x\n\n")?.expected == "at least one row after the header")
    #expect(refusal("#1,2", CSVOptions(comment: UInt8(ascii: "#")))?.found == "none")
  }

  @Test func labelsMustBeUTF8() throws {
    let error = #expect(throws: FileError.self) {
      try PlainTable(Array("a,1\n".utf8) + [0xE9, 0x2C, 0x31])
    }
    #expect(error?.expected == "text in UTF-8")
    #expect(error?.found.hasSuffix("in line 2, column 1") == true)
    #expect(try PlainTable("é,1\n日本,2").labels == ["é", "日本"])
  }

  @Test func gzipIsReadToo() throws {
    let table = try PlainTable(SmallSet.gzip(Array("label,x\na,1\n".utf8)))
    #expect(table.labels == ["a"])
  }
}
