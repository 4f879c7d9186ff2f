import ArgumentParser
import Datasets
import Files
import LinearAlgebra
import LogisticRegression

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict the class of each image in a file.",
    discussion: """
      Prints one row an image: its index from 0, the label of the more probable class, and the \
      probability of that class. Bytes are scaled as the model was trained; other numbers are \
      taken as they are.
      """)

  @Option(help: ArgumentHelp("The model, a safetensors file.", valueName: "file"))
  var model: String

  @Argument(help: "An IDX file of images, gzipped or not.")
  var input: String

  @Option(help: ArgumentHelp("csv, or jsonl: one JSON object a line.", valueName: "format"))
  var format: PredictionFormat = .csv

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let trained = try LogisticModel(contentsOf: model)
      let scores = try Self.scores(of: trained, forImagesIn: input)
      try format.write(scores, of: trained)
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
  func write(_ scores: [Double], of model: LogisticModel) throws {
    var block = self == .csv ? "index,label,probability\n" : ""
    let classes = model.classes.map(\.name)
    let labels = try classes.map {
      self == .csv ? Self.quotedForCSV($0) : try JSONOutput.string($0)
    }
    let probabilities = model.probabilities(ofScores: scores)
    for (index, predicted) in model.predictedClasses(ofScores: scores).enumerated() {
      let probability = probabilities[index * classes.count + predicted]
      switch self {
      case .csv: block += "\(index),\(labels[predicted]),\(probability)\n"
      case .jsonl:
        block +=
          "{\"index\":\(index),\"label\":\(labels[predicted]),\"probability\":\(probability)}\n"
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
