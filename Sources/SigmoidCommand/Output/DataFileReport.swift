import SigmoidExamples
import SigmoidOptimization
import SigmoidFormats

/// What `data info` says of a file; the names are the keys of its JSON.
struct FileReport: Encodable {
  struct LabelCount: Encodable {
    let label: JSONLabel
    let count: Int
  }

  struct Position: Encodable {
    let feature, example: Int
  }

  /// The columns of a table that are no features, by name.
  struct Roles: Encodable {
    let label, weight, id, group, events, trials: OrNull<String>
    let dropped: [String]

    init(_ schema: Schema) {
      label = OrNull(value: schema.labelName)
      weight = OrNull(value: schema.weightName)
      id = OrNull(value: schema.idName)
      group = OrNull(value: schema.groupName)
      events = OrNull(value: schema.eventsName)
      trials = OrNull(value: schema.trialsName)
      dropped = schema.droppedNames
    }

    /// - Parameter groups: how many there are.
    func rows(groups: Int?) -> [(String, String)] {
      let group = OrNull(value: group.value.map { "\($0), \(groups ?? 0) of them" })
      return [
        ("label", label), ("weights", weight), ("row names", id), ("groups", group),
        ("events", events), ("trials", trials),
      ].compactMap { title, name in name.value.map { (title, $0) } }
        + (dropped.isEmpty ? [] : [("left out", Self.list(dropped))])
    }

    private static func list(_ names: [String]) -> String {
      names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", … (\(names.count))" : "")
    }
  }

  let file, format, storage, elementType: String
  let examples, features: Int
  /// Rows and columns of an image.
  let shape: OrNull<[Int]>
  let scale: Double
  let nonZeroShare: Double
  let minimum, maximum: OrNull<Double>
  let nonFinite: Int
  let firstNonFinite: OrNull<Position>
  let constantFeatures: Int
  /// By name where the file has names, else by position; the first ones alone.
  let firstConstantFeatures: [JSONLabel]
  let duplicates: Int
  /// Examples that have the features of another and not its label.
  let conflicts: OrNull<Int>
  let labels: OrNull<[LabelCount]>
  /// How the columns of a table become features; null where they are numbers as they are.
  let columns: OrNull<[TableColumn]>
  let roles: Roles
  /// Of the groups, where there are any.
  let groups: OrNull<Int>
  /// The feature that is an offset.
  let offset: OrNull<Int>
  /// Sentences, none when training can begin.
  let refusals: [String]

  init(_ table: Examples) {
    let summary = ExampleSummary(table)
    file = table.source.path
    format = table.source.format
    storage = summary.isSparse ? "sparse" : "dense"
    elementType = summary.elementType
    examples = summary.examples
    features = summary.features
    shape = OrNull(value: table.imageSize.map { [$0.height, $0.width] })
    scale = summary.scale
    nonZeroShare = summary.nonZeroShare
    minimum = OrNull(value: summary.range?.lowerBound)
    maximum = OrNull(value: summary.range?.upperBound)
    nonFinite = summary.nonFinite
    firstNonFinite = OrNull(
      value: summary.firstNonFinite.map { Position(feature: $0.feature, example: $0.example) })
    constantFeatures = summary.constantFeatures
    let names = table.featureNames
    firstConstantFeatures = summary.firstConstantFeatures.map {
      JSONLabel(label: names?[$0] ?? "\($0)")
    }
    duplicates = summary.duplicates
    conflicts = OrNull(value: summary.conflicts)
    labels = OrNull(
      value: summary.labels?.map { LabelCount(label: JSONLabel(label: $0.label), count: $0.count) })
    columns = OrNull(value: table.schema.columns)
    roles = Roles(table.schema)
    groups = OrNull(value: table.groupCount)
    offset = OrNull(value: table.schema.offsetFeature)
    refusals = summary.refusals
  }

  /// Two columns, then the labels, of which the first are shown.
  var text: String {
    var rows = [
      ("file", file), ("format", "\(format), \(storage), \(elementType)"),
      ("examples", "\(examples)"),
      (
        "features",
        "\(features)" + (shape.value.map { ", images of \($0[0]) rows × \($0[1]) columns" } ?? "")
      ),
      ("non-zero", Format.percent(nonZeroShare)),
    ]
    rows += roles.rows(groups: groups.value)
    if let minimum = minimum.value, let maximum = maximum.value {
      let values =
        scale == 1
        ? "" : ", times \(number(scale)): \(number(minimum * scale)) to \(number(maximum * scale))"
      rows.append(("range", "\(number(minimum)) to \(number(maximum))\(values)"))
    }
    rows.append(("constant", constantText))
    rows.append(("duplicates", duplicateText))
    for refusal in refusals { rows.append(("refused", "by training: \(refusal)")) }
    return Format.table(rows) + labelText + columnText
  }

  private var constantText: String {
    guard constantFeatures > 0 else { return "no feature" }
    let shown = firstConstantFeatures.prefix(8).map(\.label)
    let rest = constantFeatures - shown.count
    return Format.count(constantFeatures, "feature") + ": " + shown.joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more" : "")
  }

  private var duplicateText: String {
    guard duplicates > 0 else { return "no example" }
    let conflicts = conflicts.value ?? 0
    return "\(Format.count(duplicates, "example")) equal to an earlier one"
      + (conflicts > 0 ? "; \(conflicts) equal to one with another label" : "")
  }

  private var columnText: String {
    guard let columns = columns.value else { return "" }
    let offset = offset.value.flatMap(columns.index(ofFirstFeature:))
    return "\n\n"
      + Format.table(
        headings: ["column", "kind", "features", "levels"],
        rows: columns.enumerated().map { index, column in
          [
            column.name, index == offset ? "offset" : column.kindName, "\(column.featureCount)",
            Self.levels(column),
          ]
        })
  }

  private static func levels(_ column: TableColumn) -> String {
    guard case .categorical(let categories) = column.kind else { return "" }
    let levels = categories.levels
    let shown = levels.indices.prefix(8).map {
      levels[$0] + ($0 == categories.reference ? " (reference)" : "")
    }
    return shown.joined(separator: ", ")
      + (levels.count > shown.count ? " and \(levels.count - shown.count) more" : "")
  }

  private var labelText: String {
    guard let labels = labels.value else { return "\nlabels      none" }
    let shown = labels.prefix(ExampleSummary.mostListed)
    let rest = labels.count - shown.count
    return "\n\n"
      + Format.table(
        headings: ["label", "examples", "share"],
        rows: shown.map { entry in
          let share = Double(entry.count) / Double(max(examples, 1))
          return [entry.label.label, "\(entry.count)", Format.percent(share)]
        }) + (rest > 0 ? "\nand \(rest) more" : "")
  }

  /// Whole numbers without a fraction.
  private func number(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }
}
