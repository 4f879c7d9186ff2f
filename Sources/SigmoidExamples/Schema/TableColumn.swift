/// One column of a table that a model has features of: what its cells are, and how they become numbers.
public struct TableColumn: Equatable, Sendable {
  /// What the cells of a column are, missing ones apart.
  public enum Kind: Equatable, Sendable {
    /// Numbers: the feature is the number.
    case numeric
    /// Words for yes or no, see `BooleanWord`: the feature is 1 or 0.
    case boolean
    /// Days, or days and times: the feature is the days since `first`, which counts from 1970-01-01.
    case date(first: Double)
    /// One of some words: a feature a level, 1 where it is the cell's, else 0.
    case categorical(Categories)
  }

  /// As the header has it; without a header `column0`, `column1`, …
  public var name: String
  /// What its cells are.
  public var kind: Kind
  /// What a missing cell counts as: a number, 0 or 1, days since the first, or the position of a level.
  /// Nil where a row with a missing cell is refused or left out.
  public var fill: Double?
  /// Whether one more feature is 1 where a cell is missing, else 0.
  public var indicatesMissing: Bool

  /// - Parameters: the properties of the same names.
  public init(
    name: String, kind: Kind, fill: Double? = nil, indicatesMissing: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.fill = fill
    self.indicatesMissing = indicatesMissing
  }

  /// The names of its features, in their order: its own, or `race=black` for each level that has one;
  /// behind them `age=NA` where one tells that a cell is missing. `NA` is no level.
  public var featureNames: [String] {
    var names: [String]
    if case .categorical(let categories) = kind {
      names = categories.levels.indices.filter { $0 != categories.reference }
        .map { "\(name)=\(categories.levels[$0])" }
    } else {
      names = [name]
    }
    if indicatesMissing { names.append("\(name)=NA") }
    return names
  }

  /// How many features it has.
  public var featureCount: Int {
    let own: Int
    if case .categorical(let categories) = kind {
      own = categories.levels.count - (categories.reference == nil ? 0 : 1)
    } else {
      own = 1
    }
    return own + (indicatesMissing ? 1 : 0)
  }

  /// What does not fit together; nil when all does.
  package var problem: String? {
    if let fill, !fill.isFinite { return "'\(name)' filled with \(fill)" }
    if indicatesMissing, fill == nil {
      return "an indicator of '\(name)' without what it is filled with"
    }
    switch kind {
    case .numeric, .boolean: return nil
    case .date(let first): return first.isFinite ? nil : "'\(name)' from the day \(first)"
    case .categorical(let categories):
      if let problem = categories.problem { return "'\(name)' with \(problem)" }
      if let fill, Int(exactly: fill).map(categories.levels.indices.contains) != true {
        return "'\(name)' filled with the level \(fill)"
      }
      return nil
    }
  }
}

extension [TableColumn] {
  /// The column whose first feature this is; nil where it is another one's or none's.
  package func index(ofFirstFeature feature: Int) -> Int? {
    var first = 0
    return firstIndex { column in
      defer { first += column.featureCount }
      return first == feature && column.featureCount > 0
    }
  }
}

/// The levels of a categorical column.
public struct Categories: Equatable, Sendable {
  /// What becomes of a cell with a level that training did not see.
  public enum Unseen: String, Codable, CaseIterable, Sendable {
    /// The table is refused.
    case error
    /// It counts as the reference level; with a feature for each level all of them are 0.
    case reference
    /// It counts as a missing cell.
    case missing
  }

  /// In numeric order when all are numbers, else in that of the text.
  public var levels: [String]
  /// The position of the level that has no feature: coefficients compare with it. Nil where each level
  /// has one.
  public var reference: Int?
  /// What becomes of other levels.
  public var unseen: Unseen

  /// - Parameters: the properties of the same names.
  public init(levels: [String], reference: Int? = nil, unseen: Unseen = .error) {
    self.levels = levels
    self.reference = reference
    self.unseen = unseen
  }

  fileprivate var problem: String? {
    if Set(levels).count != levels.count { return "a level twice" }
    if let reference, !levels.indices.contains(reference) {
      return "level \(reference) of \(levels.count) as its reference"
    }
    return nil
  }
}

/// What becomes of rows in which a cell of a feature is missing.
public enum MissingValues: String, Codable, CaseIterable, Sendable {
  /// The table is refused.
  case error
  /// They are left out of training; their prediction is empty.
  case drop
  /// A number counts as the mean of its column, a word as the most frequent one.
  case mean
}
