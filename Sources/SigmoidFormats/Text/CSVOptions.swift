import SigmoidExamples

/// How a table in text is to be read. Each choice that is left open is told by the first rows.
public struct CSVOptions: Sendable {
  /// What stands between two cells: one character of ASCII that no number, word or line end has.
  public struct Separator: RawRepresentable, Hashable, Sendable {
    /// The character.
    public let rawValue: UInt8

    /// - Parameter rawValue: nil for a letter, a digit, a quote, or what no cell can be told from.
    public init?(rawValue: UInt8) {
      let isControl = rawValue < 0x20 && rawValue != 0x09 && rawValue != 0x01
      let text = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\"+-."
      guard rawValue < 0x7F, !isControl, !text.utf8.contains(rawValue) else { return nil }
      self.rawValue = rawValue
    }

    private init(_ scalar: Unicode.Scalar) { rawValue = UInt8(ascii: scalar) }

    /// `,`.
    public static let comma = Separator(",")
    /// A tab.
    public static let tab = Separator("\t")
    /// `;`.
    public static let semicolon = Separator(";")
    /// A run of spaces; those around a row do not count.
    public static let space = Separator(" ")
    /// `|`.
    public static let bar = Separator("|")

    /// In the order in which they are tried where none is told. A space comes last, since it may follow
    /// any other.
    static let tried: [Separator] = [.tab, .semicolon, .comma, .bar, .space]
  }

  /// Whether the first row has the names of the columns.
  public enum Header: Sendable {
    /// The first row is one if, outside the label column, it has a cell that is text, not a
    /// number, empty or a usual mark of a missing value; or if it has a cell `label`, `class` or
    /// `target`, since the names of the others may be numbers; or if it is 0, 1, 2, …: of four columns
    /// or more, or of fewer above numbers that are no whole ones.
    case automatic
    /// The first row is the names, numbers or not.
    case present
    /// The first row is an example.
    case absent
  }

  /// The column whose cells are the labels. All others are features.
  public enum LabelColumn: Sendable, Equatable {
    /// The column named `label`, `class`, `target`, `y`, `outcome` or `response`, in this order, in any
    /// case. A header without one is refused; without a header, the first column.
    case automatic
    /// The header's name for it.
    case named(String)
    /// From 0 on the left, or from −1 on the right.
    case index(Int)
    /// Every column is a feature, as in a file to predict from.
    case none
  }

  /// Told by the first rows when nil: the first of tab, semicolon, comma and space that all of
  /// them have equally often.
  public var separator: Separator?
  /// Whether the first row is a header, or how that is told.
  public var header: Header
  /// Which column is the labels.
  public var labels: LabelColumn
  /// Rows that begin with this byte are left out: `UInt8(ascii: "#")`.
  public var comment: UInt8?
  /// Whether a table in which nothing tells the labels is read without any, and not refused.
  public var mayLackLabels = false
  /// Columns that are no features, as `ColumnPattern` has them.
  public var dropped: [ColumnPattern] = []
  /// The only columns that are features; empty for all.
  public var only: [ColumnPattern] = []
  /// How columns become features, where no model tells.
  public var treatment = ColumnTreatment()
  /// Where the lines of the text begin to count: −1 where a header was made that no file has.
  var firstLine = 0
  /// How they became the features of a model that is to be applied to them.
  var inputs: Schema?
  /// The scale of the bytes, when every feature is a whole number from 0 to 255.
  public var scale: Double
  /// Whether `CSVTable.longNumbers` is filled in, which takes another look at every number.
  public var keepsLongNumbers = false
  /// Whether `CSVTable.rows` is filled in, and a column that names the rows is read.
  var keepsRows = false

  /// - Parameters: the properties of the same names.
  public init(
    separator: Separator? = nil, header: Header = .automatic, labels: LabelColumn = .automatic,
    comment: UInt8? = nil, scale: Double = 1
  ) {
    self.separator = separator
    self.header = header
    self.labels = labels
    self.comment = comment
    self.scale = scale
  }

  /// The columns that are features, by name and in this order; nil for all that are left.
  var wantedColumns: [String]? { inputs?.columns?.map(\.name) ?? inputs?.featureNames }

  /// Whether more is to be done than to read numbers.
  var concernsColumns: Bool { inputs?.columns != nil || treatment.concernsNumbers }
}
