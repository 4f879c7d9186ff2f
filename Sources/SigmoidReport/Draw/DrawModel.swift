import SigmoidExamples
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import SigmoidModel

/// A model as the page's script reads it.
struct DrawModel {
  private let model: LogisticModel
  /// A byte times this is the value of a feature.
  private let scale: Double

  /// More columns than 64 would make a page heavy.
  static let mostColumns = 64

  /// nil for a model that is not of images of 28 × 28 pixels.
  init?(_ model: LogisticModel, shape: [Int]?, scale: Double) {
    guard shape == [28, 28], model.features == 784, model.link != .ordinal,
      model.columns <= Self.mostColumns
    else { return nil }
    self.model = model
    self.scale = scale
  }

  /// An element with the numbers in its attributes: weights, column after column, then intercepts,
  /// as base64 of little-endian doubles. Floats would do for usual weights only: at a score of some
  /// hundreds their rounding reaches the fifth digit of a probability.
  var markup: String {
    var bytes: [UInt8] = []
    for value in model.weights + model.intercepts {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return "<div id=\"draw-model\" hidden data-columns=\"\(model.columns)\" "
      + "data-scale=\"\(scale)\" data-link=\"\(model.link.rawValue)\" "
      + "data-parameters=\"\(Data(bytes).base64EncodedString())\"></div>"
  }
}
