import ArgumentParser
import SigmoidExamples
import SigmoidFormats

extension MissingValues: ExpressibleByArgument {}
extension Categories.Unseen: ExpressibleByArgument {}

/// How the columns of a table become features, where a person overrules what the table tells.
struct ColumnOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Columns whose cells are levels, numbers too.",
      discussion: """
        Names, patterns with *, or indices, comma-separated. Default: a column is categorical when it \
        has words that are no numbers, dates, or yes and no.
        """, valueName: "columns"))
  var categorical: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Columns whose cells have to be numbers.", valueName: "columns"))
  var numeric: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Columns of dates such as 2013-01-31: their feature is the days since the first.",
      valueName: "columns"))
  var date: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The level that the others of its column are compared with; may be given several times.",
      discussion: """
        Default: the most frequent level. A name without a column is the class that --inference compares \
        the others with; default: the first. A column or a class whose name has a = is put into double \
        quotes: '"a=b"' is a class, '"a=b"=c' a level.
        """, valueName: "column=level"))
  var reference: [String] = []

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Whether each level has a feature, and none is the reference (default: with --l1 or --l2, and in a path)."
    ))
  var oneHot: Bool?

  @Option(
    help: ArgumentHelp(
      "A level that training did not see: error, reference or missing.", valueName: "what"))
  var unseen = Categories.Unseen.error

  @Option(
    help: ArgumentHelp(
      "Rows with a missing cell: error, drop or mean.",
      discussion: """
        drop leaves them out; their predictions are empty. mean fills in the mean of numbers and the \
        most frequent level, of all rows that are read; a column with more than 5 % missing gets one \
        more feature, 1 where a cell is missing. Rows without a label are always left out.
        """, valueName: "what"))
  var missing = MissingValues.error

  @Flag(help: "With --missing mean: no features that say where a cell is missing.")
  var noIndicator = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The column of case weights: a row with the weight 3 counts as three.", valueName: "column"))
  var weight: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The column of an offset, which is added to the log-odds as it is.",
      discussion: """
        Its weight is 1 and is not fitted, as R's offset(); such as the logarithm of an exposure, or the \
        log-odds of another model. For a question of two classes.
        """, valueName: "column"))
  var offset: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The column that tells which rows belong together, such as those of one patient.",
      discussion: "It is no feature. --holdout keeps the rows of a group on one side.",
      valueName: "column"))
  var group: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The column that names the rows: predictions and --residuals repeat it.", valueName: "column")
  )
  var id: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Grouped data: the column of how many trials of a row were events; needs --trials.",
      valueName: "column"))
  var events: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Grouped data: the column of how many trials a row stands for.", valueName: "column"))
  var trials: String?

  func validate() throws {
    for text in reference where text.isEmpty || text.hasPrefix("=") {
      throw ValidationError(
        "--reference: expected a column and a level such as race=white, found '\(text)'")
    }
    for text in reference where text.hasPrefix("\"") && CSVQuoting.quoted(text) == nil {
      throw ValidationError(
        "--reference: expected double quotes around the whole name of a class or a column, found '\(text)'; "
          + "close them, and double those inside")
    }
    let classes = reference.filter { Self.reference($0).column == nil }
    if classes.count > 1 {
      throw ValidationError(
        "--reference: expected one class and else columns with levels such as race=white, found "
          + "\(classes.joined(separator: " and ")); leave one out")
    }
    if (events == nil) != (trials == nil) {
      throw ValidationError("--events and --trials: expected both or neither; add the other")
    }
    if noIndicator && missing != .mean {
      throw ValidationError("--no-indicator: expected --missing mean too; add it, or leave it out")
    }
    if !levelReferences.isEmpty && oneHot == true {
      throw ValidationError("--reference and --one-hot exclude each other; leave one out")
    }
    let columns = [
      ("--categorical", categorical), ("--numeric", numeric), ("--date", date),
      ("--weight", weight), ("--offset", offset), ("--group", group), ("--id", id),
      ("--events", events), ("--trials", trials),
    ]
    for (option, name) in columns where name == "" {
      throw ValidationError("\(option): expected a column, found an empty string")
    }
  }

  /// A level and its column, or a class, which has none.
  private static func reference(_ text: String) -> (column: String?, level: String) {
    if let quoted = CSVQuoting.quoted(text) {
      return quoted.rest.isEmpty
        ? (nil, quoted.text) : (quoted.text, String(quoted.rest.dropFirst()))
    }
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { return (nil, text) }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }

  /// The levels that others are compared with.
  private var levelReferences: [(column: String, level: String)] {
    reference.map(Self.reference).compactMap { one in one.column.map { ($0, one.level) } }
  }

  /// The class that others are compared with, by its label; nil for the usual one.
  var classReference: String? {
    reference.map(Self.reference).first { $0.column == nil }?.level
  }

  /// An option that was given; nil when none was.
  var givenOption: String? {
    let options: [(String, Bool)] = [
      ("--categorical", categorical != nil), ("--numeric", numeric != nil),
      ("--date", date != nil), ("--reference", !levelReferences.isEmpty),
      ("--one-hot", oneHot != nil),
      ("--unseen", unseen != .error), ("--missing", missing != .error), ("--weight", weight != nil),
      ("--offset", offset != nil), ("--group", group != nil), ("--id", id != nil),
      ("--events", events != nil),
    ]
    return options.first { $0.1 }?.0
  }

  /// Tells a file how its columns are read.
  /// - Parameter isPenalized: with a penalty no level needs to be the reference.
  /// - Throws: `ValidationError` for a file that is no table.
  func apply(to file: inout ReadRequest, isPenalized: Bool) throws {
    guard file.format.isTable else {
      guard let option = givenOption else { return }
      throw ValidationError(
        "\(option): expected a table, found \(file.format.rawValue), \(file.path); leave it out")
    }
    var treatment = file.csv.treatment
    treatment.categorical = ColumnPattern.list(categorical)
    treatment.numeric = ColumnPattern.list(numeric)
    treatment.dates = ColumnPattern.list(date)
    treatment.references = levelReferences
    treatment.isOneHot = oneHot ?? (isPenalized && levelReferences.isEmpty)
    treatment.unseen = unseen
    treatment.missing = missing
    treatment.indicatesMissing = !noIndicator
    treatment.weight = weight.map { ColumnPattern($0) }
    treatment.offset = offset.map { ColumnPattern($0) }
    treatment.group = group.map { ColumnPattern($0) }
    treatment.id = id.map { ColumnPattern($0) }
    treatment.events = events.map { ColumnPattern($0) }
    treatment.trials = trials.map { ColumnPattern($0) }
    file.csv.treatment = treatment
  }
}

extension ColumnPattern {
  /// Patterns, comma-separated.
  static func list(_ text: String?) -> [ColumnPattern] {
    (text ?? "").split(separator: ",").map { ColumnPattern(String($0)) }
  }
}

/// A decimal mark by itself or by its name.
enum DecimalChoice: String, CaseIterable, ExpressibleByArgument {
  case point = "."
  case comma = ","

  var mark: ColumnTreatment.DecimalMark { self == .point ? .point : .comma }
}
