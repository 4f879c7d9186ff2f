import SigmoidSystem
import SigmoidExamples
import SigmoidFormats
import SigmoidLinear
import SigmoidMetrics
import SigmoidModel

/// A model and what it makes of a set of labelled examples.
public struct ReportSubject: Sendable {
  /// What a person calls it: its file.
  public let name: String
  /// The model that predicts the examples.
  public let model: LogisticModel
  /// The examples that it is measured on, with labels.
  public let examples: Examples
  /// Where the examples lie, for a person.
  public let place: String
  package let scored: Predictions
  package let figures: Figures
  /// The evaluations of the training; nil when they were not kept.
  public let history: TrainingHistory?
  /// The probability from which a person lets an example count as positive; of binary models.
  public let threshold: Double
  /// Of an example that is an image, its pixels row after row; nil of other examples.
  public let imageSize: ImageSize?

  /// - Parameters:
  ///   - imageSize: what the file of the examples says; the model's own shape goes first.
  ///   - threshold: between 0 and 1.
  /// - Throws: `ModelWidthError`, `TrainingDataError` for a NaN or infinity, or `NothingToDraw`.
  public init(
    name: String, model: LogisticModel, examples: Examples, place: String,
    imageSize: ImageSize? = nil, history: TrainingHistory? = nil, threshold: Double = 0.5
  ) throws {
    require(threshold > 0 && threshold < 1, "a threshold of \(threshold)")
    self.threshold = threshold
    self.name = name
    self.model = model
    self.examples = examples
    self.place = place
    self.history = history
    scored = try Predictions(model: model, examples: examples)
    figures = Figures(scored)
    self.imageSize = Self.imageSize(of: model, file: imageSize)
  }

  /// A model that tells nothing of its inputs takes images of MNIST when it has as many features.
  private static func imageSize(of model: LogisticModel, file: ImageSize?) -> ImageSize? {
    if let shape = model.inputs.shape {
      let lengths = shape.filter { $0 != 1 }
      return lengths.count == 2 ? ImageSize(width: lengths[1], height: lengths[0]) : nil
    }
    if let file, file.pixels == model.features { return file }
    let digits = ImageSize(width: DigitRecipe.side, height: DigitRecipe.side)
    return model.inputs.featureNames == nil && model.features == digits.pixels ? digits : nil
  }

  /// What the model answers.
  var question: String {
    let names = scored.classNames
    if scored.isBinary { return "\(names[1]) or \(names[0])?" }
    let shown = names.prefix(12).joined(separator: ", ")
    return "which of \(shown)\(names.count > 12 ? " … (\(names.count) classes)" : "")?"
  }

  /// What a pixel of 0…255 is multiplied by, to be a feature as those of the examples are.
  var pixelScale: Double {
    switch examples.features {
    case let floats as Matrix<Float>: Self.pixelScale(floats)
    case let doubles as Matrix<Double>: Self.pixelScale(doubles)
    default: examples.features.scale
    }
  }

  /// Of numbers that are no more than 1 the pixels were divided by 255 before they came here.
  private static func pixelScale<Element: PassScalar>(
    _ features: Matrix<Element>
  ) -> Double {
    let elements = features.span
    for index in elements.indices where elements[index] > 1 { return features.scale }
    return features.scale / 255
  }
}
