import SigmoidFormats
import SigmoidModel
import SigmoidSystem

/// The body of `POST /predict` as numbers.
struct PredictionInputs {
  /// Features × examples.
  package let values: [Double]
  /// What each is to be multiplied by.
  let scale: Double
  let examples: Int
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
    var found: [(key: String, numbers: NumberLists)] = []
    do {
      var scanner = JSONScanner(
        body, path: "the body", remedy: "send {\"pixels\": [0, 255, …]} or {\"features\": [0.5, …]}"
      )
      try scanner.object { (key, scanner) throws(FileError) in
        if key == "pixels" || key == "features" {
          found.append((key, try NumberLists(&scanner)))
        } else {
          try scanner.skip()
        }
      }
      try scanner.end()
    } catch {
      throw BadRequest(400, "\(error)")
    }
    guard found.count == 1 else {
      throw BadRequest(
        400, "the body: expected pixels or features, found \(found.isEmpty ? "neither" : "both")")
    }
    let (key, numbers) = found[0]
    let isList = !numbers.lengths.isEmpty && numbers.lengths.allSatisfy { $0 == model.features }
    guard isList || numbers.values.count == model.features else {
      throw BadRequest(
        422,
        "the body: expected \(model.features) numbers an example, found "
          + "\(numbers.values.count)")
    }
    return PredictionInputs(
      values: numbers.values, scale: key == "pixels" ? model.inputScale : 1,
      examples: isList ? numbers.lengths.count : 1, isList: isList)
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
      return PredictionInputs(
        values: prepared.pixels.map { Double($0) }, scale: model.inputScale, examples: 1,
        isList: false)
    } catch let error as BadRequest {
      throw error
    } catch {
      throw BadRequest(400, "\(error)")
    }
  }

  /// Width times height, from the chunk IHDR that a PNG begins with; nil where there is none.
  static func announcedPixels(_ body: [UInt8]) -> Int? {
    guard body.count >= 24, body.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
    func number(at offset: Int) -> Int {
      body[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let (pixels, isOverflow) = number(at: 16).multipliedReportingOverflow(by: number(at: 20))
    return isOverflow ? .max : pixels
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

/// A list of numbers, or a list of such lists, joined.
private struct NumberLists {
  package var values: [Double] = []
  /// Of the inner lists, if there are any.
  var lengths: [Int] = []

  init(_ scanner: inout JSONScanner) throws(FileError) {
    var (values, lengths): ([Double], [Int]) = ([], [])
    var isFlat = false
    try scanner.array { (scanner) throws(FileError) in
      guard !isFlat, scanner.isAtArray() else {
        guard lengths.isEmpty else { throw scanner.refused(expected: "a list, as before") }
        isFlat = true
        values.append(try scanner.number())
        return
      }
      let before = values.count
      try scanner.numbers(into: &values)
      lengths.append(values.count - before)
    }
    self.values = values
    self.lengths = lengths
  }
}
