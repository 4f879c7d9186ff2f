import SigmoidExamples

/// Whether the features of one model are combinations of those of another on the same rows, as far as what
/// they were made of tells.
extension Schema {
  /// What of a smaller model is not known to be a combination of these features; nil where all is.
  /// - Parameters:
  ///   - hasIntercept: whether there is a column of ones beside these features.
  ///   - count: the features of the smaller model.
  func lacking(of smaller: Schema, hasIntercept: Bool, features count: Int) -> String? {
    for (what, name, other) in [
      ("labels", labelName, smaller.labelName), ("labels", labelRule, smaller.labelRule),
      ("events", eventsName, smaller.eventsName), ("trials", trialsName, smaller.trialsName),
      ("weights", weightName, smaller.weightName), ("an offset", offsetName, smaller.offsetName),
    ] where name != other {
      func said(_ name: String?) -> String { name.map { "'\($0)'" } ?? "none" }
      return "\(what) of another column, \(said(other)) beside \(said(name))"
    }
    guard count > 0 else { return nil }
    guard let own = namedColumns, let others = smaller.namedColumns else {
      return "features without names, which are not known to be among those of the larger model"
    }
    for other in others {
      let found = own.filter { $0.name == other.name }
      guard let column = found.first else {
        return "the column \(other.name), which the larger model lacks"
      }
      guard found.count == 1, others.count(where: { $0.name == other.name }) == 1 else {
        return "the name \(other.name) of two columns, which are not known to be the same"
      }
      if let problem = column.lacking(of: other, hasOnes: hasIntercept || hasOnes) {
        return problem
      }
    }
    return nil
  }

  /// Nil where they have no names.
  private var namedColumns: [TableColumn]? {
    columns ?? featureNames?.map { TableColumn(name: $0, kind: .numeric) }
  }

  private var offsetName: String? {
    guard let offsetFeature else { return nil }
    return featureNames?[offsetFeature] ?? "feature\(offsetFeature)"
  }

  /// Whether a column has a feature for each of its levels, whose sum is 1 in each row.
  private var hasOnes: Bool {
    (columns ?? []).contains { column in
      guard case .categorical(let categories) = column.kind else { return false }
      return categories.reference == nil
    }
  }
}

extension TableColumn {
  /// What of the same column in a smaller model is not known to be a combination of these features.
  /// - Parameter hasOnes: whether 1 is a combination of the features of the larger model.
  fileprivate func lacking(of other: TableColumn, hasOnes: Bool) -> String? {
    let alone = "in a model without an intercept"
    switch (kind, other.kind) {
    case (.numeric, .numeric), (.boolean, .boolean): break
    case (.date(let first), .date(let otherFirst)):
      guard hasOnes || first == otherFirst else { return "\(name) from another day \(alone)" }
    case (.categorical(let own), .categorical(let others)):
      guard own.levels == others.levels else { return "other levels of \(name)" }
      guard hasOnes || own.reference == others.reference else {
        return "another reference of \(name) \(alone)"
      }
    default: return "\(name) as \(other.kind.word), which the larger model has as \(kind.word)"
    }
    // What has none was fitted to rows without a missing cell in it, and so was the other to the same ones.
    if let fill, let otherFill = other.fill, fill != otherFill {
      return "\(name) with another value for its missing cells"
    }
    guard indicatesMissing || !other.indicatesMissing else {
      return "the feature \(name)=NA, which the larger model lacks"
    }
    return nil
  }
}

extension TableColumn.Kind {
  fileprivate var word: String {
    switch self {
    case .numeric: "numbers"
    case .boolean: "yes and no"
    case .date: "dates"
    case .categorical: "levels"
    }
  }
}
