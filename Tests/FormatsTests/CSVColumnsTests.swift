@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

/// Which columns of a table are labels and features: by name, by pattern, by what a model has.
@Suite struct CSVColumnsTests {
  private func table(_ text: String, _ options: CSVOptions = CSVOptions()) throws -> CSVTable {
    try CSVTable(
      FileContents(name: "t.csv", bytes: Array(text.utf8)), options: options, threads: 2)
  }

  private func values(_ table: CSVTable) -> [[Double]] {
    (0..<table.features.examples).map { table.features.values(of: $0) }
  }

  private func refusal(_ text: String, _ options: CSVOptions = CSVOptions()) -> FileError? {
    #expect(throws: FileError.self) { try table(text, options) }
  }

  @Test(arguments: [
    ("", "1", "2", "3"), ("\"\"", "19", "20", "7"), ("Unnamed: 0", "0", "1", "2"),
    ("\"\"", "Volvo", "Fiat", "Mazda"),
  ])
  func rowNamesAreNoFeature(name: String, first: String, second: String, third: String) throws {
    let rows = [first, second, third].enumerated().map { "\($1),\($0),\(5 - $0),a" }
    let text = "\(name),u,v,class\n" + rows.joined(separator: "\n")
    let read = try table(text)
    #expect(read.inputs.featureNames == ["u", "v"] && read.inputs.labelName == "class")
    #expect(values(read) == [[0, 5], [1, 4], [2, 3]])
    #expect(read.notes.count == 1 && read.notes[0].contains("row names"))
  }

  @Test func aFirstColumnThatRepeatsOrHasANameStays() throws {
    let repeated = try table(",u,y\n1,5,a\n1,6,b\n")
    #expect(repeated.featureNames == ["", "u"])
    #expect(repeated.notes.count == 1 && repeated.notes[0].contains("is a feature"))
    let named = try table("id,u,y\n1,5,a\n2,6,b\n")
    #expect(named.featureNames == ["id", "u"] && named.notes.isEmpty)
    // Row names beyond the first rows count too.
    let many = (0..<200).map { "\($0 % 150),1,a" }.joined(separator: "\n")
    #expect(try table(",u,y\n" + many).featureNames == ["", "u"])
  }

  @Test func columnsAreLeftOutByNamePatternAndIndex() throws {
    let text = "a1,a2,b,c,y\n1,2,3,4,p\n5,6,7,8,q\n"
    func names(drop: [String] = [], only: [String] = []) throws -> [String]? {
      var options = CSVOptions()
      options.dropped = drop.map { ColumnPattern($0) }
      options.only = only.map { ColumnPattern($0) }
      return try table(text, options).featureNames
    }
    #expect(try names(drop: ["b"]) == ["a1", "a2", "c"])
    #expect(try names(drop: ["a*"]) == ["b", "c"])
    #expect(try names(drop: ["0", "-2"]) == ["a2", "b"])
    #expect(try names(only: ["a?", "c"]) == ["a1", "a2", "c"])
    #expect(try names(drop: ["a2"], only: ["a*"]) == ["a1"])
    var options = CSVOptions()
    options.dropped = [ColumnPattern("a?"), ColumnPattern("c")]
    #expect(values(try table(text, options)) == [[3], [7]])
    options.dropped = [ColumnPattern("d")]
    #expect(refusal(text, options)?.found.hasPrefix("a1, a2, b, c, y") == true)
  }

  @Test(arguments: [
    ("a*c", "abbc", true), ("a*c", "ac", true), ("a*c", "acb", false), ("*", "", true),
    ("?", "", false), ("a**b*", "axxbyy", true), ("*ab", "aab", true), ("x", "xy", false),
  ])
  func patterns(pattern: String, name: String, isMatch: Bool) {
    #expect(ColumnPattern(pattern).columns(of: 1, names: [name]).isEmpty != isMatch)
  }

  /// What a model was trained on is found in any order, among others.
  @Test func columnsOfAModelAreFoundByName() throws {
    var options = CSVOptions()
    options.inputs = Schema(featureNames: ["b", "a"], labelName: "kind")
    let swapped = try table("a,b,kind\n1,2,p\n3,4,q\n", options)
    #expect(values(swapped) == [[2, 1], [4, 3]] && swapped.featureNames == ["b", "a"])
    #expect(swapped.inputs.labelName == "kind" && swapped.labels?.names == ["p", "q"])
    #expect(swapped.notes.isEmpty)
    let wider = try table("x,b,kind,a\nten,2,p,1\n", options)
    #expect(values(wider) == [[2, 1]])
    #expect(wider.notes == ["left out what the model does not have: x"])
    options.labels = .none
    #expect(values(try table("a,b\n1,2\n", options)) == [[2, 1]])
    #expect(try table("a,b,kind\n1,2,p\n", options).notes.isEmpty)
    #expect(refusal("a,c\n1,2\n", options)?.expected.contains("b") == true)
    #expect(refusal("a,b,b\n1,2,3\n", options)?.expected.contains("b (2 columns)") == true)
    // Without names they are taken as they come.
    options.header = .absent
    #expect(values(try table("1,2\n", options)) == [[1, 2]])
  }

  @Test func aMissingLabelLeavesItsRowOut() throws {
    for mark in ["", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None", ".", "?"] {
      let read = try table("x,y\n1,a\n2,\(mark)\n3,b\n")
      #expect(read.labels?.names == ["a", "b"] && values(read) == [[1], [3]], "\(mark)")
      let word = ": 1 says \(mark), which is no value unless --not-na '\(mark)'"
      #expect(
        read.notes == ["left out 1 of 3 rows, which has no label" + (mark.isEmpty ? "" : word)])
    }
    // In all parts of a text that several threads read.
    let rows = (0..<4000).map { "\($0),\($0 % 3 == 0 ? "NA" : "c\($0 % 2)")" }
    let contents = try FileContents(
      name: "t.csv", bytes: Array(("x,y\n" + rows.joined(separator: "\n")).utf8))
    let long = try CSVTable(contents, options: CSVOptions(), threads: 2, partBytes: 1000)
    let expected = (0..<4000).filter { $0 % 3 != 0 }.map { [Double($0)] }
    #expect(values(long) == expected)
    #expect(long.labels?.count == long.features.examples)
  }

  @Test func aWholeNumberIsOneLabelHoweverItIsWritten() throws {
    let read = try table("x,y\n1,0\n2,1.0\n3,+1\n4,0.00\n5,-0\n6,1.\n7,-2.0\n")
    #expect(read.labels?.names == ["-2", "0", "1"])
    // Codes and other numbers stay as they are.
    let codes = try table("x,y\n1,007\n2,7\n3,1.5\n4,1e1\n5,1.0.0\n")
    #expect(codes.labels?.names == ["007", "1.0.0", "1.5", "1e1", "7"])
  }

  @Test func aTableWithoutALabelColumnSaysWhichMayBeOne() {
    let rows = (0..<40).map { "\($0),\($0 % 2),\($0 * $0)" }.joined(separator: "\n")
    let error = refusal("age,low,weight\n" + rows)
    #expect(error?.found == "age, low, weight")
    #expect(error?.remedy.contains("low has few values") == true, "\(error?.remedy ?? "")")
  }
}
