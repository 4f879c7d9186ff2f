@testable import LogisticReference
@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidFormats
@testable import SigmoidServer
import Foundation
import TestSupport
import Testing

/// What is answered to what, without a network.
struct PredictionServiceTests {
  private func sigma(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

  @Test func pixelsAreScaledAndFeaturesAreNot() throws {
    for (body, z) in [
      ("{\"pixels\":[3,1]}", 1.5 - 1 + 0.5), ("{\"features\":[3,1]}", 3.0 - 2 + 0.5),
    ] {
      let answer = try SomeService.predict(body)
      #expect(answer.status == 200 && answer.contentType == "application/json")
      let object = try answer.object()
      #expect(object["label"] as? String == "yes")
      let all = try #require(object["probabilities"] as? [String: Double])
      #expect(abs(try #require(all["yes"]) - sigma(z)) < 1e-12)
      #expect(abs(try #require(all["no \"ink\""]) - sigma(-z)) < 1e-12)
      #expect(object["probability"] as? Double == all["yes"])
    }
  }

  @Test func aListOfExamplesHasAListOfPredictions() throws {
    let object = try SomeService.predict("{\"features\":[[3,1],[0,9],[0,0]]}").object()
    let predictions = try #require(object["predictions"] as? [[String: Any]])
    #expect(predictions.compactMap { $0["label"] as? String } == ["yes", "no \"ink\"", "yes"])
  }

  /// As NumPy's `image.tolist()` gives it.
  @Test func anImageMayComeAsItsRows() throws {
    let rows = (0..<28).map { _ in
      "[" + Array(repeating: "255", count: 28).joined(separator: ",") + "]"
    }
    let body = "{\"pixels\":[\(rows.joined(separator: ","))]}"
    let object = try SomeService.predict(body, model: SomeService.digits).object()
    #expect(abs(try #require(object["probability"] as? Double) - 0.5) < 1e-9)
  }

  @Test func aDrawingIsTreatedAsMNISTsWereAndRawIsNot() throws {
    let service = try SomeService.make(SomeService.digits)
    // A bright bar in the upper half: the recipe puts its centre into the middle.
    var pixels = [UInt8](repeating: 0, count: 784)
    for row in 2..<6 { for column in 10..<18 { pixels[row * 28 + column] = 255 } }
    let image = try PNGImage.encode(GreyImage(width: 28, height: 28, pixels: pixels), name: "bar")
    func probability(_ target: String) throws -> Double {
      let answer = service.answer(
        PredictionRequest(
          method: "POST", target: target, contentType: "image/png", body: image))
      #expect(answer.status == 200, "\(answer.text)")
      let all = try #require(answer.object()["probabilities"] as? [String: Double])
      return try #require(all["high"])
    }
    #expect(abs(try probability("/predict?raw") - sigma(4)) < 1e-9)
    let digit = try DigitRecipe.apply(to: GreyImage(width: 28, height: 28, pixels: pixels))
    let score = digit.pixels.enumerated().reduce(0.0) {
      $0 + Double($1.element) / 255 * ($1.offset < 392 ? 0.125 : -0.125)
    }
    #expect(abs(try probability("/predict") - sigma(score)) < 1e-9)
    #expect(digit.pixels != pixels)
  }

  @Test func pageAndModelAreServed() throws {
    let service = try SomeService.make()
    for method in ["GET", "HEAD"] {
      let page = service.answer(PredictionRequest(method: method, target: "/?x"))
      #expect(page.status == 200 && page.contentType == "text/html; charset=utf-8")
      #expect(page.text == "<p>page</p>")
    }
    let model = service.answer(PredictionRequest(method: "GET", target: "/model"))
    #expect(model.status == 200)
    #expect(model.text.contains("no \\\"ink\\\""))
    let without = try SomeService.make(page: nil)
      .answer(PredictionRequest(method: "GET", target: "/"))
    #expect(without.status == 404 && without.text.contains("POST /predict"))
  }

  @Test(
    arguments: [
      ("GET", "/predict", 405, "POST"), ("POST", "/", 405, "GET, HEAD"),
      ("DELETE", "/model", 405, "GET, HEAD"), ("GET", "/secret", 404, nil),
      ("GET", "/../etc/passwd", 404, nil), ("GET", "", 404, nil),
    ] as [(String, String, Int, String?)])
  func otherMethodsAndPathsAreRefused(
    method: String, target: String, status: Int, allow: String?
  ) throws {
    let answer = try SomeService.make().answer(
      PredictionRequest(method: method, target: target))
    #expect(answer.status == status && answer.allow == allow)
    #expect(try answer.object()["error"] is String)
  }

  @Test(arguments: [
    ("", 400), ("{", 400), ("[]", 400), ("{}", 400), ("null", 400), ("{\"pixels\":null}", 400),
    ("{\"pixels\":[1,2],\"features\":[1,2]}", 400), ("{\"pixels\":[1,\"2\"]}", 400),
    ("{\"pixels\":[1e999,0]}", 400), ("{\"pixels\":[NaN,0]}", 400), ("{\"pixels\":[1]}", 422),
    ("{\"pixels\":[]}", 422), ("{\"pixels\":[[]]}", 422), ("{\"pixels\":[[1,2],[3]]}", 422),
    ("{\"features\":[1e308,-1e308]}", 422),
    (String(repeating: "[", count: 100_000), 400),
    ("{\"pixels\":" + String(repeating: "[", count: 100_000), 400),
  ])
  func wrongBodiesAreRefused(body: String, status: Int) throws {
    let answer = try SomeService.predict(body)
    #expect(answer.status == status, "\(answer.text)")
    #expect(try answer.object()["error"] is String)
  }

  @Test func wrongTypesAreRefused() throws {
    for type in [nil, "text/html", "application/x-www-form-urlencoded"] {
      #expect(try SomeService.predict("{\"pixels\":[3,1]}", as: type).status == 415)
    }
    #expect(
      try SomeService.predict("{\"pixels\":[3,1]}", as: "Application/JSON; charset=utf-8").status
        == 200)
    #expect(try SomeService.predict("no image", as: "image/png").status == 400)
  }

