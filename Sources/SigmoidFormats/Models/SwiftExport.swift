import SigmoidLinear
import SigmoidModel

/// A Swift source file that stands alone: a namespace with the names of the classes and one
/// function, or of a model of a table two, see `SwiftRowExport`. It needs the C library alone, for `exp`.
enum SwiftExport {
  /// - Parameter columns: of a table; nil for a function of features alone.
  static func encode(
    _ model: RawInputModel, columns: [PortableColumn]? = nil, name: String
  ) -> [UInt8] {
    let labels = model.labels.map { "    " + stringLiteralOfSwift($0) + ",\n" }.joined()
    let text = """
      #if canImport(Darwin)
        import Darwin
      #elseif canImport(Glibc)
        import Glibc
      #elseif canImport(Musl)
        import Musl
      #elseif canImport(Android)
        import Android
      #elseif canImport(ucrt)
        import ucrt
      #elseif canImport(WASILibc)
        import WASILibc
      #endif

      /// Logistic regression of \(model.features) features and \(model.labels.count) classes, \
      exported by Sigmoid.
      enum \(typeNameOfSwift(name)) {
        static let features = \(model.features)
        /// The names of the classes, in the order of their probabilities.
        static let labels: [String] = [
      \(labels)  ]
        private static let intercepts: [Double] = [\
      \(arrayElements(model.intercepts, indent: "    "))
        ]
        /// One row of `features` a score.
        private static let weights: [Double] = [\
      \(arrayElements(model.weights, indent: "    "))
        ]

        /// The probability of each class.
        /// - Parameter inputs: so many as there are features, as they were before any scaling.
        static func probabilities(of inputs: [Double]) -> [Double] {
          precondition(inputs.count == features, "\\(inputs.count) inputs for \\(features) features")
          var scores = intercepts
          for k in scores.indices {
            for j in inputs.indices { scores[k] += weights[k * features + j] * inputs[j] }
          }
      \(probabilities(by: model.link))
        }
      \(columns.map { SwiftRowExport($0).text } ?? "")\
      }

      """
    return Array(text.utf8)
  }

  /// The statements that turn `scores` into probabilities.
  private static func probabilities(by link: OutputTransform) -> String {
    if link == .logistic {
      return "    return [1 / (1 + exp(scores[0])), 1 / (1 + exp(-scores[0]))]"
    }
    let logOfSigmoid = """
          // One-versus-rest is the softmax of log σ(z).
          scores = scores.map { min($0, 0) - log1p(exp(-abs($0))) }

      """
    return """
      \(link == .oneVersusRest ? logOfSigmoid : "")\
          let most = scores.max() ?? 0
          let exponentials = scores.map { $0 == most ? 1 : exp($0 - most) }
          let sum = exponentials.reduce(0, +)
          return exponentials.map { $0 / sum }
      """
  }
}
