import ArgumentParser
import SigmoidFormats
import SigmoidLinear
import SigmoidModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

enum PredictionFormat: String, CaseIterable, ExpressibleByArgument {
  case csv, jsonl, npy
}

/// What is said of each example.
enum PredictionColumns {
  /// The most probable label and its probability.
  case best
  /// That, and the probability of every class.
  case all
  /// So many labels with their probabilities, the most probable first.
  case top(Int)
}

/// Predictions on their way to standard output, a block of rows after the other: a reader that has
/// seen enough ends the command early.
struct PredictionOutput {
  /// Examples written so far.
  private(set) var examples = 0
  private let model: LogisticModel
  private let format: PredictionFormat
  private let columns: PredictionColumns
  private let idName: String?
  /// Whether the probability of the predicted label has bounds.
  private let hasBounds: Bool
  /// Of each class, as the format writes it.
  private let labels: [[UInt8]]
  private var rows: [UInt8] = []
  /// Of npy: how the number of examples becomes known.
  private var count = Count.known

  private enum Count {
    /// It was known before.
    case known
    /// The header at this place of the output is written anew.
    case atPlace(Int)
    /// All is kept until then.
    case atEnd
  }

  /// Writes what comes before the rows.
  /// - Parameters:
  ///   - examples: how many there will be, where it is known.
  ///   - idName: the column that names them; nil for their indices from 0.
  ///   - hasBounds: whether the probability of the predicted label has bounds.
  init(
    _ model: LogisticModel, format: PredictionFormat, columns: PredictionColumns, examples: Int?,
    idName: String? = nil, hasBounds: Bool = false
  ) throws {
    self.hasBounds = hasBounds
    self.idName = idName
    self.model = model
    self.format = format
    self.columns = columns
    labels = try model.classes.map {
      format == .jsonl ? Array(try JSONOutput.string($0.name).utf8) : CSVQuoting.cell($0.name)
    }
    switch format {
    case .csv: rows = csvHeader
    case .jsonl: break
    case .npy:
      if examples == nil { count = Terminal.outputPlace.map { .atPlace($0) } ?? .atEnd }
      if case .atEnd = count { return }
      rows = NPYWriter.header(numbers: [examples ?? 0, model.classes.count])
    }
  }

  /// Writes the rows of a block.
  /// - Parameters:
  ///   - scores: columns × examples.
  ///   - predicted: the position of the class of each.
  ///   - ids: what names each of them.
  ///   - incomplete: those without a prediction, ascending.
  ///   - margins: how far the logit of that class may lie on either side, where there are bounds.
  mutating func write(
    _ scores: [Double], predicted: [Int], ids: [String]? = nil, without incomplete: [Int] = [],
    margins: [Double] = []
  ) throws {
    var incomplete = incomplete[...]
    let classes = labels.count
    let probabilities = model.probabilities(ofScores: scores)
    for (position, best) in predicted.enumerated() {
      let own = probabilities[position * classes..<(position + 1) * classes]
      let bounds =
        hasBounds
        ? bounds(model.isBinary ? scores[position] : nil, own, margins[position], best) : nil
      let hasPrediction = incomplete.first != position
      if !hasPrediction { incomplete.removeFirst() }
      switch format {
      case .csv:
        rows += ids.map { CSVQuoting.cell($0[position]) } ?? Array("\(examples)".utf8)
        hasPrediction ? appendCSV(own, best, bounds) : appendEmptyCSV()
      case .jsonl:
        append("{")
        append(try idName.map { try JSONOutput.string($0) } ?? "\"index\"")
        append(":")
        append(try ids.map { try JSONOutput.string($0[position]) } ?? "\(examples)")
        append(hasPrediction ? "," : ",\"label\":null")
        if hasPrediction { appendJSON(own, best, bounds) }
        append("}\n")
      case .npy:
        let values = hasPrediction ? own : [Double](repeating: .nan, count: classes)[...]
        values.withUnsafeBytes { rows.append(contentsOf: $0) }
      }
      examples += 1
      if rows.count > 1 << 18 { try flush() }
    }
    try flush()
  }

