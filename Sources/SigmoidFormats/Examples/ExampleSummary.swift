import SigmoidExamples
import SigmoidLinear

/// A table of examples in figures: what it holds, and what training would refuse in it.
package struct ExampleSummary: Equatable, Sendable {
  package struct LabelCount: Equatable, Sendable {
    package let label: String
    package let count: Int
  }

  package let examples: Int
  package let features: Int
  package let isSparse: Bool
  /// "unsigned bytes", "32-bit floats" or "64-bit floats".
  package let elementType: String
  /// An element, as it is stored, times this is the value of the feature.
  package let scale: Double
  /// Elements other than zero; NaN and infinity are among them.
  package let nonZeros: Int
  /// The least and the greatest element as stored, NaN aside; nil where there is none.
  package let range: ClosedRange<Double>?
  /// Elements that are NaN or infinite.
  package let nonFinite: Int
  package let firstNonFinite: ElementPosition?
  /// Features that have the same value in all examples.
  package let constantFeatures: Int
  /// The first `mostListed` of them, from 0.
  package let firstConstantFeatures: [Int]
  /// Examples whose features are, to the bit, those of an earlier one.
  package let duplicates: Int
  /// Examples whose features are those of another one that has another label; nil without labels.
  package let conflicts: Int?
  /// Each label with its examples, in the order of the labels; nil without labels.
  package let labels: [LabelCount]?

  package static let mostListed = 20

  /// One pass over the elements, one more over those of equal examples. Beside the table it takes
  /// 24 bytes an example and a feature; of sparse features, a feature that has elements.
  package init(_ table: Examples) {
    let storage = table.readStorage
    let scan = storage.scan()
    let equal = EqualExamples(table.count, codes: table.labels?.codes) { first, second, body in
      storage.withBytes(of: first, and: second, body)
    }
    isSparse = storage.storedElements != nil
    elementType = storage.elementType
    examples = table.count
    features = table.features.features
    scale = storage.scale
    nonZeros = scan.nonZeros
    range = scan.range
    nonFinite = scan.nonFinite
    firstNonFinite = scan.firstNonFinite
    constantFeatures = scan.constant
    firstConstantFeatures = scan.firstConstant
    duplicates = equal.duplicates
    conflicts = equal.conflicts
    labels = table.labels.map { labels in
      zip(labels.names, labels.counts).filter { $0.1 > 0 }.map { LabelCount(label: $0, count: $1) }
    }
  }

  /// Of all elements, those that are not zero; 0 of none.
  package var nonZeroShare: Double {
    let all = Double(examples) * Double(features)
    return all == 0 ? 0 : Double(nonZeros) / all
  }

  /// What training would refuse, a sentence each; none when it can begin.
  package var refusals: [String] {
    var refusals: [String] = []
    if examples == 0 || features == 0 { refusals.append("there are no numbers to train on") }
    if let first = firstNonFinite {
      refusals.append(
        "\(nonFinite) of the numbers are NaN or infinite, the first in feature \(first.feature) of "
          + "example \(first.example), counted from 0")
    }
    switch labels?.count {
    case nil: refusals.append("there are no labels")
    case 1: refusals.append("all examples have the same label, \(labels?[0].label ?? "")")
    default: break
    }
    return refusals
  }
}
