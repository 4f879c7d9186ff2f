@testable import LogisticReference
import Foundation
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
import TestSupport

/// A model, raw inputs to it, and what it makes of them by the formulas' own words in double.
struct PortableCase {
  let name: String
  let model: RawInputModel
  /// One row an example; numbers that float32 holds.
  let inputs: [[Double]]

  var expected: [[Double]] {
    inputs.map { input in
      let scores = model.intercepts.indices.map { column in
        zip(model.weights(of: column), input).reduce(model.intercepts[column]) { $0 + $1.0 * $1.1 }
      }
      func sigma(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
      switch model.link {
      case .logistic: return [sigma(-scores[0]), sigma(scores[0])]
      case .softmax:
        let most = scores.max() ?? 0
        let terms = scores.map { exp($0 - most) }
        return terms.map { $0 / terms.reduce(0, +) }
      case .oneVersusRest:
        let terms = scores.map(sigma)
        return terms.map { $0 / terms.reduce(0, +) }
      case .ordinal: fatalError("no format has thresholds")
      }
    }
  }

  /// Names that would end a literal, a comment or a line, or begin a trigraph or an escape.
  static let awkwardLabels = [
    "plain", "a \"quote\"", "back\\slash \\n \\(x)", "two\nlines\r\n", "*/ // ??/ ??=",
    "日本 é e\u{301}",
    "\u{202E}reversed\u{2028}", "\t\u{7}7\u{1F}", "", "a,b", "🙂",
  ]

  /// Every link at 0, 1 and 784 features, and scores large enough to overflow an exponential.
  static func all(_ random: inout RandomValues) -> [PortableCase] {
    var cases: [PortableCase] = []
    for link in [OutputTransform.logistic, .softmax, .oneVersusRest] {
      for features in [0, 1, 784] {
        let columns = link == .logistic ? 1 : awkwardLabels.count
        // Pixels of 0…255, most of them 0, and weights such that scores are sums of up to 100.
        let model = RawInputModel(
          link: link, features: features,
          weights: random.array(features * columns).map { $0 / 600 },
          intercepts: random.array(columns),
          labels: link == .logistic ? ["no \"é\"", "yes\n"] : awkwardLabels)
        let inputs = (0..<5).map { _ in
          (0..<features).map { _ in Double(max(0, random.int(in: -512..<256))) }
        }
        cases.append(PortableCase(name: "\(link)\(features)", model: model, inputs: inputs))
      }
      let columns = link == .logistic ? 1 : 3
      let huge = RawInputModel(
        link: link, features: 1, weights: Array([1e30, -1e30, 3].prefix(columns)),
        intercepts: Array([0, 0.5, -200].prefix(columns)),
        labels: link == .logistic ? ["-1", "1"] : ["7", "-3", "9"])
      cases.append(
        PortableCase(name: "\(link)Huge", model: huge, inputs: [[0], [1], [-1], [1e-28], [3e7]]))
    }
    return cases
  }
}
