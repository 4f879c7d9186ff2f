/// As a member of a model's file: `{"name": "race", "kind": "categorical", "levels": ["black", "white"],
/// "reference": "white", "unseen": "error", "fill": "white", "indicator": true}`. Without `reference` each
/// level has a feature. A date has `first`, in days since 1970-01-01. What is not there is the usual.
extension TableColumn: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, kind, first, levels, reference, unseen, fill, indicator
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(kindName, forKey: .kind)
    if indicatesMissing { try container.encode(true, forKey: .indicator) }
    switch kind {
    case .numeric, .boolean: try container.encodeIfPresent(fill, forKey: .fill)
    case .date(let first):
      try container.encode(first, forKey: .first)
      try container.encodeIfPresent(fill, forKey: .fill)
    case .categorical(let categories):
      try container.encode(categories.levels, forKey: .levels)
      try container.encodeIfPresent(
        categories.reference.map { categories.levels[$0] }, forKey: .reference)
      try container.encode(categories.unseen, forKey: .unseen)
      try container.encodeIfPresent(
        fill.map { categories.levels[Int($0)] }, forKey: .fill)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    var parts = TableColumnParts()
    parts.name = try container.decode(String.self, forKey: .name)
    parts.kind = try container.decode(String.self, forKey: .kind)
    parts.first = try container.decodeIfPresent(Double.self, forKey: .first)
    parts.levels = try container.decodeIfPresent([String].self, forKey: .levels)
    parts.reference = try container.decodeIfPresent(String.self, forKey: .reference)
    parts.unseen = try container.decodeIfPresent(String.self, forKey: .unseen)
    parts.indicatesMissing = try container.decodeIfPresent(Bool.self, forKey: .indicator) ?? false
    if parts.kind == Self.categorical {
      parts.fillLevel = try container.decodeIfPresent(String.self, forKey: .fill)
    } else {
      parts.fill = try container.decodeIfPresent(Double.self, forKey: .fill)
    }
    guard let column = parts.column else {
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "expected a column of a table, found none")
    }
    self = column
  }

  fileprivate static let categorical = "categorical"

  /// The kind, as options and files call it.
  public var kindName: String {
    switch kind {
    case .numeric: "numeric"
    case .boolean: "boolean"
    case .date: "date"
    case .categorical: Self.categorical
    }
  }
}

/// What a file says of a column, in any order, before it is known whether it fits together.
package struct TableColumnParts {
  package var name: String?
  package var kind: String?
  package var first: Double?
  package var levels: [String]?
  package var reference: String?
  package var unseen: String?
  package var fill: Double?
  /// Of a categorical column.
  package var fillLevel: String?
  package var indicatesMissing = false

  package init() {}

  /// Nil where the parts do not fit together.
  package var column: TableColumn? {
    guard let name, let kind = columnKind else { return nil }
    var filled = fill
    if case .categorical(let categories) = kind {
      filled = nil
      if let fillLevel {
        guard let position = categories.levels.firstIndex(of: fillLevel) else { return nil }
        filled = Double(position)
      }
    }
    let column = TableColumn(
      name: name, kind: kind, fill: filled, indicatesMissing: indicatesMissing)
    return column.problem == nil ? column : nil
  }

  private var columnKind: TableColumn.Kind? {
    switch kind {
    case "numeric": return .numeric
    case "boolean": return .boolean
    case "date": return first.map { .date(first: $0) }
    case TableColumn.categorical:
      guard let levels, let unseen = Categories.Unseen(rawValue: unseen ?? "error") else {
        return nil
      }
      var position: Int?
      if let reference {
        position = levels.firstIndex(of: reference)
        guard position != nil else { return nil }
      }
      return .categorical(Categories(levels: levels, reference: position, unseen: unseen))
    default: return nil
    }
  }
}
