import Foundation
import TestSupport
import Testing

/// `train --residuals` and `--diagnostics`, on a table with words, against values that R 4.2.2 printed of
/// glm(cured ~ dose + site, binomial, epsilon = 1e-16).
@Suite struct DiagnosticsCommandTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The table of `InferenceCommandTests`, with names of rows and a count.
  private func rows() -> [String] {
    var rows: [String] = []
    for row in 0..<120 {
      let dose = Double(row * 7 % 30) / 10
      let site = ["north", "south", "west"][row * 5 % 3]
      let noise = Double(row * row * 13 % 17) / 8 + (row % 3 == 1 ? 0.5 : 0)
      rows.append("\(dose),\(site),\(dose + noise > 2.4 ? "yes" : "no"),p-\(row),\(row % 3 + 1)")
    }
    return rows
  }

  private func table(_ rows: [String], _ name: String = "doses.csv") throws -> String {
    let text = (["dose,site,cured,patient,n"] + rows).joined(separator: "\n") + "\n"
    return try folder.write(Array(text.utf8), to: name)
  }

  private static let usual = [
    "--label", "cured", "--solver", "newton", "--reference", "site=north",
  ]

  private func train(_ path: String, _ options: [String]) throws -> [String: Any] {
    try JSON.object(
      CommandProcess.succeed(["train", path, "--json", "--quiet"] + Self.usual + options))
  }

  private func cells(_ path: String) throws -> [[String]] {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      .split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
  }

  /// p, residuals (deviance, Pearson, and both standardized), leverage and Cook's distance.
  private static let plain: [(Int, [Double])] = [
    (
      0,
      [
        0.014711011415442145, -0.1721644063932061, -0.12219106543958247, -0.17308107913870857,
        -0.1228416599601279, 0.010564358704145651, 4.0279767032289502e-05,
      ]
    ),
    (
      47,
      [
        0.97297334243079658, 0.23408799400074112, 0.16666549585799764, 0.23596461988236717,
        0.16800161215236925, 0.015842743566246126, 0.00011358809104939399,
      ]
    ),
    (
      119,
      [
        0.87983320990564418, -2.0585794052152928, -2.705876339463408, -2.0953082763629474,
        -2.7541541873627193, 0.034750933316922125, 0.068272151820234675,
      ]
    ),
  ]
  /// The same with `weights = n`.
  private static let weighted: [(Int, [Double])] = [
    (
      1,
      [
        0.4748956483632556, 1.7258739081852623, 1.4870949935036011, 1.7789092137260671,
        1.5327927336308587, 0.05873793237146703, 0.036653459571513114,
      ]
    ),
    (
      119,
      [
        0.88632980116130977, -3.6120249301650915, -4.836542333691396, -3.6883314933170381,
        -4.9387176868958429, 0.040949260539264148, 0.26035917709380629,
      ]
    ),
  ]

  private func expect(_ cells: [String], _ expected: [Double]) throws {
    #expect(cells.count == expected.count)
    for (cell, value) in zip(cells, expected) {
      #expect(abs(try #require(Double(cell)) - value) <= 1e-9 * abs(value), "\(cell) for \(value)")
    }
  }

  @Test func residualsAreThoseOfR() throws {
    let (path, file) = (try table(rows()), folder.file("r.csv"))
    let names = [
      "probability", "deviance_residual", "pearson_residual", "standardized_deviance",
      "standardized_pearson", "leverage", "cooks_distance",
    ]
    _ = try train(path, ["--drop", "patient,n", "--residuals", file])
    var found = try cells(file)
    #expect(found[0] == ["index", "label"] + names)
    #expect(found.count == 121)
    for (row, values) in Self.plain {
      #expect(found[row + 1][0] == "\(row)")
      try expect(Array(found[row + 1][2...]), values)
    }
    let other = folder.file("w.csv")
    _ = try train(path, ["--id", "patient", "--weight", "n", "--residuals", other])
    found = try cells(other)
    #expect(found[0] == ["patient", "label", "weight"] + names)
    for (row, values) in Self.weighted {
      #expect(
        found[row + 1][..<3] == ["p-\(row)", row == 1 ? "yes" : "no", "\(Double(row % 3 + 1))"])
      try expect(Array(found[row + 1][3...]), values)
    }
  }

  /// Rows that are left out have a number all the same, and not a line.
  @Test func rowsAreThoseOfTheFile() throws {
    var rows = rows()
    rows[3] = ",south,yes,p-3,1"
    rows[5] = "1.5,west,,p-5,1"
    rows.insert("", at: 2)
    rows[60] = "1.5,west,maybe,p-59,1"
    let (path, file) = (try table(rows), folder.file("r.csv"))
    let left = ["p-3", "p-5", "p-59"]
    let options = ["--missing", "drop", "--positive", "yes", "--versus", "no"]
    _ = try train(path, options + ["--drop", "patient,n", "--residuals", file])
    let places = try cells(file).dropFirst().map { $0[0] }
    _ = try train(
      path, options + ["--drop", "n", "--id", "patient", "--residuals", file, "--force"])
    let named = try cells(file).dropFirst().map { $0[0] }
    // An empty line is no row.
    #expect(named == (0..<120).map { "p-\($0)" }.filter { !left.contains($0) })
    #expect(places.map { "p-\($0)" } == named)
    // The same examples where some are held out.
    _ = try train(
      path,
      options + [
        "--drop", "n", "--id", "patient", "--holdout", "0.25", "--residuals", file, "--force",
      ])
    let held = try cells(file).dropFirst()
    #expect(held.count > 80 && held.count < 95)
    let lines = Dictionary(
      uniqueKeysWithValues: rows.filter { !$0.isEmpty }.map {
        let cells = $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return (cells[3], cells[2])
      })
    for cells in held { #expect(lines[cells[0]] == cells[1]) }
    // A table of numbers alone, of which one has no label.
    let numbers = try folder.write(
      Array(
        ("y,x\n" + (0..<40).map { "\($0 == 4 ? "" : "\($0 * 7 % 5 > 1 ? 1 : 0)"),\($0)\n" }.joined())
          .utf8), to: "numbers.csv")
    _ = try CommandProcess.succeed([
      "train", numbers, "--quiet", "--residuals", file, "--force",
    ])
    #expect(
      try cells(file).dropFirst().map { $0[0] } == (0..<40).filter { $0 != 4 }.map(String.init))
  }

  /// Of grouped data a row is there once for its events and once for the others.
  @Test func groupedRows() throws {
    let path = try folder.write(
      Array("ward,x,events,all\na,1,2,5\nb,2,0,4\nc,3,3,6\nd,4,5,5\n".utf8), to: "g.csv")
    let file = folder.file("g-r.csv")
    _ = try CommandProcess.succeed([
      "train", path, "--quiet", "--id", "ward", "--events", "events", "--trials", "all",
      "--residuals", file,
    ])
    let found = try cells(file).dropFirst().map { Array($0[..<3]) }
    #expect(
      found == [
        ["a", "events", "2.0"], ["a", "no events", "3.0"], ["b", "no events", "4.0"],
        ["c", "events", "3.0"], ["c", "no events", "3.0"], ["d", "events", "5.0"],
      ])
  }

  @Test func diagnosticsInWordsAndNumbers() throws {
    let path = try table(rows())
    let said = try train(path, ["--id", "patient", "--drop", "n", "--diagnostics"])
    let found = try #require(said["diagnostics"] as? [String: Any])
    #expect(abs(try found.number("conditionNumber") - 4.65711803381852) < 1e-10)
    #expect(abs(try found.number("weightedConditionNumber") - 6.63760678180032) < 1e-9)
    let inflation = try #require(found["varianceInflation"] as? [[String: Any]])
    #expect(inflation.compactMap { $0["term"] as? String } == ["dose", "site"])
    #expect(try inflation.map { try $0.number("degrees") } == [1, 2])
    for one in inflation { #expect(abs(try one.number("ofFit") - 1.30395146223193) < 1e-9) }
    let test = try #require(found["hosmerLemeshow"] as? [String: Any])
    #expect(abs(try test.number("chiSquared") - 8.26938154439446) < 1e-8)
    #expect(abs(try test.number("p") - 0.407608415122419) < 1e-8)
    #expect((test["groups"] as? [[String: Any]])?.count == 10)
    let influential = try #require(found["influential"] as? [[String: Any]])
    #expect(
      influential.compactMap { $0["id"] as? String } == ["p-48", "p-102", "p-43", "p-14", "p-119"])
    let effects = try #require(found["marginalEffects"] as? [[String: Any]])
    #expect(effects.count == 3)
    for effect in effects {
      let (z, error) = (try effect.number("z"), try effect.number("standardError"))
      #expect(abs(z - (try effect.number("effect")) / error) < 1e-9 * abs(z))
      let width = try effect.number("upper") - effect.number("lower")
      #expect(abs(width - 2 * 1.959963984540054 * error) < 1e-9 * error)
    }
    let few = try train(path, ["--drop", "n,patient", "--diagnostics", "--fit-groups", "4"])
    let fewer = try #require(few["diagnostics"] as? [String: Any])
    #expect(((fewer["hosmerLemeshow"] as? [String: Any])?["degrees"] as? Double) == 2)
    let rows = try #require(fewer["influential"] as? [[String: Any]])
    #expect(rows.compactMap { $0["id"] as? String } == ["48", "102", "43", "14", "119"])
    let text = try CommandProcess.succeed(
      ["train", path, "--inference", "--diagnostics", "--drop", "n", "--id", "patient"] + Self.usual
    )
    for words in [
      "average marginal effects", "inflation of variance", "^(1/(2·df))", "4.6571 of the features",
      "Hosmer-Lemeshow χ² 8.2694 on 8, p 0.4076, 10 groups", "p-102", "p(yes)",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    // Not asked for, not said.
    #expect(try train(path, ["--drop", "n,patient"])["diagnostics"] is NSNull)
  }

  /// A page calls rows as the table does, and without names counts them as `--residuals` does.
  @Test func influenceOnAPageNamesTheRows() throws {
    var rows = rows()
    rows[3] = ",south,yes,p-3,1"
    let (path, model, page) = (
      try table(rows), folder.file("page.safetensors"), folder.file("page.html")
    )
    let options = ["--missing", "drop", "--inference", "--model", model, "--force"]
    for (more, names, heading) in [
      (["--id", "patient", "--drop", "n"], ["p-48", "p-102", "p-43"], "patient"),
      (["--drop", "n,patient"], ["48", "102", "43"], "example"),
    ] {
      _ = try train(path, options + more)
      try CommandProcess.succeed(["report", path, "--model", model, "-o", page])
      let html = String(
        decoding: try Data(contentsOf: URL(filePath: page)), as: UTF8.self)
      let table = try #require(
        html.components(separatedBy: "The most influential examples").last)
      #expect(table.contains(">\(heading)</th>"), "\(table.prefix(600))")
      for name in names { #expect(table.contains(">\(name)</t"), "\(name)") }
      #expect(html.contains("example \(names[0]) "))
    }
  }

  @Test func whatCannotBeDefendedIsASentence() throws {
    let path = try table(rows())
    let base = ["train", path, "--drop", "n,patient", "--diagnostics"] + Self.usual
    let penalised = try CommandProcess.succeed(base + ["--l2", "0.1"])
    for words in ["none with a penalty", "no Cook's distances", "penalised: effects are shrunk"] {
      #expect(penalised.contains(words), "\(words)")
    }
    #expect(!penalised.contains("of the fit"))
    let firth = try CommandProcess.succeed(base + ["--firth"])
    #expect(firth.contains("none with a penalty") && firth.contains("without Firth's penalty"))
    let bare = try CommandProcess.succeed(
      ["train", path, "--only", "dose", "--diagnostics", "--no-intercept"] + Self.usual.prefix(4))
    #expect(bare.contains("none without an intercept"))
    let one = try CommandProcess.succeed(
      ["train", path, "--only", "site", "--diagnostics", "--quiet"] + Self.usual)
    #expect(one.contains("Hosmer-Lemeshow: expected 3 groups"))
    let separated = try folder.write(
      Array(("x,cured\n" + (0..<40).map { "\($0),\($0 < 20 ? "no" : "yes")\n" }.joined()).utf8),
      to: "separated.csv")
    let file = folder.file("none.csv")
    let plain = ["--only", "dose"]
    for (arguments, code, words) in [
      ([path, "--class-weight", "balanced"] + plain, 1, ["--residuals:", "class weights"]),
      ([path, "--solver", "gd", "--epochs", "3"] + plain, 1, ["--residuals:", "has converged"]),
      ([separated], 1, ["--residuals:", "separated"]),
      ([path, "--label", "site"] + plain, 1, ["--residuals:", "two classes"]),
      ([path, "--multiclass"], 64, ["--residuals:", "two classes"]),
      ([path, "--fit-groups", "5"], 64, ["--fit-groups", "--diagnostics"]),
      ([path, "--diagnostics", "--fit-groups", "2"], 64, ["found 2"]),
      ([path, "--model", file], 64, ["--model and --residuals name the same file"]),
    ] {
      let label = arguments.contains("--label") ? [] : ["--label", "cured"]
      let outcome = try CommandProcess.run(
        ["train"] + arguments + label + ["--residuals", file])
      #expect(outcome.ending == .exit(Int32(code)))
      for word in words { #expect(outcome.error.contains(word), "\(arguments): \(outcome.error)") }
      #expect(!FileManager.default.fileExists(atPath: file))
    }
    try CommandProcess.fail(
      ["train", "--shards", folder.file("*.csv"), "--residuals", file], code: 64,
      saying: ["--residuals and --shards"])
    // The table itself, by another name.
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.csv"), withDestinationPath: path)
    try CommandProcess.fail(
      ["train", path, "--label", "cured", "--residuals", folder.file("link.csv")],
      saying: ["--residuals", "the input"])
  }

  /// A row that a column is for alone: the cells are empty.
  @Test func aLeverageOfOneIsEmpty() throws {
    let text =
      "dose,alone,cured\n"
      + rows().enumerated().map { row, line in
        let cells = line.split(separator: ",")
        return "\(cells[0]),\(row == 7 ? 1 : 0),\(cells[2])\n"
      }.joined()
    let path = try folder.write(Array(text.utf8), to: "alone.csv")
    let file = folder.file("alone-r.csv")
    _ = try CommandProcess.succeed([
      "train", path, "--label", "cured", "--firth", "--quiet", "--residuals", file,
    ])
    let found = try cells(file)
    #expect(found[8][5] == "" && found[8][6] == "" && found[8][8] == "")
    #expect(abs(try #require(Double(found[8][7])) - 1) < 1e-9)
    #expect(found[9].allSatisfy { !$0.isEmpty })
    // Rounding leaves none above 1.
    for alone in 0..<20 {
      let text =
        "dose,alone,cured\n"
        + rows().enumerated().map { row, line in
          let cells = line.split(separator: ",")
          return "\(cells[0]),\(row == alone ? 3.7 : 0),\(cells[2])\n"
        }.joined()
      let path = try folder.write(Array(text.utf8), to: "alone.csv")
      try CommandProcess.succeed([
        "train", path, "--label", "cured", "--firth", "--quiet", "--residuals", file, "--force",
      ])
      let leverages = try cells(file).dropFirst().map { try #require(Double($0[7])) }
      #expect(leverages.allSatisfy { $0 <= 1 }, "\(leverages.max() ?? 0)")
      #expect(abs(leverages[alone] - 1) < 1e-9)
    }
    // And no covariance is made of it: before anything is written.
    let model = folder.file("alone.safetensors")
    for kind in ["hc2", "hc3"] {
      try CommandProcess.fail(
        [
          "train", path, "--label", "cured", "--firth", "--covariance", kind, "--intervals", "wald",
          "--model", model,
        ], code: 64, saying: ["--firth and --covariance \(kind)"])
      #expect(!FileManager.default.fileExists(atPath: model))
    }
  }

  /// Columns that are combinations of others are named in the table, and the model remembers.
  @Test func aliasedColumnsNameTheirCombination() throws {
    var text = "dose,\"du,rée\",c,k,cured\n"
    for (row, line) in rows().enumerated() {
      let cells = line.split(separator: ",")
      let dose = Double(row * 7 % 30)
      let weeks = Double(row * row % 11)
      text += "\(dose),\(weeks),\(2 * dose - weeks + 1),5,\(cells[2])\n"
    }
    let path = try folder.write(Array(text.utf8), to: "aliased.csv")
    let model = folder.file("m.safetensors")
    let options = ["train", path, "--label", "cured", "--solver", "newton", "--quiet"]
    let text1 = try CommandProcess.succeed(options + ["--inference", "--model", model])
    let text2 = try CommandProcess.succeed(["show", "--model", model])
    for text in [text1, text2] {
      #expect(text.contains("\nc            not estimated, = 2·dose − du,rée + 1\n"), "\(text)")
      #expect(text.contains("\nk            not estimated, constant\n"))
    }
    let csv = try CommandProcess.succeed(["show", "--model", model, "--format", "csv"])
    #expect(csv.contains("yes,c,0.0,,\"= 2·dose − du,rée + 1\",,,,,\n"), "\(csv)")
    #expect(csv.contains("yes,k,0.0,,constant,,,,,\n"))
    let said = try JSON.object(
      CommandProcess.succeed(options + ["--inference", "--json", "--model", model]))
    let shown = try JSON.object(CommandProcess.succeed(["show", "--model", model, "--json"]))
    #expect((said["coefficients"] as? NSArray) == (shown["coefficients"] as? NSArray))
    let lines = try #require(shown["coefficients"] as? [[String: Any]])
    #expect(lines[3]["estimate"] is NSNull && lines[1]["combination"] is NSNull)
    let combination = try #require(lines[3]["combination"] as? [String: Double])
    for (name, value) in ["dose": 2.0, "du,rée": -1, "(intercept)": 1] {
      #expect(abs((combination[name] ?? .nan) - value) < 1e-9, "\(name)")
    }
    #expect(combination.count == 3)
    #expect((lines[4]["combination"] as? [String: Double]) == ["(intercept)": 5])
    // Nor are they left out of the tests without a word.
    for text in [
      try CommandProcess.succeed(options + ["--test-terms", "--model", model]),
      try CommandProcess.succeed(["show", "--model", model]),
    ] {
      let tests = try #require(text.components(separatedBy: "by the ratio of likelihoods\n").last)
      for line in [
        "\nc       not estimated, = 2·dose − du,rée + 1\n", "\nk       not estimated, constant\n",
        "\ndose    not tested: without it columns would be estimated that are combinations of it\n",
      ] {
        #expect(tests.contains(line), "\(tests)")
      }
    }
    let tested = try JSON.object(CommandProcess.succeed(["show", "--model", model, "--json"]))
    let facts = try #require(tested["inference"] as? [String: Any])
    let tests = try #require(facts["tests"] as? [[String: Any]])
    #expect(tests.compactMap { $0["term"] as? String } == ["dose", "du,rée", "c", "k"])
    #expect(tests.allSatisfy { $0["p"] is NSNull && $0["problem"] is String })
  }
}
