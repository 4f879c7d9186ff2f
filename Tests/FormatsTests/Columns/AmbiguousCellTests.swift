@testable import SigmoidExamples
@testable import SigmoidFormats
import SigmoidLinear
import SigmoidSystem
import TestSupport
import Testing

/// Cells that could be read in more than one way, or in none that was meant, are refused or told.
@Suite struct AmbiguousCellTests {
  private func table(
    _ text: String, _ change: (inout ColumnTreatment) -> Void = { _ in }
  ) throws -> CSVTable {
    var options = CSVOptions()
    change(&options.treatment)
    return try CSVTable(
      FileContents(name: "t.csv", bytes: Array(text.utf8)), options: options, threads: 2)
  }

  private func refusal(_ text: String) -> FileError? {
    #expect(throws: FileError.self) { try table(text) }
  }

  private func rows(_ cell: (Int) -> String) -> String {
    "a,x,y\n" + (0..<60).map { "\(cell($0)),\(Double($0) / 8),\($0 % 2)\n" }.joined()
  }

  /// Where commas separate cells, quoted ones may still hold decimal commas.
  @Test func bothDecimalMarksAreRefused() throws {
    let text = rows { "\"\($0 % 9),\($0 % 7)\"" }
    let refused = refusal(text)
    #expect(refused?.found == "decimal points and decimal commas")
    #expect(refused?.remedy.contains("--categorical") == true)
    // Words that a person says are levels have no marks.
    let asked = try table(text) { $0.categorical = [ColumnPattern("a")] }
    #expect(asked.features.features > 20)
    // Alone, or beside whole numbers, a decimal comma is one.
    let whole = "a,x,y\n" + (0..<60).map { "\"\($0),5\",\($0),\($0 % 2)\n" }.joined()
    #expect(try table(whole).features.values(of: 3)[0] == 3.5)
    let thousands = rows { "\"\($0 + 1),200\"" }
    #expect(try table(thousands).features.values(of: 4)[0] == 5200)
  }

  @Test func percentSignsInSomeCellsAreRefused() throws {
    let refused = refusal(rows { $0 % 5 == 2 ? "0.3\($0)" : "\($0 + 1).5%" })
    #expect(refused?.expected == "a percent sign in all cells or in none")
    #expect(
      refused?.found.hasPrefix("\"0.312\" beside \"1.5%\"") == true, "\(refused?.found ?? "")")
    // 0 is 0 with and without.
    let all = try table(rows { $0 == 7 ? "0" : "\($0 + 1).5%" })
    #expect(all.features.values(of: 1)[0] == 2.5 && all.features.values(of: 7)[0] == 0)
  }

  @Test func otherWaysToWriteADateAreNamed() {
    for (cell, hint) in [
      (
        { (row: Int) in "\(row % 28 + 1).\(row % 12 + 1).20\(10 + row)" },
        "write dates as 2013-01-31"
      ),
      (
        { (row: Int) in "\(row % 12 + 1)/\(row % 28 + 1)/20\(10 + row)" },
        "write dates as 2013-01-31"
      ),
      ({ (row: Int) in "\(row % 24):\(row)" }, "write times as numbers"),
      ({ (row: Int) in "\(row + 1)’200.50" }, "write numbers with digits"),
    ] {
      let refused = refusal(rows(cell))
      #expect(refused?.remedy.contains(hint) == true, "\(refused?.remedy ?? "")")
      #expect(refused?.found.contains("such as \"\(cell(0))\"") == true, "\(refused?.found ?? "")")
    }
    // Of others there is nothing to say.
    #expect(refusal(rows { "name \($0)" })?.remedy.hasPrefix("leave the column out") == true)
  }

  @Test func marksThatCouldBeLevelsAreNamed() throws {
    let text = rows { ["None", "Some", "Freq"][$0 % 3] }
    let read = try table(text) { $0.missing = .drop }
    #expect(read.notes.contains { $0.contains("20 in a (the word None, unless --not-na)") })
    let plain = try table(rows { ["NA", "Some", "Freq"][$0 % 3] }) { $0.missing = .drop }
    #expect(plain.notes.contains { $0.hasSuffix("20 in a") })
    for mark in ["n/a", "<NA>"] {
      let some = try table(rows { $0 % 3 == 0 ? mark : "\($0)" }) { $0.missing = .drop }
      #expect(some.features.examples == 40, "\(mark)")
    }
  }

  /// A first line of comments takes the header's place.
  @Test func linesOfCommentsAreNamed() {
    var options = CSVOptions()
    options.labels = .named("y")
    let error = #expect(throws: FileError.self) {
      try CSVTable(
        FileContents(name: "t.csv", bytes: Array("# made by\na,y\n1,2\n".utf8)), options: options,
        threads: 1)
    }
    #expect(error?.remedy.contains("--comment '#'") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func aColumnThatCountsTheRowsIsFound() {
    func counter(_ column: [Double]) -> Int? {
      let elements = column.flatMap { [Double(Int($0) % 3), $0] }
      return Examples(
        fitting: Matrix(rows: 2, columns: column.count, elements: elements),
        labels: Labels(column.map { Int($0) % 2 })
      ).rowCounter
    }
    let rows = (0..<40).map(Double.init)
    #expect(counter(rows) == 1 && counter(rows.map { $0 + 1 }) == 1)
    // Some rows are left out.
    #expect(counter(rows.filter { Int($0) % 5 != 3 }) == 1)
    #expect(counter(rows.reversed()) == nil && counter(rows.map { $0 * 2 }) == nil)
    #expect(counter(rows.map { $0 + 1950 }) == nil && counter(rows.map { $0 / 2 }) == nil)
    #expect(counter(Array(rows.prefix(12))) == nil)
  }
}
