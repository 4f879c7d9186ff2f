import Foundation
@testable import SigmoidServer
import Synchronization
import TestSupport
import Testing

/// What one who asks too much, too slowly, or does not listen can cost the others, and how the server
/// ends.
extension PredictionServerTests {
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
}
