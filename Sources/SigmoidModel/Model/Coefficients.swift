/// The weights of a model by the names of its classes and features.
///
/// A weight is the change of the class's score (log-odds of a binary model) for one unit of the feature.
public struct Coefficients: Sendable {
  private let model: LogisticModel

  init(_ model: LogisticModel) { self.model = model }

  /// The classes that have weights: of a binary model the positive one, of classes in an order the last
  /// one, else all.
  public var classes: [String] { (0..<model.columns).map(model.columnName) }

  /// The weights of a class; nil for a name that has none.
  public subscript(name: String) -> ClassCoefficients? {
    guard let column = classes.firstIndex(of: name) else { return nil }
    let first = column * model.features
    return ClassCoefficients(
      names: model.featureNames, values: Array(model.weights[first..<first + model.features]),
      intercept: model.columnIntercepts[column])
  }
}

/// The weights of one class.
public struct ClassCoefficients: Sendable, Equatable {
  /// One a feature: their names, or `feature0`, `feature1`, … where they have none.
  public let names: [String]
  /// In the order of `names`.
  public let values: [Double]
  /// The class's score where every feature is 0; of classes in an order that is 0, to be compared with the
  /// thresholds.
  public let intercept: Double

  /// The weight of a feature; nil for a name that the model does not have.
  public subscript(name: String) -> Double? {
    names.firstIndex(of: name).map { values[$0] }
  }
}

extension LogisticModel {
  /// The weights by the names of classes and features.
  public var coefficients: Coefficients { Coefficients(self) }

  /// The class that a column of weights speaks for: of classes in an order the last one.
  public func columnName(_ column: Int) -> String {
    switch link {
    case .logistic: classes[1].name
    case .ordinal: classes[classes.count - 1].name
    case .softmax, .oneVersusRest: classes[column].name
    }
  }

  /// Of classes in an order, what a threshold lies between, as `low|high`, or its number where another one
  /// would have that name; else `(intercept)`.
  package func interceptName(_ index: Int) -> String {
    guard link == .ordinal else { return Inference.interceptName }
    let names = zip(classes, classes.dropFirst()).map { "\($0.name)|\($1.name)" }
    let isAlone = names.count { $0 == names[index] } == 1
    return isAlone ? names[index] : "threshold \(index + 1)"
  }

  /// One a feature: their names, or `feature0`, `feature1`, … where they have none.
  public var featureNames: [String] {
    inputs.featureNames ?? (0..<features).map { "feature\($0)" }
  }
}
