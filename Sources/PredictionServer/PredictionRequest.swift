import ModelFormats

/// What a client asks, as it came: nothing of it is to be trusted.
public struct PredictionRequest: Sendable {
  public var method: String
  /// The target with its query, such as `/predict?raw`.
  public var target: String
  public var host: String?
  public var contentType: String?
  public var body: [UInt8]

  public init(
    method: String, target: String, host: String? = nil, contentType: String? = nil,
    body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.host = host
    self.contentType = contentType
    self.body = body
  }

  var path: Substring { target.prefix { $0 != "?" } }

  /// The part after the first `?`.
  var query: Substring { target.dropFirst(path.count + 1) }

  /// The type alone, without parameters such as a charset.
  var mediaType: String? {
    contentType.map {
      String($0.prefix { $0 != ";" }).lowercased().filter { $0 != " " }
    }
  }
}

/// What the server says.
public struct PredictionAnswer: Equatable, Sendable {
  /// As in RFC 9110, section 15.
  public var status: Int
  public var contentType: String
  public var body: [UInt8]
  /// With 405: the methods that there are.
  public var allow: String?

  static func json(_ text: String) -> PredictionAnswer {
    PredictionAnswer(status: 200, contentType: "application/json", body: Array(text.utf8))
  }

  /// An error, as JSON with a sentence for a person.
  static func error(_ status: Int, _ message: String, allow: String? = nil) -> PredictionAnswer {
    let text = "{\"error\":\(jsonString(message))}\n"
    return PredictionAnswer(
      status: status, contentType: "application/json", body: Array(text.utf8), allow: allow)
  }
}
