import Foundation
import TestSupport
import Testing

/// Neither language, region nor time zone change a number.
struct SurroundingsTests {
  /// Where glibc keeps what locales are made from; Debian's package `locales`.
  private static let sources = "/usr/share/i18n/locales/de_DE"

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @discardableResult
  private func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: sources),
      "needs the sources of other locales: apt-get install locales"))
  func localeAndTimeZoneChangeNothing() throws {
    // A decimal comma, and an i whose capital has a dot.
    var places = ["LOCPATH": folder.path]
    for name in ["de_DE", "tr_TR"] {
      try run(
        "/usr/bin/localedef", ["-i", name, "-f", "UTF-8", folder.file("\(name).UTF-8")])
    }
    places["LC_ALL"] = "de_DE.UTF-8"
    #expect(try run("/usr/bin/printf", ["%.1f", "1.5"], environment: places) == "1,5")

    let table = try folder.write(
      Array("a,b,y\n1.5,0.25,p\n0,1e-3,q\n2.5,0,p\n0.125,2,q\n".utf8), to: "t.csv")
    let settings: [[String: String?]] = [
      ["LC_ALL": "C", "TZ": "UTC"], ["LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu"],
      ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "America/St_Johns"],
      ["LC_ALL": nil, "LANG": nil, "TZ": nil],
    ]
    var written: [[String]] = []
    for setting in settings {
      let environment = setting.merging(["LOCPATH": folder.path]) { $1 }
      let (model, json) = (folder.file("m"), folder.file("m.json"))
      try CommandProcess.succeed(
        ["train", table, "--epochs", "7", "--quiet", "--model", model], environment: environment)
      try CommandProcess.succeed(
        ["export", "--model", model, "-o", json],
        environment: environment)
      written.append([
        try folder.bytes("m").description,
        String(decoding: try folder.bytes("m.json"), as: UTF8.self),
        try CommandProcess.succeed(
          ["predict", "--model", model, table, "--probabilities"], environment: environment),
        try CommandProcess.succeed(
          ["evaluate", "--model", model, table], environment: environment),
      ])
    }
    #expect(written.allSatisfy { $0 == written[0] })
    #expect(written[0][2].contains("0."))
  }
}
