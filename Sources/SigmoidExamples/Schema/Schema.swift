import SigmoidSystem

/// How the columns of a table, or the pixels of an image, become the features of a model: what they
/// are called, in which order they come, and what they are multiplied by.
///
/// Data are read by it, a model keeps that of the data it was trained on, and examples to predict are
/// checked against that one.
public struct Schema: Equatable, Sendable {
  /// One name a feature, as the header of a table has them, in the order of the features. Nil where
  /// they have none. Those of `columns`, where there are any.
  public var featureNames: [String]? {
    get { columns?.flatMap(\.featureNames) ?? plainNames }
    set {
      plainNames = newValue
      columns = nil
    }
  }
  /// Of columns that are numbers as they are.
  private var plainNames: [String]?
  /// The columns of a table, where not all of them are numbers as they are, in the order of their
  /// features.
  public var columns: [TableColumn]? {
    didSet { if columns != nil { plainNames = nil } }
  }
  /// What becomes of rows with a missing cell.
  public var missing: MissingValues
  /// The column of a table that had the labels; nil where it had no name, or none had any.
  public var labelName: String?
  /// The comparison that made two classes of labels that are numbers, such as `>0`.
  public var labelRule: String?
  /// The column of a table that had the case weights.
  public var weightName: String?
  /// The feature that is added to the score as it is: its weight is 1, and is not fitted.
  public var offsetFeature: Int?
  /// The column of a table that names its rows; predictions repeat it.
  public var idName: String?
  /// Columns of a table that were left out as asked.
  public var droppedNames: [String]
  /// The column of a table that told which rows belong together.
  public var groupName: String?
  /// The columns of a table of grouped data that had the events and the trials of each row.
  public var eventsName: String?
  /// See `eventsName`.
  public var trialsName: String?
  /// Whether a table had commas where others have the point of a number.
  public var hasDecimalCommas: Bool
  /// The dimensions of one example, whose product is the features: `[28, 28]` for images of 28 rows.
  public var shape: [Int]?
  /// A raw input times this is the value of a feature: 1/255 for pixels that are bytes.
  public var scale: Double

  /// - Parameters: the properties of the same names.
  public init(
    featureNames: [String]? = nil, labelName: String? = nil, shape: [Int]? = nil, scale: Double = 1,
    columns: [TableColumn]? = nil, missing: MissingValues = .error, weightName: String? = nil,
    idName: String? = nil, hasDecimalCommas: Bool = false, labelRule: String? = nil,
    eventsName: String? = nil, trialsName: String? = nil, offsetFeature: Int? = nil,
    groupName: String? = nil, droppedNames: [String] = []
  ) {
    plainNames = columns == nil ? featureNames : nil
    self.columns = columns
    self.missing = missing
    self.labelName = labelName
    self.weightName = weightName
    self.idName = idName
    self.groupName = groupName
    self.droppedNames = droppedNames
    self.hasDecimalCommas = hasDecimalCommas
    self.labelRule = labelRule
    self.eventsName = eventsName
    self.trialsName = trialsName
    self.offsetFeature = offsetFeature
    self.shape = shape
    self.scale = scale
  }

  /// Of all categorical columns.
  package var levels: [String] {
    (columns ?? []).flatMap { column -> [String] in
      guard case .categorical(let categories) = column.kind else { return [] }
      return categories.levels
    }
  }

  /// All but the scale, for files that have it elsewhere.
  package var unscaled: Schema {
    var schema = self
    schema.scale = 1
    return schema
  }

