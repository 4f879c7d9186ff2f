import Foundation
import TestSupport
import Testing

/// `sigmoid export` and `sigmoid import`. What the formats hold is ModelFormatsTests' to check.
struct ExportTests {
  let digits: SmallDigits
  let model: String

  init() throws {
    digits = try SmallDigits()
    model = try digits.model("m.safetensors")
  }

  private func file(_ name: String) -> String { digits.folder.file(name) }

  @Test(arguments: ["onnx", "json", "csv", "c", "swift"])
  func theFileIsWhatStandardOutputIs(format: String) throws {
    let path = file("model.\(format == "c" ? "h" : format)")
    let said = try CommandProcess.succeed(["export", "--model", model, "-o", path])
    #expect(said.contains(path) && said.contains("784 features") && said.contains("2 classes"))
    let piped = file("piped")
    let outcome = try CommandProcess.run(
      ["export", "--model", model, "--to", format], output: .file(piped))
    #expect(outcome.ending == .exit(0) && outcome.error == "")
    let same =
      try digits.folder.bytes("piped")
      == digits.folder.bytes(path.split(separator: "/").last.map(String.init) ?? "")
    #expect(same)
  }

  @Test func jsonComesBackAsTheSameModel() throws {
    try CommandProcess.succeed(["export", "--model", model, "-o", file("m.json")])
    let said = try CommandProcess.succeed(
      ["import", file("m.json"), "--model", file("back.safetensors")])
    #expect(said.contains("logistic model of 784 features"))
    let same = try digits.folder.bytes("back.safetensors") == digits.folder.bytes("m.safetensors")
    #expect(same)
  }

  @Test func onnxComesBackToTheSamePredictions() throws {
    try CommandProcess.succeed(["export", "--model", model, "-o", file("m.onnx")])
    try CommandProcess.succeed(["import", file("m.onnx"), "--model", file("back")])
    let evaluations = try [model, file("back")].map {
      try JSON.object(
        CommandProcess.succeed(["evaluate", "--model", $0, "--data", digits.folder.path, "--json"]))
    }
    #expect(try evaluations[0].number("errors") == evaluations[1].number("errors"))
    #expect(
      try abs(evaluations[0].number("logLoss") - evaluations[1].number("logLoss")) < 1e-6)
  }

  @Test func theNameIsThatOfTheFunction() throws {
    let header = try CommandProcess.succeed(
      ["export", "--model", model, "--to", "c", "--name", "odd one"])
    #expect(header.contains("odd_one_predict(") && header.contains("ODD_ONE_FEATURES 784"))
  }

  @Test(arguments: [
    (["export", "--to", "pdf"], "pdf"), (["export"], "--to"),
    (["export", "-o", "model.txt"], "no such extension"), (["export", "-o", ""], "--output"),
    (["export", "--to", "c", "--name", "--"], "--name"),
  ])
  func wrongUsageOfExportIsRefused(words: [String], part: String) throws {
    try CommandProcess.fail(words + ["--model", model], code: 64, saying: [part])
  }

  @Test(arguments: [
    (["m.csv"], "onnx or json"), (["m"], "neither"), (["m", "--from", "swift"], "swift"),
  ])
  func wrongUsageOfImportIsRefused(words: [String], part: String) throws {
    try CommandProcess.fail(["import", "--model", file("out")] + words, code: 64, saying: [part])
  }

  @Test func whatIsWrongIsSaidAndNothingIsOverwritten() throws {
    try digits.folder.write(Array("kept".utf8), to: "kept")
    try digits.folder.write(Array("{\"kind\": 3".utf8), to: "bad.json")
    try digits.folder.write(Array("no model".utf8), to: "bad.onnx")
    for name in ["bad.json", "bad.onnx", "missing.json"] {
      try CommandProcess.fail(
        ["import", file(name), "--model", file("kept")], saying: [name, "expected", "found"])
    }
    try CommandProcess.fail(
      ["export", "--model", file("bad.json"), "-o", file("kept"), "--to", "json"],
      saying: ["bad.json", "expected", "found"])
    try CommandProcess.fail(
      ["export", "--model", model, "-o", file("nowhere/m.json")], saying: ["nowhere/m.json"])
    #expect(try digits.folder.bytes("kept") == Array("kept".utf8))
  }
}
