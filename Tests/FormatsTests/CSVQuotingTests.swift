@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
import TestSupport
import Testing

@Suite struct CSVQuotingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What a reader could take for something else, at the beginning, inside and at the end of a cell;
  /// all in one column, or one a row.
  private static let hostile: [String] =
    ["\"", "\"\"", ",", ";", "\t", " ", "\r", "\n", "\r\n", "#", "\u{FEFF}", "'", "\\", "\u{301}"]
    .flatMap { ["\($0)a", "a\($0)b", "a\($0)", "\($0)\($0)a\($0)"] }

  /// The reader counts no blanks at the ends of a cell, in quotes or not.
  private static func read(_ cell: String, _ separator: CSVOptions.Separator?) -> String {
    let blanks: [Unicode.Scalar] = separator == .tab ? [" "] : [" ", "\t"]
    var scalars = Array(cell.unicodeScalars)
    while let last = scalars.last, blanks.contains(last) { scalars.removeLast() }
    let text = scalars.drop { blanks.contains($0) }
    return String(String.UnicodeScalarView(text))
  }

  private static func same(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8)
  }

  @Test(arguments: CSVOptions.Separator.tried, [true, false])
  func everyHostileCellComesBack(_ separator: CSVOptions.Separator, isTold: Bool) throws {
    for cell in Self.hostile {
      let features = Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 3, 4])
      try CSVWriter.write(
        features, labels: Labels([cell, "x"]), featureNames: [cell, "y"], labelName: "label",
        separator: separator, to: folder.file("t"))
      let back = try PlainTable(
        CSVTable(
          contentsOf: folder.file("t"),
          options: CSVOptions(
            separator: isTold ? separator : nil, labels: .named("label"),
            comment: UInt8(ascii: "#"))))
      let expected = Self.read(cell, separator)
      #expect(
        Self.same(try #require(back.labels?.first), expected),
        "label \(cell.debugDescription)")
      #expect(
        Self.same(try #require(back.names?.first), expected), "name \(cell.debugDescription)")
      #expect(back.labels?.last == "x" && back.names?.last == "y" && back.values == [1, 2, 3, 4])
    }
  }

  /// In every row, from which the separator is told.
  @Test(arguments: CSVOptions.Separator.tried)
  func everyHostileCellComesBackFromEveryRow(_ separator: CSVOptions.Separator) throws {
    for cell in Self.hostile {
      let features = Matrix<Double>(rows: 1, columns: 2, elements: [1, 2])
      try CSVWriter.write(
        features, labels: Labels([cell, cell]), featureNames: ["y"], labelName: cell,
        separator: separator, to: folder.file("t"))
      let back = try? PlainTable(
        CSVTable(
          contentsOf: folder.file("t"), options: CSVOptions(header: .present, labels: .index(0))))
      let expected = Self.read(cell, separator)
      #expect(back?.labels?.count == 2, "\(cell.debugDescription)")
      for label in back?.labels ?? [] {
        #expect(Self.same(label, expected), "\(cell.debugDescription)")
      }
      #expect(back?.values == [1, 2], "\(cell.debugDescription)")
    }
  }

  /// In the first cell of a file, where a byte order mark would be the file's.
  @Test(arguments: CSVOptions.Separator.tried)
  func everyHostileCellComesBackFromTheBeginning(_ separator: CSVOptions.Separator) throws {
    for cell in Self.hostile {
      let features = Matrix<Double>(rows: 2, columns: 1, elements: [1, 2])
      try CSVWriter.write(
        features, featureNames: [cell, cell], separator: separator, to: folder.file("t"))
      let back = try PlainTable(
        CSVTable(
          contentsOf: folder.file("t"),
          options: CSVOptions(
            header: .present, labels: .none, comment: UInt8(ascii: "#"))))
      let expected = Self.read(cell, separator)
      #expect(back.names?.count == 2, "\(cell.debugDescription)")
      for name in back.names ?? [] {
        #expect(Self.same(name, expected), "\(cell.debugDescription)")
      }
    }
  }

  /// The weights of a model, whose classes and features have such names.
  @Test func everyHostileCellComesBackFromAModelsTable() throws {
    for cell in Self.hostile {
      let model = RawInputModel(
        link: .softmax, features: 1, weights: [1.5, 2.5, 3.5], intercepts: [4, 5, 6],
        labels: [cell, "b", "c"])
      let text = CSVExport.encode(model, featureNames: [cell])
      let back = try PlainTable(text, CSVOptions(comment: UInt8(ascii: "#")))
      let expected = Self.read(cell, .comma)
      #expect(
        Self.same(try #require(back.labels?.first), expected), "\(cell.debugDescription)")
      #expect(Self.same(try #require(back.names?.last), expected), "\(cell.debugDescription)")
      #expect(back.values == [4, 1.5, 5, 2.5, 6, 3.5])
    }
  }

  /// Other readers keep them inside quotes.
  @Test func blanksAtTheEndsAreInsideQuotes() {
    func text(_ cell: String, _ separator: CSVOptions.Separator = .comma) -> String {
      String(decoding: CSVQuoting.cell(cell, separator: separator), as: UTF8.self)
    }
    #expect(text(" a") == "\" a\"" && text("a ") == "\"a \"" && text("\ta") == "\"\ta\"")
    #expect(text(" ") == "\" \"" && text("") == "\"\"")
    #expect(text("a b") == "a b" && text("a b", .space) == "\"a b\"")
    #expect(text("a\"b") == "\"a\"\"b\"")
  }
}
