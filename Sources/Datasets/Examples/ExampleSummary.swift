import LinearAlgebra

/// A table of examples in figures: what it holds, and what training would refuse in it.
public struct ExampleSummary: Equatable, Sendable {
  public struct LabelCount: Equatable, Sendable {
    public let label: String
    public let count: Int
  }

  public let examples: Int
  public let features: Int
  public let isSparse: Bool
  /// "unsigned bytes", "32-bit floats" or "64-bit floats".
  public let elementType: String
  /// An element, as it is stored, times this is the value of the feature.
  public let scale: Double
  /// Elements other than zero; NaN and infinity are among them.
  public let nonZeros: Int
  /// The least and the greatest element as stored, NaN aside; nil where there is none.
  public let range: ClosedRange<Double>?
  /// Elements that are NaN or infinite.
  public let nonFinite: Int
  public let firstNonFinite: ElementPosition?
  /// Features that have the same value in all examples.
  public let constantFeatures: Int
  /// The first `mostListed` of them, from 0.
  public let firstConstantFeatures: [Int]
  /// Examples whose features are, to the bit, those of an earlier one.
  public let duplicates: Int
  /// Examples whose features are those of another one that has another label; nil without labels.
  public let conflicts: Int?
  /// Each label with its examples, in the order of the labels; nil without labels.
  public let labels: [LabelCount]?

  public static let mostListed = 20

  /// One pass over the elements, one more over those of equal examples. Beside the table it takes
  /// 24 bytes an example and a feature; of sparse features, a feature that has elements.
  public init(_ table: ExampleTable) {
    let scan: FeatureScan
    let codes = table.labels?.codes
    let equal: EqualExamples
    switch table.features {
    case .bytes(let matrix):
      (isSparse, elementType) = (false, "unsigned bytes")
      scan = FeatureScan(matrix)
      equal = EqualExamples(matrix.examples, codes: codes) { first, second, body in
        matrix.bytes(first..<first + 1).withBytes(and: matrix.bytes(second..<second + 1), body)
      }
    case .floats(let matrix):
      (isSparse, elementType) = (false, "32-bit floats")
      scan = FeatureScan(matrix)
      equal = EqualExamples(matrix.columns, codes: codes) { first, second, body in
        matrix.column(first).withBytes(and: matrix.column(second), body)
      }
    case .doubles(let matrix):
      (isSparse, elementType) = (false, "64-bit floats")
      scan = FeatureScan(matrix)
      equal = EqualExamples(matrix.columns, codes: codes) { first, second, body in
        matrix.column(first).withBytes(and: matrix.column(second), body)
      }
    case .sparse(let matrix):
      (isSparse, elementType) = (true, matrix.hasDoubles ? "64-bit floats" : "32-bit floats")
      scan = FeatureScan(matrix)
      equal = EqualExamples(matrix.examples, codes: codes) { first, second, body in
        if matrix.hasDoubles {
          let (one, other) = (matrix.wideElements(of: first), matrix.wideElements(of: second))
          one.span.withBytes(and: other.span, body)
        } else {
          matrix.elements(of: first).withBytes(and: matrix.elements(of: second), body)
        }
      }
    }
    examples = table.examples
    features = table.features.features
    scale = table.features.scale
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
  public var nonZeroShare: Double {
    let all = Double(examples) * Double(features)
    return all == 0 ? 0 : Double(nonZeros) / all
  }

  /// What training would refuse, a sentence each; none when it can begin.
  public var refusals: [String] {
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

extension SparseMatrix {
  /// The features of an example and the bits of their doubles, in turn.
  fileprivate func wideElements(of example: Int) -> [UInt64] {
    let (run, doubles) = (elements(of: example), doubles(of: example))
    return run.indices.flatMap { [UInt64(run[$0].feature), doubles[$0].bitPattern] }
  }
}
