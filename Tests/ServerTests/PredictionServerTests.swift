@testable import SigmoidExamples
import Foundation
@testable import SigmoidModel
@testable import SigmoidServer
import Synchronization
import TestSupport
import Testing

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
  /// - Returns: the seconds that its end took.
  @discardableResult
  private func serving(
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

  private func request(_ body: String, more: String = "") -> String {
    "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\(more)\r\n\(body)"
  }

  /// A list of so many examples for the model of ten classes.
  private func list(_ examples: Int) -> String {
    "{\"features\":[" + (0..<examples).map { "[\($0 % 7)]" }.joined(separator: ",") + "]}"
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

  /// One that reads only when it has sent everything.
  @Test func theAnswerToABodyTooLargeArrives() throws {
    try serving { port in
      let client = try RawClient(port: port)
      let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
      client.send(
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
          + String(repeating: chunk, count: 24))
      let answer = try #require(client.read())
      #expect(answer.hasPrefix("HTTP/1.1 413 "))
      for word in ["expected at most 1048576 bytes", "found more", "several requests"] {
        #expect(answer.contains(word), "\(answer)")
      }
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
    limits.heldBytes = 1000
    let large = String(repeating: " ", count: limits.ownBytes + limits.heldBytes) + valid
    try serving(limits) { port in
      let client = try RawClient(port: port)
      client.send(request(large))
      #expect(client.read()?.hasPrefix("HTTP/1.1 503 ") == true)
    }
    // One at a time, and what one has held, the next may hold.
    limits.heldBytes += valid.utf8.count
    try serving(limits) { port in
      let client = try RawClient(port: port)
      for _ in 0..<3 {
        client.send(request(large))
        #expect(client.read(until: "}}")?.contains(" 200 ") == true)
      }
      let other = try RawClient(port: port)
      client.send(String(request(large).dropLast()))
      usleep(200_000)
      other.send(request(large))
      #expect(other.read()?.hasPrefix("HTTP/1.1 503 ") == true)
      // A small one is answered all the same.
      let small = try RawClient(port: port)
      small.send(request(valid))
      #expect(small.read(until: "}}")?.contains(" 200 ") == true)
    }
  }

  /// One that asks for the page again and again, and never takes it.
  @Test func answersDoNotPileUp() throws {
    var limits = ServerLimits()
    limits.answerSeconds = 0.5
    try serving(limits) { port in
      let client = try RawClient(port: port)
      let ask = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
      client.send(String(repeating: ask, count: 30))
      usleep(1_500_000)
      let got = client.read() ?? ""
      #expect(got.utf8.count < 2 * Self.pageBytes, "\(got.utf8.count) bytes")
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

  /// Scores wait for one who does not read, and have a limit with all else that waits.
  @Test func whatSlowReadersHoldIsBounded() throws {
    var limits = ServerLimits()
    limits.heldBytes = 600_000
    try serving(limits, model: SomeService.ten) { port in
      let slow = try RawClient(port: port, receiveBytes: 4096)
      slow.send(request(list(4096)))
      for _ in 0..<5000 where !slow.hasAnswer { usleep(1000) }
      let second = try RawClient(port: port)
      second.send(request(list(4096)))
      #expect(second.read()?.hasPrefix("HTTP/1.1 503 ") == true)
      // Small answers need no room.
      let third = try RawClient(port: port)
      third.send(request(list(1)))
      #expect(third.read(until: "}}")?.contains(" 200 ") == true)
      #expect(slow.read(until: "\r\n0\r\n\r\n")?.hasPrefix("HTTP/1.1 200 ") == true)
      let fourth = try RawClient(port: port)
      fourth.send(request(list(4096), more: "Connection: close\r\n"))
      #expect(fourth.read()?.hasPrefix("HTTP/1.1 200 ") == true)
    }
  }

  /// Computing, an event loop would answer nobody.
  @Test func othersAreAnsweredMeanwhile() throws {
    try serving(model: SomeService.ten) { port in
      let hostile = try (0..<16).map { _ in try RawClient(port: port) }
      // Of as many bytes as are taken, and so of many more examples than are answered.
      let text = request("{\"features\":[[0]" + String(repeating: ",[0]", count: 250_000) + "]}")
      let answers = Mutex<[String]>([])
      let begun = ContinuousClock.now
      for client in hostile {
        Thread.detachNewThread {
          client.send(text)
          let answer = client.read(until: "}\n") ?? ""
          answers.withLock { $0.append(answer) }
        }
      }
      let other = try RawClient(port: port)
      var seconds: [Double] = []
      while answers.withLock({ $0.count }) < hostile.count {
        let start = ContinuousClock.now
        other.send("GET /model HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try #require(other.read(until: "}\n")?.contains(" 200 ") == true)
        seconds.append((ContinuousClock.now - start) / .seconds(1))
        usleep(20_000)
      }
      // Who waited for an event loop would do so most of the time.
      let all = (ContinuousClock.now - begun) / .seconds(1)
      let waited = seconds.reduce(0, +)
      print("othersAreAnsweredMeanwhile: waited \(waited) s of \(all)")
      #expect(waited < all / 3)
      #expect(answers.withLock { $0.allSatisfy { $0.hasPrefix("HTTP/1.1 413 ") } })
    }
  }

  /// Who asks much in one go has one answer a turn, and turns are a millisecond apart: between them
  /// others are answered.
  @Test func requestsInOnePieceTakeTurns() throws {
    try serving { port in
      let short = "GET /no HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
      let client = try RawClient(port: port)
      let start = ContinuousClock.now
      client.send(String(repeating: short, count: 60))
      client.endSending()
      #expect(client.read()?.matches(of: /HTTP.1.1 404/).count == 60)
      #expect(ContinuousClock.now - start > .milliseconds(50))
    }
  }

  /// In the middle of answers that are not taken, and of work for others.
  @Test func theEndComesSoon() throws {
    var clients: [RawClient] = []
    let seconds = try serving(model: SomeService.ten) { port in
      for _ in 0..<10 {
        for text in [
          "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", request(list(4096)),
          request("{\"features\":[[0]" + String(repeating: ",[0]", count: 250_000) + "]}"),
          String(request(valid).dropLast(3)),
        ] {
          let client = try RawClient(port: port, receiveBytes: 4096)
          client.send(text)
          clients.append(client)
        }
      }
    }
    #expect(seconds < 5)
  }

  /// Those that wait are held taken apart, at many times their size.
  @Test func fewRequestsGoAheadOfTheirAnswers() throws {
    try serving { port in
      let page = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
      let short = "GET / HTTP/1.1\r\n\r\n"
      let modest = try RawClient(port: port)
      modest.send(page + String(repeating: short, count: 60))
      modest.endSending()
      #expect(modest.read()?.matches(of: /HTTP.1.1 400/).count == 60)
      let greedy = try RawClient(port: port)
      greedy.send(page + String(repeating: short, count: 600))
      let got = greedy.read() ?? ""
      #expect(got.utf8.count < Self.pageBytes)
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
