import Datasets
import Files
import FoundationEssentials
import LinearAlgebra
import LogisticRegression

/// The body of `POST /predict` as numbers.
struct PredictionInputs: ~Copyable {
  /// Features × examples, with the scale that they want.
  let examples: Matrix<Double>
  /// Whether the client sent a list of examples, and gets a list of predictions.
  let isList: Bool

  /// A drawing is made small; above this many pixels it is no drawing, but a bomb.
  static let mostPixels = 1 << 23

  /// The examples of a JSON object: `pixels`, which are multiplied as the inputs of the training
  /// were, or `features`, as the model takes them. The value is one example, a list of examples, or
  /// an image as a list of its rows.
  /// - Throws: `BadRequest`.
  static func json(
    _ body: [UInt8], for model: LogisticModel
  ) throws(BadRequest) -> PredictionInputs {
    let numbers: JSONExamples
    do {
      numbers = try JSONDecoder().decode(JSONExamples.self, from: Data(body))
    } catch {
      throw BadRequest(400, "the body: expected JSON as \(JSONExamples.form), found \(say(error))")
    }
    guard (numbers.pixels == nil) != (numbers.features == nil),
      let value = numbers.pixels ?? numbers.features
    else {
      throw BadRequest(
        400,
        "the body: expected JSON as \(JSONExamples.form), found "
          + (numbers.pixels == nil ? "neither of the two keys" : "both keys"))
    }
    let flat: [Double]
    let isList: Bool
    switch value {
    case .row(let row): (flat, isList) = (row, false)
    case .rows(let rows):
      flat = rows.flatMap { $0 }
      isList = !rows.isEmpty && rows.allSatisfy { $0.count == model.features }
    }
    guard isList || flat.count == model.features else {
      throw BadRequest(
        422, "the body: expected \(model.features) numbers an example, found \(flat.count)")
    }
    var matrix = Matrix<Double>(
      rows: model.features, columns: isList ? flat.count / model.features : 1, elements: flat)
    if numbers.pixels != nil { matrix.scale = model.inputScale }
    return PredictionInputs(examples: matrix, isList: isList)
  }

  /// The one example of a PNG image: by MNIST's recipe, or as it is.
  /// - Throws: `BadRequest`.
  static func png(
    _ body: [UInt8], asItIs: Bool, for model: LogisticModel
  ) throws(BadRequest) -> PredictionInputs {
    if let pixels = announcedPixels(body), pixels > mostPixels {
      throw BadRequest(
        413, "the image: expected at most \(mostPixels) pixels, found \(pixels); make it smaller")
    }
    let image: GreyImage
    do {
      image = try PNGImage.decode(body)
      guard asItIs || model.features == DigitRecipe.side * DigitRecipe.side else {
        throw BadRequest(
          422,
          "the model: expected one of \(DigitRecipe.side) × \(DigitRecipe.side) pixels for a "
            + "drawing, found one of \(model.features) features; send JSON, or POST /predict?raw")
      }
      let prepared = asItIs ? image : try DigitRecipe.apply(to: image, name: "the image")
      guard prepared.pixels.count == model.features else {
        throw BadRequest(
          422, "the image: expected \(model.features) pixels, found \(prepared.size)")
      }
      var matrix = Matrix<Double>(
        rows: model.features, columns: 1, elements: prepared.pixels.map { Double($0) })
      matrix.scale = model.inputScale
      return PredictionInputs(examples: matrix, isList: false)
    } catch let error as BadRequest {
      throw error
    } catch {
      throw BadRequest(400, "\(error)")
    }
  }

  /// Width times height, from the chunk IHDR that a PNG begins with; nil where there is none.
  private static func announcedPixels(_ body: [UInt8]) -> Int? {
    guard body.count >= 24 else { return nil }
    func number(at offset: Int) -> Int {
      body[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    return number(at: 16).multipliedReportingOverflow(by: number(at: 20)).partialValue
  }

  private static func say(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .dataCorrupted: return "no JSON that can be read"
    case .keyNotFound, .valueNotFound: return "a value that is missing"
    case .typeMismatch: return "something else than lists of numbers"
    @unknown default: return "something else"
    }
  }
}

/// A request that is answered with an error.
struct BadRequest: Error {
  let status: Int
  let message: String

  init(_ status: Int, _ message: String) {
    self.status = status
    self.message = message
  }
}

private struct JSONExamples: Decodable {
  static let form =
    "{\"pixels\": [0, 255, …]} or {\"features\": [0.5, …]}, a list of numbers or a list of such "
    + "lists"

  let pixels, features: Numbers?

  enum Numbers: Decodable {
    case row([Double])
    case rows([[Double]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let row = try? container.decode([Double].self) {
        self = .row(row)
      } else {
        self = .rows(try container.decode([[Double]].self))
      }
    }
  }
}
