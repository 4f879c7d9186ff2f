import LogisticRegression
import ModelFormats

/// What a server of predictions answers; it knows nothing of sockets.
///
/// - `GET /`: the page.
/// - `GET /model`: the model as JSON, in the form of `ModelFormat.json`.
/// - `POST /predict`: JSON or a PNG image in, the label and the probability of each class out.
public struct PredictionService: Sendable {
  private let model: LogisticModel
  private let page: PredictionAnswer
  private let modelAsJSON: [UInt8]
  /// Of each class, as JSON.
  private let labels: [String]
  /// The names by which a client may call this machine; nil for any.
  private let hosts: Set<String>?

  /// - Parameters:
  ///   - page: HTML; nil where there is none to show.
  ///   - isLocal: whether only this machine reaches the server: then a name other than its own is
  ///     that of a web site which had itself resolved to it (DNS rebinding), and refused.
  /// - Throws: `FileError` for a model of numbers that are not finite.
  public init(_ model: LogisticModel, page: [UInt8]?, isLocal: Bool) throws {
    self.model = model
    self.page =
      page.map {
        PredictionAnswer(status: 200, contentType: "text/html; charset=utf-8", body: $0)
      }
      ?? .error(
        404,
        "no page without labelled examples: start the server with a file of them; "
          + "POST /predict and GET /model are there")
    modelAsJSON = try ModelFormat.json.encode(model, name: "model")
    labels = model.classes.map { jsonString($0.name) }
    hosts = isLocal ? ["localhost", "127.0.0.1", "[::1]"] : nil
  }

  public func answer(_ request: PredictionRequest) -> PredictionAnswer {
    if let hosts, let host = request.host, !hosts.contains(Self.name(ofHost: host)) {
      return .error(421, "this server is for its own machine: call it localhost")
    }
    let isReading = request.method == "GET" || request.method == "HEAD"
    switch request.path {
    case "/":
      return isReading ? page : Self.wrongMethod(request, allow: "GET, HEAD")
    case "/model":
      return isReading
        ? PredictionAnswer(status: 200, contentType: "application/json", body: modelAsJSON)
        : Self.wrongMethod(request, allow: "GET, HEAD")
    case "/predict":
      guard request.method == "POST" else { return Self.wrongMethod(request, allow: "POST") }
      do {
        return try predict(request)
      } catch {
        return .error(error.status, error.message)
      }
    default:
      return .error(404, "expected GET /, GET /model or POST /predict, found another path")
    }
  }

  private static func wrongMethod(
    _ request: PredictionRequest, allow: String
  ) -> PredictionAnswer {
    .error(405, "expected \(allow) for \(request.path), found another method", allow: allow)
  }

  /// Without the port.
  private static func name(ofHost host: String) -> String {
    let host = host.lowercased()
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
    return String(host.prefix { $0 != ":" })
  }

  private func predict(_ request: PredictionRequest) throws(BadRequest) -> PredictionAnswer {
    switch request.mediaType {
    case "application/json":
      return try prediction(PredictionInputs.json(request.body, for: model))
    case "image/png":
      let asItIs = request.query == "raw"
      guard asItIs || request.query.isEmpty else {
        throw BadRequest(400, "the query: expected 'raw' or none, found another")
      }
      return try prediction(PredictionInputs.png(request.body, asItIs: asItIs, for: model))
    default:
      throw BadRequest(
        415,
        "the content type: expected application/json or image/png, found "
          + (request.contentType == nil ? "none" : "another"))
    }
  }

  private func prediction(
    _ inputs: PredictionInputs
  ) throws(BadRequest) -> PredictionAnswer {
    let predictions = try predictions(of: inputs)
    return .json(
      inputs.isList
        ? "{\"predictions\":[\(predictions.joined(separator: ","))]}\n"
        : predictions.joined() + "\n")
  }

  /// One JSON object an example.
  private func predictions(of inputs: PredictionInputs) throws(BadRequest) -> [String] {
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
    let probabilities = model.probabilities(ofScores: scores)
    return model.predictedClasses(ofScores: scores).enumerated().map { example, best in
      let own = probabilities[example * labels.count..<(example + 1) * labels.count]
      let all = zip(labels, own).map { "\($0):\($1)" }.joined(separator: ",")
      return "{\"label\":\(labels[best]),\"probability\":\(own[own.startIndex + best]),"
        + "\"probabilities\":{\(all)}}"
    }
  }
}
