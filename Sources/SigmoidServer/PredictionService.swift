import SigmoidExamples
import SigmoidFormats
import SigmoidModel
import SigmoidSystem
import NIOCore

/// What a server of predictions answers; it knows nothing of sockets.
///
/// - `GET /`: the page.
/// - `GET /model`: the model as JSON, in the form of `ModelFormat.json`.
/// - `POST /predict`: JSON or a PNG image in, the label and the probability of each class out.
package struct PredictionService: Sendable {
  private let model: LogisticModel
  private let page: PredictionAnswer
  private let modelAsJSON: PredictionAnswer
  private let words: PredictionWords
  private let isLocal: Bool
  private let limits: AnswerLimits

  /// - Parameters:
  ///   - page: HTML; nil where there is none to show.
  ///   - isLocal: whether only this machine reaches the server: then a name other than its own is
  ///     that of a web site which had itself resolved to it (DNS rebinding), and refused.
  /// - Throws: `FileError` for a model of numbers that are not finite.
  package init(
    _ model: LogisticModel, page: [UInt8]?, isLocal: Bool, limits: AnswerLimits = AnswerLimits()
  ) throws {
    self.model = model
    self.isLocal = isLocal
    self.limits = limits
    self.page =
      page.map {
        PredictionAnswer(
          status: 200, contentType: "text/html; charset=utf-8", body: ByteBuffer(bytes: $0))
      }
      ?? .error(
        404,
        "the page needs labelled examples: start the server with a file of them; "
          + "POST /predict and GET /model work without")
    modelAsJSON = PredictionAnswer(
      status: 200, contentType: "application/json",
      body: ByteBuffer(bytes: try ModelFormat.json.encode(model, name: "model")))
    words = PredictionWords(labels: model.classes.map { jsonString($0.name) })
  }

  /// Whether the answer, or its beginning, takes about a millisecond at most. What is there already
  /// does, and so does one image or a few rows of a table.
  func isQuick(_ request: PredictionRequest) -> Bool {
    guard request.path == "/predict", request.method == "POST" else { return true }
    let size = request.body.count
    guard size <= 16 << 10, size * words.labels.count <= 1 << 20 else { return false }
    // A few bytes may promise many pixels.
    return PredictionInputs.announcedPixels(request.body).map { $0 <= 1 << 14 } ?? true
  }

  func answer(_ request: PredictionRequest) -> PredictionAnswer {
    do {
      try checkHost(request)
      let isReading = request.method == "GET" || request.method == "HEAD"
      switch request.path {
      case "/":
        return isReading ? page : Self.wrongMethod(request, allow: "GET, HEAD")
      case "/model":
        return isReading ? modelAsJSON : Self.wrongMethod(request, allow: "GET, HEAD")
      case "/predict":
        guard request.method == "POST" else { return Self.wrongMethod(request, allow: "POST") }
        return .json(try prediction(of: inputs(request)))
      default:
        return .error(404, "expected GET /, GET /model or POST /predict, found another path")
      }
    } catch {
      return .error(error.status, error.message)
    }
  }

  private static func wrongMethod(
    _ request: PredictionRequest, allow: String
  ) -> PredictionAnswer {
    .error(405, "expected \(allow) for \(request.path), found another method", allow: allow)
  }

  /// Refuses what RFC 9112, section 3.2 has refused, and the name of another machine.
  private func checkHost(_ request: PredictionRequest) throws(BadRequest) {
    guard let field = request.hosts.first else {
      guard request.needsHost else { return }
      throw BadRequest(400, "the field Host: expected one, found none; send it, or HTTP/1.0")
    }
    guard request.hosts.count == 1 else {
      throw BadRequest(400, "the field Host: expected one, found \(request.hosts.count); send one")
    }
    guard let host = HostField(field) else {
      throw BadRequest(
        400,
        "the field Host: expected a name or an address, alone or with a port, found "
          + (field.isEmpty ? "nothing" : "something else") + "; send one such as localhost:8080")
    }
    if isLocal, !LoopbackName.contains(host.name) {
      throw BadRequest(421, "this server answers only its own machine: call it localhost")
    }
  }

  private func inputs(_ request: PredictionRequest) throws(BadRequest) -> PredictionInputs {
    switch request.mediaType {
    case "application/json":
      return try PredictionInputs.json(request.body, for: model)
    case "image/png":
      let asItIs = request.query == "raw"
      guard asItIs || request.query.isEmpty else {
        throw BadRequest(400, "the query: expected 'raw' or none, found another")
      }
      return try PredictionInputs.png(request.body, asItIs: asItIs, for: model)
    default:
      throw BadRequest(
        415,
        "the content type: expected application/json or image/png, found "
          + (request.contentType == nil ? "none" : "another"))
    }
  }

  private func prediction(of inputs: PredictionInputs) throws(BadRequest) -> PredictionText {
    try checkSize(examples: inputs.examples)
    let scores: [Double]
    do {
      scores = try model.scores(ofValues: inputs.values, scale: inputs.scale)
    } catch {
      throw BadRequest(422, "\(error)")
    }
    guard scores.allSatisfy(\.isFinite) else {
      throw BadRequest(
        422, "the body: expected numbers whose products are finite, found larger ones")
    }
    return PredictionText(model, words, scores: scores, isList: inputs.isList)
  }

  private func checkSize(examples: Int) throws(BadRequest) {
    guard examples <= limits.examples else {
      throw BadRequest(
        413,
        "the body: expected at most \(limits.examples) examples, found \(examples); "
          + "send them in several requests")
    }
    let bytes = examples * words.mostBytes
    guard examples <= 1 || bytes <= limits.bytes else {
      throw BadRequest(
        413,
        "the answer: expected at most \(limits.bytes) bytes, found up to \(bytes) for \(examples) "
          + "examples of \(words.labels.count) classes; send at most "
          + "\(max(1, limits.bytes / words.mostBytes)) in a request")
    }
  }
}
