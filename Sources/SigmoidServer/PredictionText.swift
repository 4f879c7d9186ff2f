import SigmoidModel
import NIOCore

/// The names of a model's classes as JSON writes them, and what a prediction takes with them.
struct PredictionWords: Sendable {
  let labels: [String]
  /// The most bytes of one prediction.
  let mostBytes: Int

  init(labels: [String]) {
    self.labels = labels
    let number = 24  // as in -2.2250738585072014e-308
    let longest = labels.map(\.utf8.count).max() ?? 0
    mostBytes =
      labels.reduce(0) { $0 + $1.utf8.count + 2 + number } + longest + number
      + "{\"label\":,\"probability\":,\"probabilities\":{}},".utf8.count
  }
}

/// The predictions of a request as JSON, a part at a time: all together they may be large, and must
/// not wait in memory for a client that reads slowly.
struct PredictionText: Sendable {
  private let model: LogisticModel
  private let words: PredictionWords
  /// Columns × examples.
  private let scores: [Double]
  private let isList: Bool
  private var next = 0

  /// Of a part, in bytes, unless one prediction alone is larger. It takes well under a millisecond.
  static let partBytes = 32 << 10

  /// - Parameter scores: of at least one example.
  init(_ model: LogisticModel, _ words: PredictionWords, scores: [Double], isList: Bool) {
    self.model = model
    self.words = words
    self.scores = scores
    self.isList = isList
  }

  /// The bytes held until all is told: the scores, a part on its way and the next.
  var held: Int {
    scores.count * MemoryLayout<Double>.stride + 2 * max(Self.partBytes, words.mostBytes)
  }

  /// The next part, and what is left after it.
  func part() -> (text: ByteBuffer, rest: PredictionText?) {
    let columns = model.columns
    let examples = scores.count / columns
    let end = min(examples, next + max(1, Self.partBytes / words.mostBytes))
    let scores = Array(scores[next * columns..<end * columns])
    let classes = words.labels.count
    let probabilities = model.probabilities(ofScores: scores)
    var text = ByteBuffer(string: isList && next == 0 ? "{\"predictions\":[" : "")
    for (example, best) in model.predictedClasses(ofScores: scores).enumerated() {
      if next + example > 0 { text.writeString(",") }
      let own = probabilities[example * classes..<(example + 1) * classes]
      let all = zip(words.labels, own).map { "\($0):\($1)" }.joined(separator: ",")
      text.writeString(
        "{\"label\":\(words.labels[best]),\"probability\":\(own[own.startIndex + best]),"
          + "\"probabilities\":{\(all)}}")
    }
    guard end < examples else {
      text.writeString(isList ? "]}\n" : "\n")
      return (text, nil)
    }
    var rest = self
    rest.next = end
    return (text, rest)
  }
}
