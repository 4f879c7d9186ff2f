import Foundation
import TestSupport
import Testing

/// Tables as people have them: in other encodings, compressed, in other notations, and those that are not
/// read.
@Suite struct TableFormsTests {
  let folder: TemporaryFolder

  private let table = "größe,label\n1,a\n2,b\n3,a\n4,b\n5,b\n"

  init() throws { folder = try TemporaryFolder() }

  private func utf16(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  private var forms: [(name: String, format: String, bytes: [UInt8])] {
    let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let objects = rows.map { "{\"label\": \"\($0[1])\", \"größe\": \($0[0])}" }
    let arff =
      ["@relation r", "@attribute 'größe' real", "@attribute label {a,b}", "@data"]
      + rows.map { $0.joined(separator: ",") }
    return [
      ("t.csv", "csv", Array(table.utf8)), ("utf16.csv", "csv", utf16(table)),
      ("latin1.csv", "csv", table.unicodeScalars.map { UInt8($0.value) }),
      ("t.jsonl", "jsonl", Array(objects.joined(separator: "\n").utf8)),
      ("t.json", "jsonl", Array("[\(objects.joined(separator: ",\n"))]".utf8)),
      ("t.arff", "arff", Array(arff.joined(separator: "\n").utf8)),
      ("jsonl.txt", "jsonl", Array(objects.joined(separator: "\n").utf8)),
      ("arff.data", "arff", Array(arff.joined(separator: "\n").utf8)),
      ("csv.dat", "csv", Array(table.utf8)), ("csv", "csv", Array(table.utf8)),
    ]
  }

  private func predictions(_ arguments: [String], _ model: String) throws -> String {
    try CommandProcess.succeed(["predict", "--model", model, "--quiet"] + arguments)
  }

  @Test func everyFormGivesTheSamePredictions() throws {
    let model = folder.file("model")
    for form in forms {
      let path = try folder.write(form.bytes, to: form.name)
      let own = folder.file("model-\(form.name)")
      try CommandProcess.succeed([
        "train", path, "--solver", "lbfgs", "--l2", "0.1", "--quiet", "--model", own,
      ])
      if form.name == "t.csv" { try FileManager.default.copyItem(atPath: own, toPath: model) }
      let expected = try predictions([folder.file("t.csv")], model)
      #expect(expected.split(separator: "\n").count == 6)
      #expect(try predictions([folder.file("t.csv")], own) == expected, "\(form.name)")
      #expect(try predictions([path], model) == expected, "\(form.name)")
      let piped = try CommandProcess.run(
        ["predict", "--model", model, "-", "--input-format", form.format], input: .file(path))
      #expect(piped.output == expected, "\(form.name): \(piped.error)")
    }
  }

  @Test func aGuessIsTold() throws {
    let path = try folder.write(table.unicodeScalars.map { UInt8($0.value) }, to: "latin1.csv")
    let note = "note: \(path): read as WINDOWS-1252 (Latin-1), since it is not UTF-8"
    let model = folder.file("model")
    let trained = try CommandProcess.run(["train", path, "--model", model])
    #expect(trained.ending == .exit(0) && trained.error.contains(note), "\(trained)")
    let predicted = try CommandProcess.run(["predict", "--model", model, path])
    #expect(predicted.ending == .exit(0) && predicted.error.contains(note), "\(predicted)")
    let named = try CommandProcess.run(["data", "info", path, "--encoding", "LATIN1"])
    #expect(named.ending == .exit(0) && !named.error.contains("WINDOWS"), "\(named)")
    try CommandProcess.fail(
      ["data", "info", path, "--encoding", "none"], saying: ["'none'", "iconv -l"])
    try CommandProcess.fail(
      ["data", "info", path, "--input-format", "npy", "--encoding", "LATIN1"], code: 64,
      saying: ["--encoding", "npy"])
  }

  /// The tables are written by the commands of the three, so that those are tried too.
  @Test(arguments: [("zstd", ".zst"), ("bzip2", ".bz2"), ("xz", ".xz"), ("gzip", ".gz")])
  func compressedByOtherTools(tool: String, ending: String) throws {
    let plain = try folder.write(Array(table.utf8), to: "t.csv")
    let packed = folder.file("packed.csv\(ending)")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "command -v \(tool) >/dev/null && \(tool) -c \"$0\" > \"$1\"", plain, packed,
    ]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return }
    let info = try CommandProcess.succeed(["data", "info", packed, "--json"])
    #expect(try JSON.object(info)["examples"] as? Int == 5)
    let output = folder.file("out.libsvm")
    try CommandProcess.succeed(["data", "convert", packed, output])
    #expect(try String(decoding: folder.bytes("out.libsvm"), as: UTF8.self).hasPrefix("a 1:1\n"))
    let cut = try folder.write(folder.bytes("packed.csv\(ending)").dropLast(5), to: "cut.csv")
    try CommandProcess.fail(["data", "info", cut], saying: [cut, "damaged or cut short"])
  }

  @Test func whatIsOnlyReadIsNotWritten() throws {
    let plain = try folder.write(Array(table.utf8), to: "t.csv")
    for name in ["o.jsonl", "o.arff", "o.json.gz"] {
      try CommandProcess.fail(
        ["data", "convert", plain, folder.file(name)], code: 64, saying: ["--to", "csv"])
    }
    try CommandProcess.fail(
      ["data", "convert", plain, folder.file("o.csv.zst")], saying: [".gz", ".zst"])
    #expect(folder.names() == ["t.csv"])
  }

  /// Like the case xlsx-message.
  @Test func whatIsNotReadIsNamed() throws {
    let parquet = try folder.write(Array("PAR1....PAR1".utf8), to: "pima.parquet")
    for command in [["train", parquet], ["data", "info", parquet, "--input-format", "csv"]] {
      try CommandProcess.fail(
        command, saying: [parquet, "Parquet", "pandas.read_parquet('\(parquet)')", "pima.csv"])
    }
    guard let path = CaseFolder("xlsx-message")?.path else { return }
    for (name, said) in [
      ("pima.xlsx", ["Excel", "read_excel"]), ("pima.csv.zip", ["zip archive", "unzip -p"]),
      ("pima.parquet", ["Parquet", "read_parquet"]),
    ] {
      let outcome = try CommandProcess.run(["train", "\(path)/\(name)", "--label", "type"])
      #expect(outcome.ending != .exit(0) && !outcome.error.contains("numpy.savez"))
      for word in said { #expect(outcome.error.contains(word), "\(outcome.error)") }
    }
  }
}
