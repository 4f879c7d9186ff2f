import SigmoidExamples

/// How the columns of a table that is to be trained on become features: what overrules, or adds to, what
/// its cells tell. A model keeps what came of it, as its `Schema`.
public struct ColumnTreatment: Sendable {
  /// What stands between the whole part of a number and its fraction.
  public enum DecimalMark: UInt8, Sendable {
    /// `1,234.5` is 1234.5.
    case point = 0x2E
    /// `1.234,5` is 1234.5.
    case comma = 0x2C
  }

  /// Columns whose cells are numbers, and nothing else.
  public var numeric: [ColumnPattern] = []
  /// Columns whose cells are levels, numbers too.
  public var categorical: [ColumnPattern] = []
  /// Columns whose cells are dates.
  public var dates: [ColumnPattern] = []
  /// The level that others are compared with, by column; of others the most frequent one.
  public var references: [(column: String, level: String)] = []
  /// Whether each level has a feature; else each but the reference, which `references` overrules.
  public var isOneHot = false
  /// What becomes of a level that training did not see.
  public var unseen = Categories.Unseen.error
  /// What becomes of rows with a missing cell.
  public var missing = MissingValues.error
  /// Whether a column that is filled in and has more than a twentieth of its cells missing has a feature
  /// that says which.
  public var indicatesMissing = true
  /// How a cell says that its value is missing, besides the usual ways.
  public var missingMarks: [String] = []
  /// Usual marks of a missing value that are values here, such as `None` for a kind of exercise.
  public var valuesLikeMarks: [String] = []
  /// Nil where the table tells.
  public var decimalMark: DecimalMark?
  /// The column of the case weights.
  public var weight: ColumnPattern?
  /// The column that is added to the score as it is.
  public var offset: ColumnPattern?
  /// The column that names the rows.
  public var id: ColumnPattern?
  /// The column that tells which rows belong together, and are not to be parted.
  public var group: ColumnPattern?
  /// The column of how many trials of a row were successes; there is no label then.
  public var events: ColumnPattern?
  /// The column of how many trials a row stands for.
  public var trials: ColumnPattern?

  /// Nothing is overruled.
  public init() {}

  /// Whether a table of numbers alone takes more than to read its numbers.
  var concernsNumbers: Bool {
    !numeric.isEmpty || !categorical.isEmpty || !dates.isEmpty || !references.isEmpty
      || missing == .mean || !missingMarks.isEmpty || !valuesLikeMarks.isEmpty
      || decimalMark == .comma || weight != nil
      || events != nil || offset != nil || group != nil
  }
}
