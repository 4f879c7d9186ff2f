import Foundation
import TestSupport
import Testing

/// `test --against`: a p-value of two models that are known to be nested, and of no others.
@Suite struct NestedModelsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// By rules, without chance. `level` has numbers, `other` as many yes as `cured`, and one age is missing.
  private func table() throws -> String {
    var text = "dose,site,level,age,day,n,other,cured\n"
    for row in 0..<120 {
      let dose = Double(row * 7 % 30) / 10
      let isCured = dose + Double(row * row * 13 % 17) / 8 > 2.4
      text += "\(dose),\(["north", "south", "west"][row * 5 % 3]),\(row * 11 % 3 + 1),"
      text += "\(row == 50 ? "" : "\(20 + row * 11 % 47)"),2020-01-\(10 + row * 3 % 19),1,"
      text += "\(isCured ? "yes" : "no"),\(isCured ? "yes" : "no")\n"
    }
    return try folder.write(Array(text.utf8), to: "table.csv")
  }

  /// A fit to some columns.
  private func fit(
    _ path: String, _ columns: String, _ options: [String] = [], label: String = "cured"
  ) throws -> String {
    let model = folder.file("\(UUID().uuidString).safetensors")
    try CommandProcess.succeed(
      [
        "train", path, "--label", label, "--only", columns, "--quiet", "--inference", "--model",
        model,
      ] + options)
    return model
  }

  private func degrees(_ one: String, _ two: String) throws -> Double {
    try JSON.object(
      CommandProcess.succeed(["test", "--model", one, "--against", two, "--json"])
    ).number("degrees")
  }

  @Test func oneSpaceIsTold() throws {
    let path = try table()
    let large = try fit(path, "dose,site")
    #expect(try degrees(large, fit(path, "dose")) == 2)
    #expect(try degrees(large, fit(path, "dose", ["--standardize"])) == 2)
    // Whatever level the others are compared with, or whether each has a feature.
    #expect(try degrees(large, fit(path, "site", ["--reference", "site=west"])) == 1)
    #expect(try degrees(large, fit(path, "site", ["--one-hot"])) == 1)
    #expect(try degrees(large, fit(path, "dose,site", ["--no-intercept"])) == 1)
    // Each level has a feature, and their sum is the intercept.
    let bare = try fit(path, "dose,site", ["--no-intercept", "--one-hot"])
    #expect(
      try degrees(bare, fit(path, "site", ["--no-intercept", "--reference", "site=west"])) == 2)
    // A column that is filled, and one whose missing cell has a feature.
    let filled = ["--missing", "mean"]
    let ages = try fit(path, "dose,age", filled)
    #expect(try degrees(ages, fit(path, "age", filled)) == 1)
    #expect(try degrees(ages, fit(path, "dose")) == 1)
  }

  @Test func whatIsNotKnownToBeNestedIsRefused() throws {
    let path = try table()
    func refuse(_ one: String, _ two: String, _ words: String...) throws {
      let outcome = try CommandProcess.run(["test", "--model", one, "--against", two])
      #expect(outcome.ending == .exit(1) && outcome.output.isEmpty, "\(words)")
      for word in words + ["\(two): expected", "known to be nested", "; name the larger model"] {
        #expect(outcome.error.contains(word), "\(words): \(outcome.error)")
      }
    }
    let large = try fit(path, "dose,site,level")
    try refuse(large, fit(path, "day"), "the column day, which the larger model lacks")
    try refuse(
      large, fit(path, "level", ["--categorical", "level"]), "level as levels", "as numbers")
    let bare = try fit(path, "dose,site,level", ["--no-intercept"])
    try refuse(
      bare, fit(path, "site", ["--no-intercept", "--reference", "site=west"]),
      "another reference of site in a model without an intercept")
    try refuse(bare, fit(path, "site"), "an intercept")
    try refuse(large, fit(path, "dose", label: "other"), "labels", "'other'", "'cured'")
    try refuse(large, fit(path, "dose", ["--weight", "n"]), "weights", "'n'", "none")
    try refuse(large, fit(path, "dose", ["--offset", "level"]), "an offset", "'level'", "none")
    try refuse(
      bare, fit(path, "dose", ["--no-intercept", "--offset", "level"]), "an offset", "'level'")
    // As many rows, of which one has another label.
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let last = text.dropLast().suffix(3)
    let changed = try folder.write(
      Array((text.dropLast(last == "yes" ? 4 : 3) + (last == "yes" ? "no" : "yes")).utf8),
      to: "changed.csv")
    try refuse(large, fit(changed, "dose"), "other labels, weights or offsets")
    // As many of each class are held out, and others.
    let holdout = ["--holdout", "0.2", "--seed"]
    try refuse(
      fit(path, "dose,site", holdout + ["1"]), fit(path, "dose", holdout + ["2"]), "another seed")
    let filled = ["--missing", "mean"]
    let three = try missing()
    try refuse(
      fit(three, "dose,age", filled + ["--no-indicator"]), fit(three, "age", filled), "age=NA")
  }

  /// The same with more ages that are missing than may be without a feature.
  private func missing() throws -> String {
    let rows = (0..<120).map { row in
      let dose = row * 7 % 30
      return "\(dose),\(row % 9 == 0 ? "" : "\(row * 11 % 47)"),\(dose + row * row * 13 % 17 > 22)"
    }
    return try folder.write(
      Array(("dose,age,cured\n" + rows.joined(separator: "\n")).utf8), to: "missing.csv")
  }

  @Test func featuresWithoutNamesAreNotKnown() throws {
    func write(_ name: String, _ features: [Int]) throws -> String {
      let rows = (0..<90).map { row in
        let x = [row % 7, row * 5 % 11, row * 3 % 13]
        return "\(row * row % 7 < 3 ? 1 : 0)"
          + features.enumerated().map { " \($0 + 1):\(x[$1]).5" }.joined() + "\n"
      }
      return try folder.write(Array(rows.joined().utf8), to: name)
    }
    func fit(_ path: String, _ options: [String] = []) throws -> String {
      let model = path + ".model"
      try CommandProcess.succeed(
        ["train", path, "--quiet", "--inference", "--model", model] + options)
      return model
    }
    // The first feature of one is the second of the other.
    let (large, small) = (
      try fit(write("a.libsvm", [0, 1, 2])), try fit(write("b.libsvm", [1, 2]))
    )
    try CommandProcess.fail(
      ["test", "--model", large, "--against", small], saying: ["features without names"])
    try CommandProcess.fail(
      ["test", "--model", small, "--against", large], saying: ["features without names"])
  }

  /// Two columns of one name may be any two.
  @Test func namesThatMeetAreNotKnown() throws {
    let rows = (0..<90).map { "\($0 % 7),\($0 * 5 % 11),\($0 * 3 % 13),\($0 * $0 % 7 < 3)" }
    func fit(_ header: String, _ columns: [Int]) throws -> String {
      let path = folder.file("\(header).csv")
      let lines = rows.map { row in
        let cells = row.split(separator: ",")
        return columns.map { String(cells[$0]) }.joined(separator: ",")
      }
      try Data(([header] + lines).joined(separator: "\n").utf8).write(to: URL(filePath: path))
      try CommandProcess.succeed([
        "train", path, "--label", "y", "--quiet", "--inference", "--model", path + ".model",
      ])
      return path + ".model"
    }
    try CommandProcess.fail(
      [
        "test", "--model", fit("x,x,z,y", [0, 1, 2, 3]), "--against", fit("x,y", [1, 3]),
      ], saying: ["the name x of two columns"])
  }
}
