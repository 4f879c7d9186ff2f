@testable import SigmoidExamples
@testable import SigmoidFormats
import SigmoidLinear
@testable import SigmoidSystem
import TestSupport
import Testing

/// Columns of words, dates and missing cells as features.
@Suite struct ColumnTableTests {
  private func table(
    _ text: String, _ options: CSVOptions = CSVOptions(), threads: Int = 2,
    partBytes: Int = CSVParts.usualBytes
  ) throws -> CSVTable {
    try CSVTable(
      FileContents(name: "t.csv", bytes: Array(text.utf8)), options: options, threads: threads,
      partBytes: partBytes)
  }

  private func values(_ table: CSVTable) -> [[Double]] {
    (0..<table.features.examples).map { table.features.values(of: $0) }
  }

  private func refusal(_ text: String, _ options: CSVOptions = CSVOptions()) -> FileError? {
    #expect(throws: FileError.self) { try table(text, options) }
  }

  private func options(_ change: (inout ColumnTreatment) -> Void) -> CSVOptions {
    var options = CSVOptions()
    change(&options.treatment)
    return options
  }

  private static let mixed = """
    age,race,smoke,when,y
    20,white,yes,2013-01-02,a
    31.5,black,no,2013-01-01,b
    18,white,No,2013-01-11T12:00:00Z,a
    40,other,YES,2013-01-02,b
    22,white,no,2013-01-02,a
    """

