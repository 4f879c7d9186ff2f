import Foundation
import TestSupport
import Testing

/// Labels that hold the signs of an option, or look like no value.
@Suite struct LabelWordsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Each third row has one of these labels; with a column of words, and without.
  private func table(_ labels: [String], _ name: String, words: Bool = true) throws -> String {
    var text = words ? "x,site,class\n" : "x,class\n"
    for row in 0..<90 {
      let site = words ? ["north,", "south,"][row % 2] : ""
      text += "\(row * 7 % 11 + row % 3),\(site)\(labels[row % 3])\n"
    }
    return try folder.write(Array(text.utf8), to: name)
  }

  private func classes(_ said: [String: Any]) -> [String] {
    var names: [String] = []
    for line in said["coefficients"] as? [[String: Any]] ?? [] {
      if let name = line["class"] as? String, names.last != name { names.append(name) }
    }
    return names
  }

  @Test func anOrderOfLabelsWithCommas() throws {
    let path = try table([#""none, or few""#, #""a ""lot""""#, "all"], "order.csv")
    let model = folder.file("order.safetensors")
    let start = ["train", path, "--label", "class", "--ordinal", "--quiet", "--order"]
    try CommandProcess.succeed(
      start + [#""none, or few", "a ""lot""" ,all"#, "--inference", "--model", model])
    let shown = try CommandProcess.succeed(["show", "--model", model])
    #expect(shown.contains(#"none, or few|a "lot""#) && shown.contains(#"a "lot"|all"#))
    try CommandProcess.fail(
      start + [#""none, or few,all"#], code: 64, saying: ["--order", "a closing quote"])
    try CommandProcess.fail(
      start + [#"a "lot",all"#], code: 64, saying: ["--order", "quotes around whole cells"])
    let help = try CommandProcess.succeed(["train", "--help"])
    #expect(help.contains("double quotes") && help.contains(#""a=b""#))
    // Of two classes, too.
    let two = try JSON.object(
      CommandProcess.succeed([
        "train", path, "--label", "class", "--quiet", "--json", "--positive",
        #""none, or few","a ""lot""""#,
      ]))
    #expect(two["converged"] as? Bool == true)
  }

  @Test func aClassWithAnEqualsSign() throws {
    let path = try table(["a=b", "c", "d"], "equals.csv")
    let start = ["train", path, "--label", "class", "--inference", "--quiet", "--json"]
    func fit(_ references: String...) throws -> [String] {
      classes(
        try JSON.object(
          CommandProcess.succeed(start + references.flatMap { ["--reference", $0] })))
    }
    #expect(try fit("c") == ["a=b", "d"])
    #expect(try fit(#""a=b""#) == ["c", "d"])
    #expect(try fit(#""a=b""#, "site=south") == ["c", "d"])
    #expect(try fit(#""site"=south"#, #""d""#) == ["a=b", "c"])
    try CommandProcess.fail(
      start + ["--reference", "a=b"], saying: ["\"a\"", "a class whose name has a = into double"])
    try CommandProcess.fail(
      start + ["--reference", #""a=b"#], code: 64, saying: ["--reference", "close them"])
    try CommandProcess.fail(
      start + ["--reference", #""a=b""#, "--reference", "c"], code: 64, saying: ["one class"])
  }

  @Test func aLabelThatLooksLikeNoValue() throws {
    for (word, words) in [("None", true), ("None", false), ("NA", true)] {
      let path = try table([word, "few", "many"], "none.csv", words: words)
      let start = ["train", path, "--label", "class"]
      let outcome = try CommandProcess.run(start)
      #expect(outcome.ending == .exit(0))
      #expect(
        outcome.error.contains(
          "left out 30 of 90 rows, which have no label: 30 say \(word), which is no value unless "
            + "--not-na '\(word)'"), "\(outcome.error)")
      for options in [
        ["--ordinal", "--order", "\(word),few,many"],
        ["--multiclass", "--inference", "--reference", word], ["--positive", word],
      ] {
        try CommandProcess.fail(
          start + options + ["--quiet"], saying: ["label \(word)", "--not-na '\(word)'"])
      }
      let said = try JSON.object(
        CommandProcess.succeed(
          start + [
            "--not-na", word, "--multiclass", "--inference", "--reference", word, "--quiet",
            "--json",
          ]))
      #expect(classes(said) == ["few", "many"])
    }
  }
}
