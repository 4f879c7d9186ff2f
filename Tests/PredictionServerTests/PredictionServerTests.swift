import Foundation
import Synchronization
import TestSupport
import Testing

@testable import PredictionServer

/// The server over sockets: its limits, and its end.
@Suite(.serialized) struct PredictionServerTests {
  private static let pageBytes = 8_000_000

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
  private func serving(
    _ limits: ServerLimits = ServerLimits(), _ body: (Int) throws -> Void
  ) throws {
    let page = String(repeating: "x", count: Self.pageBytes)
    let running = Running(PredictionServer(try SomeService.make(page: page), limits: limits))
    defer {
      running.isOver.store(true, ordering: .relaxed)
      #expect(running.done.wait(timeout: .now() + 20) == .success)
      #expect(running.failure.withLock { $0 } == nil)
    }
    var port: Int?
    for _ in 0..<10_000 where port == nil {
      port = running.port.withLock { $0 }
      usleep(1000)
    }
    try body(try #require(port))
  }

  private func request(_ body: String, more: String = "") -> String {
    "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\(more)\r\n\(body)"
  }

  private let valid = "{\"pixels\":[3,1]}"

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

  /// A body that announces no length ends with the limit, not with the memory.
  @Test func chunkedBodyBeyondTheLimitIsRefused() throws {
    try serving { port in
      let client = try RawClient(port: port)
      client.send(
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
      let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
      var chunks = 0
      while chunks < 1000, client.send(chunk) { chunks += 1 }
      #expect(chunks < 1000)
      #expect(client.read()?.hasPrefix("HTTP/1.1 413 ") ?? true)
    }
  }

  @Test func slowRequestsEnd() throws {
    var limits = ServerLimits()
    limits.requestSeconds = 0.5
    try serving(limits) { port in
      let silent = try RawClient(port: port)
      let halfHead = try RawClient(port: port)
      halfHead.send("POST /predict HTTP/1.1\r\nHost:")
      let halfBody = try RawClient(port: port)
      halfBody.send(String(request(valid).dropLast(3)))
      #expect(silent.read() == "")
      #expect(halfHead.read() == "")
      #expect(halfBody.read()?.hasPrefix("HTTP/1.1 408 ") == true)
      let next = try RawClient(port: port)
      next.send(request(valid))
      #expect(next.read(until: "}}")?.contains(" 200 ") == true)
    }
  }

  @Test func connectionsBeyondTheLimitWaitTheirTurn() throws {
    var limits = ServerLimits()
    limits.connections = 2
    try serving(limits) { port in
      var first: RawClient? = try RawClient(port: port)
      let second = try RawClient(port: port)
      for client in [first, second] {
        client?.send(request(valid))
        #expect(client?.read(until: "}}")?.contains(" 200 ") == true)
      }
      let third = try RawClient(port: port)
      third.send(request(valid))
      usleep(300_000)
      #expect(!third.hasAnswer)
      first = nil
      #expect(third.read(until: "}}")?.contains(" 200 ") == true)
    }
  }

  @Test func bodiesBeyondWhatIsHeldTogetherAreTurnedAway() throws {
    var limits = ServerLimits()
    limits.heldBytes = 10
    try serving(limits) { port in
      let client = try RawClient(port: port)
      client.send(request(valid))
      #expect(client.read()?.hasPrefix("HTTP/1.1 503 ") == true)
    }
    limits.heldBytes = valid.utf8.count
    try serving(limits) { port in
      let client = try RawClient(port: port)
      for _ in 0..<3 {
        client.send(request(valid))
        #expect(client.read(until: "}}")?.contains(" 200 ") == true)
      }
    }
  }

  /// One that asks for the page again and again, and never takes it.
  @Test func answersDoNotPileUp() throws {
    try serving { port in
      let client = try RawClient(port: port)
      let ask = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
      client.send(String(repeating: ask, count: 100))
      usleep(500_000)
      let got = client.read() ?? ""
      #expect(got.utf8.count < 20 * Self.pageBytes, "\(got.utf8.count) bytes")
    }
  }

  @Test func anAnswerThatIsNotTakenEnds() throws {
    var limits = ServerLimits()
    limits.answerSeconds = 0.5
    try serving(limits) { port in
      let client = try RawClient(port: port, receiveBytes: 4096)
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
      usleep(1_500_000)
      let got = client.read() ?? ""
      #expect(!got.isEmpty && got.utf8.count < Self.pageBytes, "\(got.utf8.count) bytes")
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
