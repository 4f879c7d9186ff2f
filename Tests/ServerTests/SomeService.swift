import Foundation
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidServer

/// Models small enough to compute by hand, and a service of each.
enum SomeService {
  /// Scores z = x₀ − 2x₁ + 0.5 of inputs that are multiplied by 0.5 first.
  static let binary = LogisticModel(
    features: 2, weights: [1, -2], intercepts: [0.5],
    classes: [
      ModelClass(name: "no \"ink\"", labels: ["a"]), ModelClass(name: "yes", labels: ["b"]),
    ],
    link: .logistic, inputScale: 0.5)

  /// Ten classes that one feature decides between: a few bytes a question, and hundreds an answer.
  static let ten = LogisticModel(
    features: 1, weights: (0..<10).map { Double($0) / 8 - 0.5 },
    intercepts: (0..<10).map { Double($0 % 3) / 7 },
    classes: (0..<10).map { ModelClass(name: "\($0)", labels: ["\($0)"]) })

  /// Of images of 28 × 28 pixels, which the first or the second half of the rows decide.
  static let digits = LogisticModel(
    features: 784, weights: (0..<784).map { $0 < 392 ? 0.125 : -0.125 }, intercepts: [0],
    classes: [ModelClass(name: "low", labels: ["0"]), ModelClass(name: "high", labels: ["1"])],
    link: .logistic, inputScale: 1 / 255.0)

  static func make(
    _ model: LogisticModel = binary, page: String? = "<p>page</p>", isLocal: Bool = true,
    limits: AnswerLimits = AnswerLimits()
  ) throws -> PredictionService {
    try PredictionService(
      model, page: page.map { Array($0.utf8) }, isLocal: isLocal, limits: limits)
  }

  /// What `POST /predict` answers to a body.
  static func predict(
    _ body: String, as type: String? = "application/json", model: LogisticModel = binary,
    limits: AnswerLimits = AnswerLimits()
  ) throws -> PredictionAnswer {
    try make(model, limits: limits).answer(
      PredictionRequest(
        method: "POST", target: "/predict", hosts: ["localhost:8080"], contentType: type,
        body: Array(body.utf8)))
  }
}

extension PredictionAnswer {
  /// The whole of it, with all that follows the beginning.
  var text: String { parts.joined() }

  var parts: [String] {
    var parts = [String(decoding: body.readableBytesView, as: UTF8.self)]
    var rest = rest
    while let text = rest {
      let (part, left) = text.part()
      parts.append(String(decoding: part.readableBytesView, as: UTF8.self))
      rest = left
    }
    return parts
  }

  func object() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }
}
