@testable import SigmoidExamples
import Foundation
@testable import SigmoidModel
@testable import SigmoidServer
import Synchronization
import TestSupport
import Testing

/// The server over sockets: what it answers, and how. `PredictionServerTests+Limits.swift` has what it
/// refuses, and how it ends; one suite, since some of both take the time.
@Suite(.serialized) struct PredictionServerTests {
  static let pageBytes = 8_000_000

  /// A server on a thread of its own.
  private final class Running: Sendable {
    let isOver = Atomic<Bool>(false)
    let port = Mutex<Int?>(nil)
    let failure = Mutex<(any Error)?>(nil)
    let done = DispatchSemaphore(value: 0)

    init(_ server: PredictionServer) {
      Thread.detachNewThread { [self] in
        do {
          try server.run(host: "127.0.0.1", port: 0) { port in
            self.port.withLock { $0 = port }
          } until: {
            self.isOver.load(ordering: .relaxed)
          }
        } catch {
          failure.withLock { $0 = error }
        }
        done.signal()
      }
    }
  }

  /// Runs a server while `body` runs.
  /// - Returns: the seconds that its end took.
  @discardableResult
  func serving(
    _ limits: ServerLimits = ServerLimits(), model: LogisticModel = SomeService.binary,
    _ body: (Int) throws -> Void
  ) throws -> Double {
    let page = String(repeating: "x", count: Self.pageBytes)
    let running = Running(PredictionServer(try SomeService.make(model, page: page), limits: limits))
    var port: Int?
    for _ in 0..<10_000 where port == nil {
      port = running.port.withLock { $0 }
      usleep(1000)
    }
    let result = Result { try body(try #require(port)) }
    let asked = ContinuousClock.now
    running.isOver.store(true, ordering: .relaxed)
    #expect(running.done.wait(timeout: .now() + 20) == .success)
    #expect(running.failure.withLock { $0 } == nil)
    let seconds = (ContinuousClock.now - asked) / .seconds(1)
    try result.get()
    return seconds
  }

  func request(_ body: String, more: String = "") -> String {
    "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\(more)\r\n\(body)"
  }

  /// A list of so many examples for the model of ten classes.
  func list(_ examples: Int) -> String {
    "{\"features\":[" + (0..<examples).map { "[\($0 % 7)]" }.joined(separator: ",") + "]}"
  }

  let valid = "{\"pixels\":[3,1]}"

  @Test func oneConnectionAsksManyTimes() throws {
    try serving { port in
      let client = try RawClient(port: port)
      for _ in 0..<3 {
        client.send(request(valid))
        let answer = try #require(client.read(until: "}}\n"))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("\"label\":\"yes\""))
        #expect(answer.contains("Connection: keep-alive\r\n"))
      }
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      let page = try #require(client.read())
      #expect(page.contains("Content-Length: \(Self.pageBytes)\r\n"))
      #expect(page.hasSuffix("\r\n\r\n" + String(repeating: "x", count: Self.pageBytes)))
    }
  }

  @Test func requestsInOnePieceAreAnsweredInOrder() throws {
    try serving { port in
      let client = try RawClient(port: port)
      client.send(
        request(valid) + request("{\"pixels\":[0,9]}")
          + request("no", more: "Connection: close\r\n"))
      let answers = try #require(client.read())
      let statuses = answers.matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.output.1) }
      #expect(statuses == ["200", "200", "400"])
      let yes = try #require(answers.firstRange(of: "\"label\":\"yes\""))
      let no = try #require(answers.firstRange(of: "\"label\":\"no "))
      #expect(yes.lowerBound < no.lowerBound)
    }
  }

  @Test func headHasNoBody() throws {
    try serving { port in
      let client = try RawClient(port: port)
      client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      let answer = try #require(client.read())
      #expect(answer.contains("Content-Length: \(Self.pageBytes)\r\n"))
      #expect(answer.hasSuffix("\r\n\r\n"))
    }
  }

