@testable import SigmoidFormats
@testable import SigmoidLinear
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

  @Test(arguments: ["onnx", "json", "npz", "csv", "c", "swift"])
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

  @Test(arguments: ["json", "npz"]) func theSameModelComesBack(format: String) throws {
    try CommandProcess.succeed(["export", "--model", model, "-o", file("m.\(format)")])
    let said = try CommandProcess.succeed(
      ["import", file("m.\(format)"), "--model", file("back.safetensors")])
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

  /// numpy.savez(f, coef_=m.coef_, intercept_=m.intercept_, classes_=m.classes_)
  @Test func attributesOfScikitLearnAreAModel() throws {
    var archive = NPZWriter()
    archive.add(
      numbers: (0..<784).map { Double($0 % 5) / 1000 }, shape: [1, 784], named: "coef_")
    archive.add(numbers: [-0.5], named: "intercept_")
    try archive.add(strings: ["no", "yes"], named: "classes_")
    try archive.write(to: file("theirs.npz"))
    let said = try CommandProcess.succeed(
      ["import", file("theirs.npz"), "--model", file("m.safetensors")])
    #expect(said.contains("a logistic model of 784 features for no, yes"))
    let help = try CommandProcess.succeed(["help", "import"])
    #expect(help.contains("coef_") && help.contains("np.savez(f, coef_=m.coef_"))
    #expect(
      try CommandProcess.succeed(["help", "export"]).contains(
        "z = x @ weights.T * input_scale + intercepts"))
  }

  @Test func theNameIsThatOfTheFunction() throws {
    let header = try CommandProcess.succeed(
      ["export", "--model", model, "--to", "c", "--name", "odd one"])
    #expect(header.contains("odd_one_predict(") && header.contains("ODD_ONE_FEATURES 784"))
  }

  /// A table's model, trained by the command, as the program of another language has it: C is compiled and
  /// says of each row what `predict` says.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/cc"), "needs /usr/bin/cc"))
  func aTablesModelTakesItsRows() throws {
    var rows = ["age,city,label"]
    for index in 0..<60 {
      let age = index % 7 == 0 ? "NA" : "\(20 + index % 31)"
      let city = ["Rome", "Oslo", "Bern"][index % 3]
      rows.append("\(age),\(city),\((index * 7) % 11 < 5 ? "yes" : "no")")
    }
    let table = try digits.folder.write(
      Array((rows.joined(separator: "\n") + "\n").utf8), to: "t.csv")
    let model = file("table.safetensors")
    try CommandProcess.succeed(
      ["train", table, "--label", "label", "--missing", "mean", "--l2", "0.1", "--model", model])
    let csv = try CommandProcess.succeed(["export", "--model", model, "--to", "csv"])
    #expect(csv.hasPrefix("class,intercept,age,") && csv.contains("city=Oslo"))
    try CommandProcess.succeed(["export", "--model", model, "-o", file("m.h")])
    let raw = try CommandProcess.succeed(["export", "--model", model, "--to", "c", "--raw"])
    #expect(raw.contains("model_predict(") && !raw.contains("row"))
    var main = "#include <stdio.h>\n#include \"m.h\"\nint main(void) {\n  float p[MODEL_CLASSES];\n"
    for row in rows.dropFirst() {
      let cells = row.split(separator: ",")
      let age = cells[0] == "NA" ? "NAN" : cells[0]
      main += "  { struct model_row row = {\(age), \"\(cells[1])\"};\n"
      main += "    model_predict_row(&row, p); printf(\"%.9g\\n\", p[1]); }\n"
    }
    main += "  return 0;\n}\n"
    try digits.folder.write(Array(main.utf8), to: "main.c")
    func run(_ words: [String]) throws -> String {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: words[0])
      process.arguments = Array(words.dropFirst())
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let text = String(
        decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return text
    }
    _ = try run(["/usr/bin/cc", file("main.c"), "-o", file("main"), "-lm"])
    let found = try run([file("main")]).split(separator: "\n").compactMap { Double($0) }
    let said = try CommandProcess.succeed(
      ["predict", table, "--model", model, "--probabilities", "--format", "jsonl"])
    let expected = try JSON.lines(said).map { line in
      try #require(((line["probabilities"] as? [String: Any])?["yes"] as? NSNumber)?.doubleValue)
    }
    try #require(found.count == expected.count && found.count == 60)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-6) }
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
    (["m.csv"], "onnx, json or npz"), (["m"], "none of them"), (["m", "--from", "swift"], "swift"),
  ])
  func wrongUsageOfImportIsRefused(words: [String], part: String) throws {
    try CommandProcess.fail(["import", "--model", file("out")] + words, code: 64, saying: [part])
  }

  @Test func whatIsWrongIsSaidAndNothingIsOverwritten() throws {
    try digits.folder.write(OldOutput.bytes, to: "kept")
    try digits.folder.write(Array("{\"kind\": 3".utf8), to: "bad.json")
    try digits.folder.write(Array("no model".utf8), to: "bad.onnx")
    try digits.folder.write(Array("PK".utf8), to: "bad.npz")
    for name in ["bad.json", "bad.onnx", "bad.npz", "missing.json", "missing.npz"] {
      try CommandProcess.fail(
        ["import", file(name), "--model", file("kept")], saying: [name, "expected", "found"])
    }
    try CommandProcess.fail(
      ["export", "--model", file("bad.json"), "-o", file("kept"), "--to", "json"],
      saying: ["bad.json", "expected", "found"])
    try CommandProcess.fail(
      ["export", "--model", model, "-o", file("nowhere/m.json")], saying: ["nowhere/m.json"])
    #expect(try digits.folder.bytes("kept") == OldOutput.bytes)
  }
}
