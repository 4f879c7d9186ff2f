@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct ARFFTableTests {
  private let form = TextForm(notation: .arff)

  private func read(_ text: String) throws -> String {
    try TranscodedText.read(Array(text.utf8), form)
  }

  private func refusal(_ text: String) -> FileError? {
    TranscodedText.refusal(Array(text.utf8), form)
  }

  private let header = "@relation r\n@attribute a numeric\n@attribute b {x,y}\n@data\n"

  @Test func attributesAndRows() throws {
    let text = """
      % The iris, in part.
      @RELATION 'iris plants'

      @ATTRIBUTE "sepal \\"length\\"" REAL
      @Attribute sepal,width numeric
      @attribute when date "yyyy-MM-dd"
      @attribute class{Iris-setosa, 'Iris,versi color',"3"}
      @data
      5.1, 3.5 ,'2020-01-01',Iris-setosa
      % between
      ?,?,?,?

      1e-3,-2,"x \\'y\\'",'Iris,versi color'   % behind
      0, 0, 2020-01-01, 3
      """
    #expect(
      try read(text) == """
        "sepal ""length""\","sepal,width","when","class"
        \(String(repeating: "\n", count: 7))\
        5.1,3.5,"2020-01-01","Iris-setosa"

        ?,?,?,?

        1e-3,-2,"x 'y'","Iris,versi color"
        0,0,2020-01-01,"3"

        """)
    #expect(try read(text.replacing("\n", with: "\r\n")) == read(text))
  }

  @Test func rowsKeepTheirLines() throws {
    let lines = try read(header + "1,x\n%\n2,y\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[4] == "1,\"x\"" && lines[6] == "2,\"y\"")
  }

  @Test func blanksSeparateWhereNoCommaDoes() throws {
    #expect(try read(header + "1 x\n2\ty % z\n").hasSuffix("\n1,\"x\"\n2,\"y\"\n"))
  }

  /// For the columns of a table: 0 and 1 of a nominal attribute are no numbers.
  @Test func nominalAttributesAreDeclared() throws {
    let text =
      "@relation r\n@attribute a {0,1}\n@attribute b real\n@attribute c {x}\n@data\n0,1,x\n"
    let contents = try FileContents(name: "t", bytes: Array(text.utf8))
    let file = try TextFile(contents, form)
    #expect(file.declaredCategorical == ["a", "c"])
  }

  @Test(arguments: [
    ("1,z", "a declared value of 'b'", "\"z\" in line 5"),
    ("1,", "a declared value of 'b'", "an empty one in line 5"),
    ("1", "2 values, one an attribute", "1 in line 5"),
    ("1,x,2", "2 values, one an attribute", "more in line 5"),
    ("1,x\n{0 1, 1 x}", "a value for each attribute", "a sparse row, in braces, in line 6"),
    ("1,x,{2}", "rows without weights", "one in braces in line 5"),
    ("1,'x", "a closing quote", "none in line 5"),
    ("1,'x'y", "a comma between two values", "something else in line 5"),
  ])
  func rowsThatAreNoneAreRefused(rows: String, expected: String, found: String) throws {
    let error = try #require(refusal(header + rows))
    #expect(error.expected.contains(expected), "\(error)")
    #expect(error.found == found, "\(error)")
  }

  @Test(arguments: [
    ("", "@data before the rows", "the end of the file"),
    ("@relation r\n@attribute a numeric\n", "@data before the rows", "the end of the file"),
    ("@relation r\n@data\n1\n", "an @attribute before @data", "none in line 2"),
    ("@attribute a relational\n", "numeric, real,", "'relational' in line 1"),
    ("@attribute a\n", "numeric, real,", "none in line 1"),
    ("@attribute\n", "the name of an attribute", "none in line 1"),
    ("@attribute a {x,y\n", "values in braces", "something else in line 1"),
    ("@attribute a {x} real\n", "values in braces", "something else in line 1"),
    ("@attribut a real\n", "@relation, @attribute or @data", "'@attribut' in line 1"),
    ("a,b\n1,2\n", "@relation, @attribute or @data", "something else in line 1"),
    (
      "@attribute a real\n@attribute a real\n@data\n", "different names",
      "two of 'a' before in line 3"
    ),
  ])
  func headersThatAreNoneAreRefused(text: String, expected: String, found: String) throws {
    let error = try #require(refusal(text))
    #expect(error.expected.contains(expected), "\(error)")
    #expect(error.found.contains(found), "\(error)")
  }

  @Test func tablesAreRead() throws {
    let folder = try TemporaryFolder()
    let text = "@relation r\n@attribute a real\n@attribute class {x,y}\n@data\n1,x\n2.5,y\n"
    let path = try folder.write(Array(text.utf8), to: "t.arff")
    let table = try Examples(contentsOf: path)
    #expect(table.featureNames == ["a"] && table.inputs.labelName == "class")
    #expect(table.features.values(of: 1) == [2.5])
    // What the reader of tables finds wrong stands in its line.
    let bad = try folder.write(Array((text + "\n1e999,x\n").utf8), to: "bad.arff")
    let error = #expect(throws: FileError.self) { try Examples(contentsOf: bad) }
    #expect(error?.found.contains("line 8") == true)
  }
}