  @Test(arguments: [
    ("no http at all\r\n\r\n", 400),
    ("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
    ("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", 413),
    ("GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 20_000) + "\r\n\r\n", 431),
    ("GET /" + String(repeating: "x", count: 20_000) + " HTTP/1.1\r\n\r\n", 431),
    ("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 421),
    ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: [::1].evil.com\r\nConnection: close\r\n\r\n", 400),
    ("GET /no HTTP/1.0\r\n\r\n", 404),
  ])
  func malformedRequestsAreRefused(text: String, status: Int) throws {
    try serving { port in
      let client = try RawClient(port: port)
      client.send(text)
      let answer = try #require(client.read())
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(300))")
      #expect(answer.contains("{\"error\":"))
    }
  }

  /// They wait until there is room for them.
  @Test func answersToOneWhoReadsLateAreAllThere() throws {
    try serving { port in
      let client = try RawClient(port: port)
      let ask = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
      client.send(String(repeating: ask, count: 5) + request(valid, more: "Connection: close\r\n"))
      usleep(300_000)
      let got = client.read() ?? ""
      #expect(got.utf8.count > 5 * Self.pageBytes && got.hasSuffix("}}\n"))
    }
  }

  /// Of a text in chunks, the text; nil where it does not end as such a text does.
  private func joined(_ chunks: Substring) -> String? {
    var rest = chunks.utf8
    var text = ""
    while let end = rest.firstRange(of: Array("\r\n".utf8)) {
      let line = String(Substring(rest[..<end.lowerBound]))
      guard let size = Int(line, radix: 16) else { return nil }
      rest = rest[end.upperBound...]
      if size == 0 { return Substring(rest) == "\r\n" ? text : nil }
      text += String(Substring(rest.prefix(size)))
      rest = rest.dropFirst(size + 2)
    }
    return nil
  }

  @Test func aLongAnswerIsStreamed() throws {
    let expected = try SomeService.predict(list(4096), model: SomeService.ten).text
    #expect(expected.utf8.count > 1_000_000)
    try serving(model: SomeService.ten) { port in
      let client = try RawClient(port: port)
      for _ in 0..<2 {
        client.send(request(list(4096)))
        let answer = try #require(client.read(until: "\r\n0\r\n\r\n"))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        let head = try #require(answer.firstRange(of: "\r\n\r\n"))
        #expect(answer[..<head.lowerBound].lowercased().contains("transfer-encoding: chunked"))
        #expect(joined(answer[head.upperBound...]) == expected)
      }
      // HTTP/1.0 has no chunks: there the end of the connection is that of the answer.
      let old = try RawClient(port: port)
      old.send(
        request(list(4096), more: "Connection: keep-alive\r\n")
          .replacing("HTTP/1.1", with: "HTTP/1.0"))
      let answer = try #require(old.read())
      #expect(answer.hasPrefix("HTTP/1.0 200 OK\r\n"))
      #expect(answer.hasSuffix("\r\n\r\n" + expected))
    }
  }

  @Test func oneWhoSaysNoMoreGetsTheAnswer() throws {
    try serving(model: SomeService.ten) { port in
      for body in [list(1), list(4096), list(100_000)] {
        let client = try RawClient(port: port)
        client.send(request(body) + request(body))
        client.endSending()
        let answer = try #require(client.read())
        #expect(answer.matches(of: /HTTP.1\.1/).count == 2)
        #expect(answer.hasSuffix("}\n") || answer.hasSuffix("\r\n0\r\n\r\n"))
      }
      // And nobody waits for the rest of a request that will not come.
      let half = try RawClient(port: port)
      half.send(String(request(valid).dropLast(3)))
      half.endSending()
      #expect(half.read()?.contains(" 200 ") == false)
    }
  }

  @Test func expectationIsContinued() throws {
    try serving { port in
      let client = try RawClient(port: port)
      let whole = request(valid, more: "Expect: 100-continue\r\n")
      client.send(String(whole.dropLast(valid.count)))
      #expect(client.read(until: "\r\n\r\n")?.hasPrefix("HTTP/1.1 100 ") == true)
      client.send(valid)
      #expect(client.read(until: "}}")?.contains(" 200 ") == true)
    }
  }

  @Test func aTakenPortIsRefused() throws {
    try serving { port in
      let second = PredictionServer(try SomeService.make())
      #expect {
        try second.run(host: "127.0.0.1", port: port, whenReady: { _ in }, until: { true })
      } throws: {
        "\($0)".contains("127.0.0.1:\(port)") && "\($0)".contains("--port")
      }
    }
  }
}
