/// Labels that are numbers made two classes by a comparison, such as `>0`.
public struct LabelRule: Sendable, Equatable {
  private enum Comparison: String, CaseIterable {
    // The longer ones first: the others begin like them.
    case notLess = ">="
    case notMore = "<="
    case differs = "!="
    case equals = "="
    case more = ">"
    case less = "<"

    var opposite: Comparison {
      switch self {
      case .notLess: .less
      case .notMore: .more
      case .differs: .equals
      case .equals: .differs
      case .more: .notMore
      case .less: .notLess
      }
    }
  }

  private let comparison: Comparison
  private let bound: Double
  private let boundText: String

  /// - Parameter text: a comparison and a number: `>0`, `<= 2.5`, `!=1`. Nil for another text.
  public init?(_ text: String) {
    guard let comparison = Comparison.allCases.first(where: { text.hasPrefix($0.rawValue) }) else {
      return nil
    }
    let rest = text.dropFirst(comparison.rawValue.count).drop { $0 == " " }
    guard let bound = Double(rest), bound.isFinite else { return nil }
    self.comparison = comparison
    self.bound = bound
    boundText = String(rest)
  }

  /// The class of labels for which it holds: `>0`.
  public var holds: String { comparison.rawValue + boundText }

  /// The class of the others: `<=0`.
  public var fails: String { comparison.opposite.rawValue + boundText }

  /// The class of a label; a label that is no number is a class of its own.
  public func name(of label: String) -> String {
    guard let number = Double(label), number.isFinite else { return label }
    let isTrue =
      switch comparison {
      case .notLess: number >= bound
      case .notMore: number <= bound
      case .differs: number != bound
      case .equals: number == bound
      case .more: number > bound
      case .less: number < bound
      }
    return isTrue ? holds : fails
  }
}