  @Test func eachKindBecomesItsFeatures() throws {
    let read = try table(Self.mixed)
    #expect(
      read.featureNames == ["age", "race=black", "race=other", "smoke", "when"])
    #expect(
      values(read) == [
        [20, 0, 0, 1, 1], [31.5, 1, 0, 0, 0], [18, 0, 0, 0, 10.5], [40, 0, 1, 1, 1],
        [22, 0, 0, 0, 1],
      ])
    #expect(
      read.notes == [
        "categorical race (3: black, other, white as reference)", "boolean smoke",
        "dates, in days since the first, when",
      ])
    #expect(read.inputs.columns?[3].kind == .date(first: 15706))
  }

  /// Many levels beside numbers, days, words for yes and no, and cells that are filled in.
  @Test(arguments: [false, true], [1, 3])
  func manyLevelsAreCodesBesideNumbers(isFloat: Bool, threads: Int) throws {
    var random = RandomValues()
    let words = (0..<90).map { "w\($0 + 100)" }
    let text = ["id,a,town,b,sure,day,y"]
    var (lines, expected) = (text, [[Double]]())
    let numbers = (0..<400).map { _ in isFloat ? Double(random.int(in: -9..<9)) / 4 : random.unit()
    }
    // Half of `b` is missing, and stands for the mean of the others.
    let present = numbers.indices.filter { $0 % 2 == 0 }.map { numbers[$0] }
    let exact = present.reduce(0, +) / Double(present.count)
    // Where all cells are floats, so is what stands for them.
    let mean = isFloat ? Double(Float(exact)) : exact
    for row in numbers.indices {
      let (level, day) = (row < 90 ? row : random.int(in: 0..<90), random.int(in: 1..<29))
      let isSure = random.int(in: 0..<2) == 1
      let b = row % 2 == 0 ? "\(numbers[row])" : ""
      let date = "2020-02-" + (day < 10 ? "0" : "") + "\(day)"
      let word = isSure ? "yes" : "no"
      lines.append("\(row + 7),\(numbers[row]),\(words[level]),\(b),\(word),\(date),\(row % 3)")
      var features = [Double](repeating: 0, count: 90)
      features[level] = 1
      let filled: [Double] = row % 2 == 0 ? [numbers[row], 0] : [mean, 1]
      expected.append(
        [Double(row + 7), numbers[row]] + features + filled + [isSure ? 1 : 0, Double(day)])
    }
    let options = options {
      $0.isOneHot = true
      $0.missing = .mean
      $0.numeric = [ColumnPattern("id")]
    }
    let read = try table(
      lines.joined(separator: "\n") + "\n", options, threads: threads, partBytes: 900)
    let matrix = try #require(read.features as? TableMatrix)
    #expect(matrix.layout.numeric == [0, 1, 92, 95] && matrix.layout.levels.count == 3)
    #expect(matrix.holdsDoubles != isFloat)
    let firstDay = try #require(expected.map { $0[95] }.min())
    for (row, found) in zip(expected, values(read)) {
      #expect(found.dropLast().elementsEqual(row.dropLast()) { abs($0 - $1) <= 1e-12 })
      #expect(found[95] == row[95] - firstDay)
    }
  }

  @Test func referencesAndOneHot() throws {
    let named = try table(Self.mixed, options { $0.references = [("race", "other")] })
    #expect(named.featureNames?[1...2] == ["race=black", "race=white"])
    let all = try table(Self.mixed, options { $0.isOneHot = true })
    #expect(all.featureNames?[1...3] == ["race=black", "race=other", "race=white"])
    #expect(values(all)[0] == [20, 0, 0, 1, 1, 1])
    let unknown = refusal(Self.mixed, options { $0.references = [("race", "green")] })
    #expect(unknown?.expected == "one of the levels of race: black, other, white")
    let column = refusal(Self.mixed, options { $0.references = [("rice", "white")] })
    #expect(column?.expected.contains("\"rice\"") == true)
    // Numbers that are levels; 1 and 1.0 are one of them.
    let levels = try table(
      "g,x,y\n1,5,a\n2,6,b\n1.0,7,a\n10,8,b\n", options { $0.categorical = [ColumnPattern("g")] })
    #expect(levels.featureNames == ["g=2", "g=10", "x"])
    #expect(values(levels) == [[0, 0, 5], [1, 0, 6], [0, 0, 7], [0, 1, 8]])
  }

  @Test func missingCells() throws {
    let text = "x,g,y\n1,u,a\nNA,u,b\n3,,a\n5,v,b\n?,v,\n2,u,a\n"
    let refused = refusal(text)
    #expect(
      refused?.found.hasPrefix("missing: 1 in x, 1 in g; 2 of 6 rows are incomplete") == true)
    #expect(refused?.found.hasSuffix("in line 3") == true)
    let dropped = try table(text, options { $0.missing = .drop })
    #expect(values(dropped) == [[1, 0], [5, 1], [2, 0]])
    #expect(dropped.labels?.count == 3 && dropped.inputs.missing == .drop)
    #expect(dropped.notes.contains { $0.contains("left out 2 of 6 rows") && $0.contains("1 in x") })
    // The row without a label takes no part in the mean.
    let filled = try table(text, options { $0.missing = .mean })
    #expect(filled.featureNames == ["x", "x=NA", "g=v", "g=NA"])
    #expect(
      values(filled) == [
        [1, 0, 0, 0], [2.75, 1, 0, 0], [3, 0, 0, 1], [5, 0, 1, 0], [2, 0, 0, 0],
      ])
    let plain = try table(
      text,
      options {
        $0.missing = .mean
        $0.indicatesMissing = false
      })
    #expect(plain.featureNames == ["x", "g=v"])
    let more = try table(
      "x,y\n1,a\n-9,b\n4,a\n",
      options {
        $0.missingMarks = ["-9"]
        $0.missing = .drop
      })
    #expect(values(more) == [[1], [4]])
    #expect(
      refusal("x,z,y\n1,,a\n2,,b\n", options { $0.missing = .drop })?.remedy.contains("--drop")
        == true)
    #expect(
      refusal("x,z,y\n1,,a\n2,,b\n", options { $0.missing = .mean })?.remedy.contains("--drop z")
        == true)
  }

  /// What a model was trained on decides how another table is read.
  @Test func aTableIsReadAsInTraining() throws {
    let text = "x,g,b,d,y\n1,u,yes,2020-02-28,a\n2,v,no,2020-03-01,b\n3,u,no,2020-03-01,a\n"
    func read(
      _ other: String, _ unseen: Categories.Unseen = .error, _ missing: MissingValues = .mean
    )
      throws -> CSVTable
    {
      var options = CSVOptions()
      options.inputs = try table(
        text,
        self.options {
          $0.unseen = unseen
          $0.missing = missing
          $0.indicatesMissing = false
        }
      ).inputs
      options.mayLackLabels = true
      return try table(other, options)
    }
    // In another order, with another column; numbers alone in a column of levels or words.
    let swapped = try read("d,more,b,g,x\n2020-03-02,q,1,u,7\n2020-02-28,q,0,v,8\n")
    #expect(values(swapped) == [[7, 0, 1, 3], [8, 1, 0, 0]])
    #expect(swapped.notes == ["left out what the model does not have: more"])
    #expect(values(try read("x,g,b,d\n,,,\n1,,NA,2020-02-28\n")) == [[1, 0, 0, 0]])
    let unseen = #expect(throws: FileError.self) { try read("x,g,b,d\n1,w,no,2020-02-28\n") }
    #expect(unseen?.found == "\"w\" in line 2, column 2 (g)")
    #expect(values(try read("x,g,b,d\n1,w,no,2020-02-28\n", .reference)) == [[1, 0, 0, 0]])
    #expect(values(try read("x,g,b,d\n1,w,no,2020-02-28\n", .missing)) == [[1, 0, 0, 0]])
    // Where the reference is neither the first level nor the most frequent one.
    for (unseen, row) in [(Categories.Unseen.reference, [1.0, 0, 0]), (.missing, [1, 0, 1])] {
      var options = CSVOptions()
      options.inputs = try table(
        "x,g,y\n1,u,a\n2,v,b\n3,v,a\n4,w,b\n",
        self.options {
          $0.unseen = unseen
          $0.missing = .mean
          $0.references = [(column: "g", level: "w")]
        }
      ).inputs
      options.mayLackLabels = true
      #expect(values(try table("x,g\n1,new\n", options)) == [row], "\(unseen)")
    }
    #expect(throws: FileError.self) { try read("x,g,b,d\n1,u,no,yesterday\n") }
    #expect(throws: FileError.self) { try read("x,g,b,d\nten,u,no,2020-02-28\n") }
    #expect(throws: FileError.self) { try read("x,g,b,d\n1,u,perhaps,2020-02-28\n") }
    #expect(throws: FileError.self) { try read("x,g,b,d\n1,u,,2020-02-28\n", .error, .error) }
  }

  @Test func weightsAndGroups() throws {
    let weighted = try table("w,x,y\n2,1,a\n0.5,2,b\n", options { $0.weight = ColumnPattern("w") })
    #expect(weighted.caseWeights == [2, 0.5] && weighted.featureNames == ["x"])
    #expect(weighted.inputs.weightName == "w")
    #expect(
      refusal("w,x,y\n-2,1,a\n1,2,b\n", options { $0.weight = ColumnPattern("w") })?.found
        .hasPrefix("-2.0") == true)
    let grouped = try table(
      "dose,dead,n\n1,2,5\n2,5,5\n3,0,4\n",
      options {
        $0.events = ColumnPattern("dead")
        $0.trials = ColumnPattern("n")
      })
    #expect(values(grouped) == [[1], [1], [2], [3]])
    #expect(grouped.caseWeights == [2, 3, 5, 4])
    #expect(grouped.labels?.names == ["dead", "no dead"] && grouped.labels?.codes == [0, 1, 0, 1])
    #expect(
      refusal(
        "dose,dead,n\n1,7,5\n",
        options {
          $0.events = ColumnPattern("dead")
          $0.trials = ColumnPattern("n")
        })?.found.hasPrefix("7.0 of 5.0") == true)
  }

  /// A level, or a first day, of rows that are left out is none; nor does a reference come from them.
  @Test func whatRowsThatAreLeftOutHadIsForgotten() throws {
    let text = """
      c,when,x,y
      z,2019-01-01,NA,a
      z,2019-01-02,NA,b
      z,2019-01-03,NA,a
      b,2020-02-02,1,b
      b,2020-02-03,2,a
      a,2020-02-04,3,b
      """
    let read = try table(text, options { $0.missing = .drop })
    #expect(read.featureNames == ["c=a", "when", "x"])
    #expect(values(read) == [[0, 0, 1], [0, 1, 2], [1, 2, 3]])
    #expect(read.notes.contains("left out 3 of 6 rows, which have a missing value: 3 in x"))
    var again = CSVOptions()
    again.inputs = read.inputs
    #expect(
      refusal("c,when,x,y\nz,2020-02-02,1,a\n", again)?.expected.contains("2 levels of c") == true)
  }

  /// A model knows the columns that it was told to leave out, and says nothing of them; of others it does.
  @Test func columnsLeftOutAreKnown() throws {
    for cell in ["1", "word"] {
      var asked = CSVOptions()
      asked.dropped = [ColumnPattern("p*")]
      let read = try table("x,p1,p2,g,y\n1,2,3,\(cell),a\n2,3,4,2,b\n", asked)
      #expect(read.inputs.droppedNames == ["p1", "p2"])
      var again = CSVOptions()
      again.inputs = read.inputs
      let same = try table("p2,g,x,p1,y\n9,\(cell),1,9,a\n", again)
      #expect(same.notes.isEmpty && same.inputs.droppedNames == ["p1", "p2"])
      let other = try table("p3,g,x,y\n9,\(cell),1,a\n", again)
      #expect(other.notes == ["left out what the model does not have: p3"])
    }
  }

  /// Numbers beyond the range of a Float are doubles, however many levels there are.
  @Test func hugeNumbersBesideManyLevels() throws {
    let rows = (0..<160).map { "\($0 == 5 ? "-6.8e39" : "\($0)"),w\($0 % 80),\($0 % 2)\n" }
    let read = try table("x,c,y\n" + rows.joined(), options { $0.isOneHot = true })
    #expect(read.features is Matrix<Double> && values(read)[5][0] == -6.8e39)
    #expect(read.features.firstNonFinite() == nil)
  }

  /// Numbers of many digits are no numbers here, and rows without a group are those with a missing value.
  @Test(arguments: [1, 3]) func groupsOfRows(threads: Int) throws {
    let text =
      "p,x,y\n123456789012345678,1,a\n123456789012345679,2,b\n,3,b\n123456789012345678,4,b\n7,5,a\n"
    let drop = options {
      $0.group = ColumnPattern("p")
      $0.missing = .drop
    }
    let read = try table(text, drop, threads: threads, partBytes: 30)
    #expect(read.featureNames == ["x"] && values(read) == [[1], [2], [4], [5]])
    #expect(read.inputs.groupName == "p")
    let groups = try #require(read.groups)
    #expect(
      groups.codes.map { groups.names[Int($0)] } == [
        "123456789012345678", "123456789012345679", "123456789012345678", "7",
      ])
    #expect(read.notes.contains { $0.hasPrefix("left out 1 of 5 rows") })
    let refused = refusal(text, options { $0.group = ColumnPattern("p") })
    #expect(refused?.found.hasPrefix("missing: 1 in p; 1 of 5 rows") == true)
    #expect(refused?.remedy.contains("no weight, count or group can be made up") == true)
    let counts = try table(
      "dose,dead,n,litter\n1,2,5,l1\n2,5,5,l2\n3,0,4,l1\n",
      options {
        $0.events = ColumnPattern("dead")
        $0.trials = ColumnPattern("n")
        $0.group = ColumnPattern("litter")
      })
    #expect(counts.groups?.codes == [0, 0, 1, 0])
    // A model knows the column, and does not ask for it.
    var again = CSVOptions()
    again.inputs = read.inputs
    #expect(try table("p,x,y\n,3,b\n", again).notes.isEmpty)
    #expect(try values(table("x,y\n3,b\n", again)) == [[3]])
  }

  @Test func namesOfRowsAndFreeTextAreRefused() throws {
    let rows = (0..<60).map { "\($0 % 7),name \($0),\($0 % 2)\n" }.joined()
    let refused = refusal("x,name,y\n" + rows)
    #expect(refused?.found.contains("60 different words in 60 rows of name") == true)
    #expect(refused?.remedy.contains("--drop name") == true)
    let asked = try table("x,name,y\n" + rows, options { $0.categorical = [ColumnPattern("name")] })
    #expect(asked.features.features == 60)
    // A mistake among numbers is none of the levels.
    let typo = (0..<100).map { "\($0 == 57 ? "1O" : "\($0 % 9)"),\($0 % 2)\n" }.joined()
    #expect(
      refusal("x,y\n" + typo)?.found
        == "\"1O\", 1 of 100 cells are no numbers, in line 59, column 1 (x)")
  }

  /// The same bits for any parts and any number of threads: words may come first in any of them.
  @Test func partsAndThreadsDoNotMatter() throws {
    var random = RandomValues(of: "tables of mixed columns")
    for _ in 0..<40 {
      let text = Self.randomTable(&random)
      let treatment = options {
        $0.missing = [.drop, .mean][random.int(in: 0..<2)]
        $0.isOneHot = random.int(in: 0..<2) == 0
        $0.categorical = [ColumnPattern("k")]
      }
      let whole = try table(text, treatment, threads: 1)
      for part in [40, 300, 2000] {
        let cut = try table(text, treatment, threads: 3, partBytes: part)
        #expect(cut.inputs == whole.inputs && cut.labels == whole.labels)
        #expect(values(cut) == values(whole) && cut.notes == whole.notes)
        #expect(type(of: cut.features) == type(of: whole.features))
      }
    }
  }

  /// Blocks of a table to predict from are the whole table, read in pieces.
  @Test func blocksAreTheWhole() throws {
    var random = RandomValues(of: "tables of mixed columns in blocks")
    for _ in 0..<20 {
      let text = Self.randomTable(&random)
      var options = CSVOptions()
      // A level may be that of a row without a label alone.
      options.inputs = try table(
        text,
        self.options {
          $0.missing = .mean
          $0.unseen = .missing
        }
      ).inputs
      let whole = try table(text, options)
      let folder = try TemporaryFolder()
      let path = try folder.write(Array(text.utf8), to: "t.csv")
      var reader = try CSVBlockReader(contentsOf: path, options: options, blockRows: 7)
      var found: [[Double]] = []
      while let block = try reader.next() { found += values(block) }
      // Rows without a label are predicted too.
      let labelled = text.split(separator: "\n").dropFirst().map { !$0.hasSuffix(",") }
      #expect(found.count == labelled.count)
      #expect(zip(found, labelled).filter(\.1).map(\.0) == values(whole))
    }
  }

  private static func randomTable(_ random: inout RandomValues) -> String {
    func pick(_ texts: [String]) -> String { texts[random.int(in: 0..<texts.count)] }
    let rows = random.int(in: 60..<160)
    let wordsFrom = random.int(in: 0..<rows / 2)
    var text = "n,w,b,d,k,y\n"
    for row in 0..<rows {
      let number = "\(random.int(in: 0..<1000))" + pick(["", ".5"])
      // A column of numbers up to here, of words behind.
      let word = row < wordsFrom ? pick(["0", "1", "2", "3"]) : pick(["p", "\"q, r\"", "3"])
      let day = "20\(random.int(in: 10..<20))-0\(random.int(in: 1..<10))-15"
      let cells = [number, word, pick(["yes", "NO", "True", "f"]), day, pick(["0", "1", "2"])]
      for cell in cells {
        text += random.int(in: 0..<12) == 0 ? pick(["", "NA", "?"]) : cell
        text += ","
      }
      text += row > 3 && random.int(in: 0..<20) == 0 ? "" : row % 2 == 0 ? "u" : "v"
      text += "\n"
    }
    return text
  }
}
