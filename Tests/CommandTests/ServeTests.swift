import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `sigmoid serve` as a process, asked by curl.
struct ServeTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  /// Starts a server, and gives its address.
  private func serving(_ arguments: [String], _ body: (String, CommandProcess) throws -> Void)
    throws
  {
    let output = digits.folder.file("address")
    let command = try CommandProcess(
      ["serve", "--port", "0"] + arguments, output: .file(output))
    var address: String?
    for _ in 0..<20_000 where address == nil {
      let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
      if text.hasSuffix("\n") {
        address = text.firstMatch(of: /http:\/\/[^\n]*/).map { String($0.output) }
      }
      usleep(1000)
    }
    try body(try #require(address), command)
  }

  private func curl(_ arguments: String...) throws -> (status: Int, body: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["curl", "-sS", "-w", "\n%{http_code}"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self)
    let end = try #require(text.lastIndex(of: "\n"))
    return (try #require(Int(text[text.index(after: end)...])), String(text[..<end]))
  }

  @Test func predictsAsTheCommandDoes() throws {
    let model = try digits.model()
    let images = digits.folder.file("t.csv")
    try CommandProcess.succeed([
      "data", "convert", digits.folder.file(SmallDigits.testImages), images, "--quiet",
    ])
    let rows = try String(contentsOfFile: images, encoding: .utf8).split(separator: "\n")
      .dropFirst().prefix(20)
    let expected = try CommandProcess.succeed([
      "predict", "--model", model, digits.folder.file(SmallDigits.testImages),
    ]).split(separator: "\n").dropFirst()
    try serving(["--model", model, "--data", digits.folder.path]) { address, command in
      for (row, line) in zip(rows, expected) {
        let answer = try curl(
          "-H", "Content-Type: application/json", "-d", "{\"pixels\":[\(row)]}", address + "predict"
        )
        #expect(answer.status == 200, "\(answer.body)")
        let object = try JSON.object(answer.body)
        let cells = line.split(separator: ",")
        #expect(object["label"] as? String == String(cells[1]))
        let probability = try #require(Double(cells[2]))
        #expect(abs(try object.number("probability") - probability) < 1e-6)
      }
      let page = try curl(address)
      #expect(page.status == 200 && page.body.contains("<canvas"))
      let file = digits.folder.file("m.json")
      try CommandProcess.succeed(["export", "--model", model, "-o", file])
      #expect(
        try curl(address + "model").body.trimmingCharacters(in: .newlines)
          == String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines))
      command.send(SIGTERM)
      let outcome = try command.wait(timeout: 20)
      #expect(outcome.ending == .exit(0))
      #expect(outcome.error.contains("for trying"))
    }
  }

  @Test func interruptEndsItWith130() throws {
    try serving(["--model", try digits.model(), "--data", digits.folder.path, "--quiet"]) {
      _, command in
      command.send(SIGINT)
      let outcome = try command.wait(timeout: 20)
      #expect(outcome.ending == .exit(130))
      #expect(outcome.error == "")
    }
  }

  /// A model of something else than images, without examples: there is no page, and the rest works.
  @Test func aModelOfATableIsServedWithoutAPage() throws {
    let table = try digits.folder.write(
      Array("a,b,y\n1,0,p\n0,1,q\n2,0,p\n0,2,q\n".utf8), to: "t.csv")
    let model = digits.folder.file("t.safetensors")
    try CommandProcess.succeed(["train", table, "--quiet", "--model", model])
    try serving(["--model", model]) { address, _ in
      #expect(try curl(address).status == 404)
      let answer = try curl(
        "-H", "Content-Type: application/json", "-d", "{\"features\":[3,0]}", address + "predict")
      #expect(try JSON.object(answer.body)["label"] as? String == "p")
    }
    try serving(["--model", model, table]) { address, _ in
      let page = try curl(address)
      #expect(page.status == 200 && page.body.contains("<html"))
    }
  }

  @Test func wrongUsageIsRefused() throws {
    let model = try digits.model()
    for (arguments, words) in [
      (["--port", "70000"], "0 to 65535"), (["--port", "-1"], "0 to 65535"),
      (["--host", ""], "--host"), (["--label", "y"], "--label"),
    ] {
      let outcome = try CommandProcess.run(["serve", "--model", model] + arguments)
      #expect(outcome.ending == .exit(64))
      #expect(outcome.error.contains(words), "\(outcome.error)")
    }
    let outcome = try CommandProcess.run(
      ["serve", "--model", model, "--data", digits.folder.path, "--host", "192.0.2.1"])
    #expect(outcome.ending == .exit(1))
    #expect(outcome.error.contains("192.0.2.1:8080: expected an address to serve at"))
  }
}