  /// Writes what comes after the rows.
  mutating func finish() throws {
    switch count {
    case .known: break
    case .atPlace(let place):
      try Terminal.rewrite(NPYWriter.header(numbers: [examples, labels.count]), at: place)
    case .atEnd:
      try Terminal.write(NPYWriter.header(numbers: [examples, labels.count]))
      count = .known
    }
    try flush()
  }

  private mutating func flush() throws {
    if case .atEnd = count { return }
    try Terminal.write(rows)
    rows.removeAll(keepingCapacity: true)
  }

  private var csvHeader: [UInt8] {
    var names = [idName ?? "index"]
    switch columns {
    case .best: names += ["label", "probability"] + boundNames
    case .all: names += ["label", "probability"] + boundNames + model.classes.map(\.name)
    case .top(let count): names += (1...count).flatMap { ["label\($0)", "probability\($0)"] }
    }
    let cells = names.map { CSVQuoting.cell($0) }
    return cells.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "\n")]
  }

  private var boundNames: [String] { hasBounds ? ["lower", "upper"] : [] }

  /// Of the probability of the predicted label.
  /// - Parameter score: of two classes.
  private func bounds(
    _ score: Double?, _ own: ArraySlice<Double>, _ margin: Double, _ best: Int
  ) -> (lower: Double, upper: Double) {
    let logit =
      score.map { best == 1 ? $0 : -$0 }
      ?? log(own[own.startIndex + best] / own.others(than: own.startIndex + best).reduce(0, +))
    return (logistic(logit - margin), logistic(logit + margin))
  }

  private mutating func appendCSV(
    _ own: ArraySlice<Double>, _ best: Int, _ bounds: (lower: Double, upper: Double)?
  ) {
    for label in ranked(own, best) {
      append(",")
      rows += labels[label]
      append(",\(own[own.startIndex + label])")
    }
    if let bounds { append(",\(bounds.lower),\(bounds.upper)") }
    if case .all = columns { for probability in own { append(",\(probability)") } }
    append("\n")
  }

  private mutating func appendEmptyCSV() {
    let cells: Int
    switch columns {
    case .best: cells = 2 + boundNames.count
    case .all: cells = 2 + boundNames.count + labels.count
    case .top(let count): cells = 2 * count
    }
    append(String(repeating: ",", count: cells) + "\n")
  }

  private mutating func appendJSON(
    _ own: ArraySlice<Double>, _ best: Int, _ bounds: (lower: Double, upper: Double)?
  ) {
    var isTop = false
    if case .top = columns { isTop = true }
    if isTop { append("\"top\":[") }
    for (rank, label) in ranked(own, best).enumerated() {
      if isTop { append(rank == 0 ? "{" : ",{") }
      append("\"label\":")
      rows += labels[label]
      append(",\"probability\":\(own[own.startIndex + label])")
      if isTop { append("}") }
    }
    if isTop { append("]") }
    if let bounds { append(",\"lower\":\(bounds.lower),\"upper\":\(bounds.upper)") }
    if case .all = columns {
      append(",\"probabilities\":{")
      for (label, probability) in own.enumerated() {
        if label > 0 { append(",") }
        rows += labels[label]
        append(":\(probability)")
      }
      append("}")
    }
  }

  /// The classes that are named, the most probable first; of equal ones the first.
  private func ranked(_ own: ArraySlice<Double>, _ best: Int) -> [Int] {
    guard case .top(let count) = columns else { return [best] }
    let others = own.indices.map { $0 - own.startIndex }.filter { $0 != best }
    let start = own.startIndex
    let order = others.sorted { (own[start + $1], $0) < (own[start + $0], $1) }
    return [best] + order.prefix(count - 1)
  }

  private mutating func append(_ text: String) { rows.append(contentsOf: text.utf8) }
}

extension ArraySlice<Double> {
  fileprivate func others(than index: Int) -> [Double] {
    indices.filter { $0 != index }.map { self[$0] }
  }
}
