import ArgumentParser
import Datasets
import Files
import LinearAlgebra
import LogisticRegression

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict the class of each image in a file.",
    discussion: """
      Prints one row an image: its index from 0, the label of the most probable class, and the \
      probability of that class; with --probabilities those of all classes as well. Bytes are scaled as the model was trained; other numbers are \
      taken as they are.
      """)

  @Option(help: ArgumentHelp("The model, a safetensors file.", valueName: "file"))
  var model: String

  @Argument(help: "An IDX file of images, gzipped or not.")
  var input: String

  @Option(help: ArgumentHelp("csv, or jsonl: one JSON object a line.", valueName: "format"))
  var format: PredictionFormat = .csv

  @Flag(help: "Print the probability of every class as well, a column named by each.")
  var probabilities = false

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let trained = try LogisticModel(contentsOf: model)
      let scores = try Self.scores(of: trained, forImagesIn: input)
      try format.write(scores, of: trained, allProbabilities: probabilities)
    }
  }

  private static func scores(of model: LogisticModel, forImagesIn path: String) throws -> [Double] {
    let images = try IDXArray(contentsOf: path)
    do {
      if images.elementType == .uint8 {
        return try model.scores(of: images.byteMatrix(scale: model.inputScale))
      }
      let inputs = try images.floatMatrix()
      if let position = inputs.firstNonFinite() { throw TrainingDataError.nonFinite(position) }
      return try model.scores(of: inputs)
    } catch let error as FileError {
      throw error
    } catch {
      throw RunFailure(description: "\(path): \(error)")
    }
  }
}

enum PredictionFormat: String, CaseIterable, ExpressibleByArgument {
  case csv, jsonl

  /// Rows go out in blocks, so that a reader that has seen enough ends the command early.
  func write(_ scores: [Double], of model: LogisticModel, allProbabilities: Bool) throws {
    let classes = model.classes.map(\.name)
    let labels = try classes.map {
      self == .csv ? Self.quotedForCSV($0) : try JSONOutput.string($0)
    }
    let columns = allProbabilities ? labels.map { ",\($0)" }.joined() : ""
    var block = self == .csv ? "index,label,probability\(columns)\n" : ""
    let probabilities = model.probabilities(ofScores: scores)
    for (index, predicted) in model.predictedClasses(ofScores: scores).enumerated() {
      let own = probabilities[index * classes.count..<(index + 1) * classes.count]
      let probability = own[own.startIndex + predicted]
      switch self {
      case .csv:
        block += "\(index),\(labels[predicted]),\(probability)"
        if allProbabilities { for other in own { block += ",\(other)" } }
        block += "\n"
      case .jsonl:
        block += "{\"index\":\(index),\"label\":\(labels[predicted]),\"probability\":\(probability)"
        if allProbabilities {
          let pairs = zip(labels, own).map { "\($0):\($1)" }.joined(separator: ",")
          block += ",\"probabilities\":{\(pairs)}"
        }
        block += "}\n"
      }
      if block.utf8.count > 1 << 16 {
        try Terminal.write(block)
        block = ""
      }
    }
    try Terminal.write(block)
  }

  /// RFC 4180: quoted when it holds a comma, a quote or a line end.
  private static func quotedForCSV(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
