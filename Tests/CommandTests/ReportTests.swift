@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// `sigmoid report`: the page as a file; a browser looks at it in `ReportBrowserTests`.
struct ReportTests {
  @Test func aPageOfDigits() throws {
    let digits = try SmallDigits()
    let model = try digits.model()
    let page = digits.folder.file("report.html")
    let json = try JSON.object(
      CommandProcess.succeed([
        "report", "--model", model, "--data", digits.folder.path, "-o", page, "--json", "--quiet",
      ]))
    #expect(
      json.missing([
        "output", "bytes", "models", "examples", "accuracy", "secondsLoading", "secondsMaking",
      ]) == [])
    let html = try digits.folder.bytes("report.html")
    #expect(try json.number("bytes") == Double(html.count))
    #expect(json["examples"] as? [Int] == [SmallDigits.testExamples])
    let evaluated = try JSON.object(
      CommandProcess.succeed([
        "evaluate", "--model", model, "--data", digits.folder.path, "--json", "--quiet",
      ]))
    #expect(json["accuracy"] as? [Double] == [try evaluated.number("accuracy")])

    let text = String(decoding: html, as: UTF8.self)
    #expect(text.hasPrefix("<!DOCTYPE html>"))
    // Nothing from outside: addresses are of the page itself, or of data in it.
    for address in text.matches(of: /(?:src|href)="([^"]*)"/).map(\.output.1) {
      #expect(address.hasPrefix("#") || address.hasPrefix("data:"), "\(address)")
    }
    #expect(text.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'"))
    #expect(!text.contains(" style=\"") && !text.contains(" onclick"))
    #expect(text.contains("Why it stopped: All its epochs or evaluations were done."))
  }

  @Test func theSamePageTwice() throws {
    let digits = try SmallDigits()
    let model = try digits.model()
    for name in ["a.html", "b.html"] {
      try CommandProcess.succeed([
        "report", "--model", model, "--data", digits.folder.path, "--quiet", "-o",
        digits.folder.file(name),
      ])
    }
    #expect(try digits.folder.bytes("a.html") == digits.folder.bytes("b.html"))
  }

  @Test func aTableHasItsLargestWeightsByName() throws {
    let table = try HostileTable()
    let html = try table.report()
    #expect(html.contains("The largest weights of"))
    #expect(html.contains("<th scope=\"row\">&lt;b&gt;width&lt;/b&gt;</th>"))
    #expect(!html.contains("<script") && !html.contains("<b>") && !html.contains("<img"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test func wrongUse() throws {
    let page = ["-o", "page.html"]
    for (arguments, parts) in [
      (["--model", "m"], ["--output"]),
      (page, ["--model", "expected a model", "found none", "name it"]),
      (page + ["--model", "m", "--compare", "a", "b"], ["exclude each other"]),
      (page + ["--compare", "a"], ["two models or more", "use --model"]),
      (
        page + ["--compare", "a", "b", "--history", "h"],
        ["--history", "each of 2 models", "found 1", "name as many"]
      ),
      (page + ["x.csv", "--model", "m", "--data", "d"], ["--data", "x.csv", "exclude"]),
      (page + ["--model", "m", "--raw"], ["--raw", "found none"]),
      (["-o", "", "--model", "m"], ["--output", "empty string"]),
      (page + ["--model", ""], ["--model", "empty string"]),
    ] {
      try CommandProcess.fail(["report"] + arguments, code: 64, saying: parts)
    }
  }

  @Test func whatCannotBeReported() throws {
    let digits = try SmallDigits()
    let model = try digits.model()
    let table = try HostileTable()
    let file = digits.folder.file
    let report = ["report", "--model", model, "--data", digits.folder.path]
    try CommandProcess.fail(
      report + ["-o", file("none/page.html")], saying: ["none/page.html", "create the folder"])
    try CommandProcess.fail(
      report + ["-o", file("page.html"), "--history", file("none.jsonl")], saying: ["none.jsonl"])
    try digits.folder.write(Array("{\"evaluation\":1}\n".utf8), to: "bad.jsonl")
    try CommandProcess.fail(
      report + ["-o", file("page.html"), "--history", file("bad.jsonl")],
      saying: ["bad.jsonl", "line 1"])
    try CommandProcess.fail(
      ["report", table.data, "--model", model, "-o", file("page.html")],
      saying: [model, "784", "found 2"])
    #expect(!digits.folder.names().contains("page.html"))
  }

  @Test func anOldPageSurvivesAFailure() throws {
    let digits = try SmallDigits()
    try digits.folder.write(OldOutput.bytes, to: "page.html")
    try digits.folder.write(Array("no model".utf8), to: "bad.safetensors")
    try CommandProcess.fail(
      [
        "report", "--model", digits.folder.file("bad.safetensors"), "--data", digits.folder.path,
        "-o", digits.folder.file("page.html"),
      ], saying: ["bad.safetensors"])
    #expect(try digits.folder.bytes("page.html") == OldOutput.bytes)
  }
}

/// A table whose labels, names of features and file names are markup, and a model of it.
struct HostileTable {
  static let label = "<script>alert(1)</script>"
  static let other = "\"it's\" & </style><img src=x onerror=alert(2)>"

  let folder: TemporaryFolder
  let data: String
  let model: String

  init() throws {
    folder = try TemporaryFolder()
    var text = "<b>width</b>,a&b,label\n"
    for row in 0..<60 {
      // Mostly separable: some rows of each label lie on the other side.
      let isOther = row % 2 == 1
      let width = (isOther ? 3 : 1) + Double(row * 7 % 11) / 4
      let label = isOther ? "\"\(Self.other.replacing("\"", with: "\"\""))\"" : Self.label
      text += "\(width),\(row % 5),\(label)\n"
    }
    data = try folder.write(Array(text.utf8), to: "'><svg onload=alert(3)>.csv")
    model = folder.file("<img src=x onerror=alert(4)>.safetensors")
    try CommandProcess.succeed(["train", data, "--model", model, "--quiet", "--epochs", "20"])
  }

  /// The page as text.
  func report(to name: String = "hostile.html") throws -> String {
    try CommandProcess.succeed([
      "report", data, "--model", model, "-o", folder.file(name), "--quiet",
    ])
    return String(decoding: try folder.bytes(name), as: UTF8.self)
  }
}