  /// 64 bytes that promise 10¹⁰ pixels.
  @Test func anImageThatPromisesTooMuchIsRefusedUnread() throws {
    var image = try PNGImage.encode(GreyImage(width: 1, height: 1, pixels: [0]), name: "bomb")
    image.replaceSubrange(16..<24, with: [0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0])
    let answer = try SomeService.make(SomeService.digits).answer(
      PredictionRequest(
        method: "POST", target: "/predict", contentType: "image/png", body: image))
    #expect(answer.status == 413)
  }

  /// A web site that resolves to this machine must not read the model.
  @Test func aForeignNameIsMisdirected() throws {
    for (host, own, any) in [
      ("localhost:8080", 200, 200), ("127.0.0.1", 200, 200), ("[::1]:8080", 200, 200),
      ("LOCALHOST", 200, 200), ("127.0.0.2:80", 200, 200), ("evil.example", 421, 200),
      ("localhost.evil.example", 421, 200), ("127.0.0.1.evil.example:80", 421, 200),
      ("[::2]", 421, 200), ("", 400, 400), ("[::1].evil.example", 400, 400),
      ("localhost:80@evil.example", 400, 400), ("localhost:http", 400, 400),
    ] {
      let request = PredictionRequest(method: "GET", target: "/model", hosts: [host])
      #expect(try SomeService.make().answer(request).status == own, "\(host)")
      #expect(try SomeService.make(isLocal: false).answer(request).status == any, "\(host)")
    }
  }

  @Test func thereIsOneHost() throws {
    for (hosts, isNeeded, status) in [
      ([], false, 200), ([], true, 400), (["localhost"], true, 200),
      (["localhost", "localhost"], true, 400), (["localhost", "evil.example"], false, 400),
    ] {
      let answer = try SomeService.make().answer(
        PredictionRequest(method: "GET", target: "/model", hosts: hosts, needsHost: isNeeded))
      #expect(answer.status == status, "\(hosts), \(isNeeded)")
    }
  }

  private func list(_ examples: Int) -> String {
    "{\"features\":[" + (0..<examples).map { "[\($0 % 7)]" }.joined(separator: ",") + "]}"
  }

  /// What comes in parts is what comes at once, and each prediction what it is alone.
  @Test func aLongAnswerComesInParts() throws {
    let answer = try SomeService.predict(list(1000), model: SomeService.ten)
    let parts = answer.parts
    #expect(parts.count > 5)
    #expect(parts.allSatisfy { !$0.isEmpty && $0.utf8.count <= PredictionText.partBytes })
    let alone = try (0..<7).map {
      try SomeService.predict("{\"features\":[\($0)]}", model: SomeService.ten).text.dropLast()
    }
    let expected = (0..<1000).map { alone[$0 % 7] }.joined(separator: ",")
    #expect(answer.text == "{\"predictions\":[\(expected)]}\n")
    // No more is held than the limit on answers is meant to bound.
    #expect(answer.held < 400_000)
  }

