/// What a client asks, as it came: nothing of it is to be trusted.
struct PredictionRequest: Sendable {
  var method: String
  /// The target with its query, such as `/predict?raw`.
  var target: String
  /// The fields Host, of which there should be one.
  var hosts: [String]
  /// Whether there must be one, as in HTTP/1.1.
  var needsHost: Bool
  var contentType: String?
  var body: [UInt8]

  init(
    method: String, target: String, hosts: [String] = [], needsHost: Bool = false,
    contentType: String? = nil, body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.hosts = hosts
    self.needsHost = needsHost
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