  /// What does not fit so many features; nil when all does.
  public func problem(features: Int) -> String? {
    if let columns {
      if let problem = columns.lazy.compactMap(\.problem).first { return problem }
      let count = columns.reduce(0) { $0 + $1.featureCount }
      if count != features { return "columns of \(count) features" }
      let offset = offsetFeature.flatMap(columns.index(ofFirstFeature:))
      let areFilled = columns.indices.allSatisfy { columns[$0].fill != nil || $0 == offset }
      if missing == .mean, !areFilled {
        return "a column without what its missing cells are filled with"
      }
    }
    if let offsetFeature, !(0..<features).contains(offsetFeature) {
      return "feature \(offsetFeature) as its offset"
    }
    if let names = plainNames, names.count != features { return "\(names.count) names" }
    guard let shape else { return nil }
    var product = 1
    for length in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      guard length > 0, !overflow else { return "a shape of \(shape)" }
      product = next
    }
    return product == features ? nil : "a shape of \(shape)"
  }

  /// Refuses a table whose columns have other names, or another order: a model would take one for the
  /// other. Columns without names are taken as they come, and another number of them is for others to
  /// refuse.
  /// - Parameters:
  ///   - names: of the columns of the table, where they have any.
  ///   - path: of the table, for the message.
  ///   - way: what to do where only the names differ.
  package func check(
    names: [String]?, of path: String, orElse way: String
  ) throws(FileError) {
    guard let expected = featureNames, let names, names.count == expected.count,
      let column = names.indices.first(where: { names[$0] != expected[$0] })
    else { return }
    throw FileError(
      path: path, expected: "'\(expected[column])' as feature \(column) (counted from 0)",
      found: "'\(names[column])'",
      remedy: "put the columns into the order that the model was trained on, or \(way)")
  }
}

extension Schema: Codable {
  private enum CodingKeys: String, CodingKey {
    case featureNames, columns, missing, labelName, labelRule, weightName, idName, eventsName,
      trialsName, groupName, droppedNames, offsetFeature, hasDecimalCommas, shape, scale
  }

  /// Leaves out what is not known, and what is usual.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(plainNames, forKey: .featureNames)
    try container.encodeIfPresent(columns, forKey: .columns)
    if missing != .error { try container.encode(missing, forKey: .missing) }
    try container.encodeIfPresent(labelName, forKey: .labelName)
    try container.encodeIfPresent(labelRule, forKey: .labelRule)
    try container.encodeIfPresent(weightName, forKey: .weightName)
    try container.encodeIfPresent(idName, forKey: .idName)
    try container.encodeIfPresent(eventsName, forKey: .eventsName)
    try container.encodeIfPresent(trialsName, forKey: .trialsName)
    try container.encodeIfPresent(groupName, forKey: .groupName)
    if !droppedNames.isEmpty { try container.encode(droppedNames, forKey: .droppedNames) }
    try container.encodeIfPresent(offsetFeature, forKey: .offsetFeature)
    if hasDecimalCommas { try container.encode(true, forKey: .hasDecimalCommas) }
    try container.encodeIfPresent(shape, forKey: .shape)
    if scale != 1 { try container.encode(scale, forKey: .scale) }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String? {
      try container.decodeIfPresent(String.self, forKey: key)
    }
    self.init(
      featureNames: try container.decodeIfPresent([String].self, forKey: .featureNames),
      labelName: try text(.labelName),
      shape: try container.decodeIfPresent([Int].self, forKey: .shape),
      scale: try container.decodeIfPresent(Double.self, forKey: .scale) ?? 1,
      columns: try container.decodeIfPresent([TableColumn].self, forKey: .columns),
      missing: try container.decodeIfPresent(MissingValues.self, forKey: .missing) ?? .error,
      weightName: try text(.weightName), idName: try text(.idName),
      hasDecimalCommas: try container.decodeIfPresent(Bool.self, forKey: .hasDecimalCommas)
        ?? false,
      labelRule: try text(.labelRule), eventsName: try text(.eventsName),
      trialsName: try text(.trialsName),
      offsetFeature: try container.decodeIfPresent(Int.self, forKey: .offsetFeature),
      groupName: try text(.groupName),
      droppedNames: try container.decodeIfPresent([String].self, forKey: .droppedNames) ?? [])
  }
}

extension Examples {
  /// How their features were made of what was read.
  public var schema: Schema {
    var schema = inputs
    schema.shape = imageSize.map { [$0.height, $0.width] }
    schema.scale = features.scale
    return schema
  }
}
