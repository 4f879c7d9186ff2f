import SigmoidExamples

/// What a model means by one of its classes: a name to show and the labels that belong to it.
public struct ModelClass: Codable, Equatable, Sendable {
  /// What predictions say: `7`, `1|3|5|7|9`, `not 7`.
  public let name: String
  /// The labels that belong to the class; nil for every label that no other class names.
  public let labels: [String]?

  /// - Parameter labels: nil for every label that no other class names.
  public init(name: String, labels: [String]?) {
    self.name = name
    self.labels = labels
  }

  /// A class of some labels, named by them.
  init(labels: [String]) {
    self.init(name: labels.joined(separator: "|"), labels: labels)
  }
}

extension [ModelClass] {
  /// For each of `names`, the position of the class it belongs to; nil where it belongs to none.
  public func classOfLabel(_ names: [String]) -> [Int?] {
    let rest = firstIndex { $0.labels == nil }
    // A model from elsewhere may call a label 1.0.
    var classes: [String: Int] = [:]
    for (index, entry) in enumerated() {
      for label in entry.labels ?? [] {
        let label = Labels.name(of: label)
        if classes[label] == nil { classes[label] = index }
      }
    }
    return names.map { classes[Labels.name(of: $0)] ?? rest }
  }

  /// A name or a label that two classes have; nil where there is none.
  public var repetition: String? {
    let labels = flatMap { $0.labels ?? [] }.map(Labels.name(of:))
    return Self.repeated(map(\.name)) ?? Self.repeated(labels)
  }

  private static func repeated(_ words: [String]) -> String? {
    var seen: Set<String> = []
    return words.first { !seen.insert($0).inserted }
  }
}
