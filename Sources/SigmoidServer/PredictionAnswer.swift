import SigmoidSystem
import NIOCore

/// What the server says.
struct PredictionAnswer: Sendable {
  /// As in RFC 9110, section 15.
  var status: Int
  var contentType: String
  /// The whole, or its beginning. That of the page and of the model is one storage for all clients.
  var body: ByteBuffer
  /// What follows, if anything does.
  var rest: PredictionText?
  /// With 405: the methods that there are.
  var allow: String?
  /// The bytes that are held for this client alone until it has taken its answer.
  var held = 0

  static func json(_ text: PredictionText) -> PredictionAnswer {
    let (body, rest) = text.part()
    return PredictionAnswer(
      status: 200, contentType: "application/json", body: body, rest: rest,
      held: rest == nil ? body.readableBytes : text.held)
  }

  /// An error, as JSON with a sentence for a person.
  static func error(_ status: Int, _ message: String, allow: String? = nil) -> PredictionAnswer {
    PredictionAnswer(
      status: status, contentType: "application/json",
      body: ByteBuffer(string: "{\"error\":\(jsonString(message))}\n"), allow: allow)
  }
}
