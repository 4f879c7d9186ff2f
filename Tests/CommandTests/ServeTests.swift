@testable import SigmoidExamples
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
  private func serving(
    _ arguments: [String], launcher: [String] = [],
    _ body: (String, CommandProcess) throws -> Void
  ) throws {
    let output = digits.folder.file("address")
    let command = try CommandProcess(
      ["serve", "--port", "0"] + arguments, output: .file(output), launcher: launcher)
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

  private func port(_ address: String) throws -> Int {
    try #require(address.firstMatch(of: /:(\d+)\/$/).flatMap { Int($0.output.1) })
  }

  private static let getModel = "GET /model HTTP/1.1\r\nHost: localhost\r\n\r\n"

  /// Whether the model is had within ten seconds, by a connection of its own.
  private func answers(_ port: Int) throws -> Bool {
    let client = try RawClient(port: port)
    client.send(Self.getModel)
    return client.read(until: "}\n")?.hasPrefix("HTTP/1.1 200 ") == true
  }

  /// A launcher that leaves the command so many descriptors, and none that other tests have open.
  private static func withDescriptors(_ count: Int) -> [String] {
    [
      "/usr/bin/env", "bash", "-c",
      "for n in {3..255}; do eval \"exec $n>&-\"; done; ulimit -n \(count); exec \"$0\" \"$@\"",
    ]
  }

  /// More clients than descriptors: some wait, and all is well again when they have gone.
  @Test func fewDescriptorsAreToldOnceAndLastNoLongerThanTheirLack() throws {
    try serving(
      ["--model", try digits.model(), "--data", digits.folder.path, "--quiet"],
      launcher: Self.withDescriptors(24)
    ) { address, command in
      let port = try port(address)
      for _ in 0..<2 {
        var clients = try (0..<40).map { _ in try RawClient(port: port) }
        usleep(300_000)
        clients.removeAll()
        #expect(try answers(port))
      }
      command.send(SIGTERM)
      let outcome = try command.wait(timeout: 20)
      #expect(outcome.ending == .exit(0))
      let told = outcome.error.matches(of: /descriptors: expected enough for \d+ connections/)
      #expect(told.count == 1, "\(outcome.error)")
    }
  }

  @Test func withHardlyAnyDescriptorsItSaysSo() throws {
    let outcome = try CommandProcess.run(
      ["serve", "--port", "0", "--model", try digits.model(), "--data", digits.folder.path],
      launcher: Self.withDescriptors(8))
    #expect(outcome.ending == .exit(1))
    #expect(outcome.error.contains("raise the limit (ulimit -n)"), "\(outcome.error)")
  }

  #if os(Linux)
    /// The limit falls while the server runs, so that connections cannot be taken that it counts on.
    @Test func connectionsThatCannotBeTakenAreTakenLater() throws {
      try serving(
        ["--model", try digits.model(), "--data", digits.folder.path, "--quiet"],
        launcher: Self.withDescriptors(500)
      ) { address, command in
        let port = try port(address)
        #expect(try answers(port))
        let open = try FileManager.default.contentsOfDirectory(
          atPath: "/proc/\(command.identifier)/fd")
        try setDescriptors((open.compactMap { Int($0) }.max() ?? 0) + 6, of: command)
        var clients = try (0..<40).map { _ in try RawClient(port: port) }
        usleep(300_000)
        // One that tries again and again without a pause takes a whole core.
        let before = try processorTime(of: command)
        usleep(1_000_000)
        #expect(try processorTime(of: command) - before < 0.5)
        clients.removeAll()
        #expect(try answers(port))
        command.send(SIGTERM)
        let outcome = try command.wait(timeout: 30)
        #expect(outcome.ending == .exit(0))
        let told = outcome.error.matches(of: /descriptors: expected enough/)
        #expect(told.count == 1, "\(outcome.error)")
      }
    }

    private func setDescriptors(_ count: Int, of command: CommandProcess) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        "prlimit", "--pid", "\(command.identifier)", "--nofile=\(count):\(count)",
      ]
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
    }

    /// In seconds.
    private func processorTime(of command: CommandProcess) throws -> Double {
      let path = "/proc/\(command.identifier)/stat"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let name = try #require(text.lastIndex(of: ")"))
      let fields = text[name...].split(separator: " ")
      let ticks = (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
      return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private func residentBytes(of command: CommandProcess) throws -> Int {
      let path = "/proc/\(command.identifier)/statm"
      let fields = try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
      return try #require(Int(fields[1])) * sysconf(Int32(_SC_PAGESIZE))
    }

    /// The page is there once, however many ask for it and do not take it.
    @Test func slowReadersOfThePageShareIt() throws {
      try serving(["--model", try digits.model(), "--data", digits.folder.path, "--quiet"]) {
        address, command in
        let size = try curl(address).body.utf8.count
        let port = try port(address)
        let before = try residentBytes(of: command)
        let readers = try (0..<300).map { _ in try RawClient(port: port, receiveBytes: 4096) }
        for reader in readers { reader.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") }
        for reader in readers { for _ in 0..<5000 where !reader.hasAnswer { usleep(1000) } }
        let more = try residentBytes(of: command) - before
        print("slowReadersOfThePageShareIt: \(more) bytes for 300 readers of \(size) bytes")
        #expect(more < 30 << 20)
        #expect(try answers(port))
        let asked = ContinuousClock.now
        command.send(SIGTERM)
        #expect(try command.wait(timeout: 30).ending == .exit(0))
        #expect(ContinuousClock.now - asked < .seconds(5))
      }
    }
  #endif

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