  @Test func anAnswerIsNoLargerThanItWasSaidToBe() throws {
    let words = PredictionWords(labels: (0..<10).map { "\"\($0)\"" })
    for scale in [1e-300, 1e-9, 1, 1e9] {
      let text = try SomeService.predict("{\"features\":[\(scale)]}", model: SomeService.ten).text
      #expect(text.utf8.count <= words.mostBytes)
    }
  }

  /// A byte or two a question, and hundreds an answer.
  @Test func tooManyExamplesAreRefused() throws {
    #expect(try SomeService.predict(list(4096), model: SomeService.ten).status == 200)
    let answer = try SomeService.predict(list(4097), model: SomeService.ten)
    #expect(answer.status == 413)
    let text = try #require(answer.object()["error"] as? String)
    for word in ["expected at most 4096 examples", "found 4097", "several requests"] {
      #expect(text.contains(word), "\(text)")
    }
  }

  @Test func answersThatWouldBeTooLargeAreRefused() throws {
    var limits = AnswerLimits()
    limits.bytes = 10_000
    let answer = try SomeService.predict(list(100), model: SomeService.ten, limits: limits)
    #expect(answer.status == 413)
    let text = try #require(answer.object()["error"] as? String)
    #expect(text.contains("expected at most 10000 bytes") && text.contains("100 examples"))
    let allowed = try #require(text.firstMatch(of: /send at most (\d+) in/)).output.1
    let most = try #require(Int(allowed))
    #expect(
      try SomeService.predict(list(most), model: SomeService.ten, limits: limits).status == 200)
    // One example is always answered: its size is the model's.
    limits.bytes = 10
    #expect(try SomeService.predict(list(1), model: SomeService.ten, limits: limits).status == 200)
  }

  /// What an event loop does by itself, and what it leaves to others.
  @Test func onlyShortWorkIsQuick() throws {
    func isQuick(_ body: [UInt8], _ method: String = "POST", _ target: String = "/predict") throws
      -> Bool
    {
      try SomeService.make(SomeService.ten).isQuick(
        PredictionRequest(method: method, target: target, body: body))
    }
    #expect(try isQuick(Array(list(1000).utf8)))
    #expect(try !isQuick(Array(list(10_000).utf8)))
    #expect(try isQuick([], "GET", "/model"))
    let large = GreyImage(width: 300, height: 300, pixels: Array(repeating: 0, count: 90_000))
    let image = try PNGImage.encode(large, name: "large")
    #expect(image.count < 10_000)
    #expect(try !isQuick(image))
    let small = GreyImage(width: 28, height: 28, pixels: Array(repeating: 0, count: 784))
    #expect(try isQuick(PNGImage.encode(small, name: "small")))
  }

  @Test func mutatedBodiesNeverCrash() throws {
    var random = RandomValues()
    print("mutatedBodiesNeverCrash: mutated inputs: 20000 of POST /predict")
    let image = try PNGImage.encode(
      GreyImage(width: 28, height: 28, pixels: (0..<784).map { UInt8($0 % 251) }), name: "image")
    let bodies = [
      ("application/json", Array("{\"pixels\":[[3,1e2],[0.5,-7]],\"x\":\"\\u00e9\"}".utf8)),
      ("image/png", image),
    ]
    let services = [try SomeService.make(), try SomeService.make(SomeService.digits)]
    var counts: [Int: Int] = [:]
    for _ in 0..<20_000 {
      let which = random.int(in: 0..<8) == 0 ? 1 : 0
      var body = bodies[which].1
      for _ in 0..<random.int(in: 1..<4) where !body.isEmpty {
        let place = random.int(in: 0..<body.count)
        switch random.int(in: 0..<4) {
        case 0: body[place] ^= 1 << UInt8(random.int(in: 0..<8))
        case 1: body.removeLast(body.count - place)
        case 2: body.insert(contentsOf: Array("9999999999".utf8), at: place)
        default: body.insert(contentsOf: Array(body[place...].prefix(20)), at: place)
        }
      }
      let answer = services[which].answer(
        PredictionRequest(
          method: "POST", target: "/predict", contentType: bodies[which].0, body: body))
      counts[answer.status, default: 0] += 1
    }
    print("mutatedBodiesNeverCrash: answers by status \(counts)")
    #expect(Set(counts.keys).isSubset(of: [200, 400, 413, 422]))
    #expect(counts[200, default: 0] > 0 && counts[400, default: 0] > 1000)
  }
}
