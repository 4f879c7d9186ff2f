import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Which arrays of an archive are features and labels, when nobody says.
extension NPZFile {
  /// Names that features have, in the order in which they are tried.
  package static let featureNames = ["x", "X", "data", "images", "x_train"]
  /// Names that labels have, in the order in which they are tried.
  package static let labelNames = ["y", "Y", "labels", "target", "y_train"]

  /// Arrays of text that name the features.
  static let namesOfNames = ["feature_names", "names"]

  /// The names of the features, where the archive has such an array of text.
  func namesOfFeatures() throws(FileError) -> [String]? {
    for name in Self.namesOfNames where names.contains(name) {
      if let names = try array(named: name).namesOfFeatures() { return names }
    }
    return nil
  }

  /// The array of that name as features, as `NPYArray.features` makes them. Without a name, the
  /// first of `featureNames` that is there, else the only array of two or more dimensions (N × 1
  /// counts as labels).
  ///
  /// - Throws: `FileError` that lists the arrays, when there is none or no single one.
  package func features(
    named name: String? = nil, scale: Double = ByteMatrix.unitScale
  ) throws(FileError) -> any ReadStorage {
    try featureArray(named: name).features(scale: scale)
  }

  /// The array of the features, chosen as `features` does.
  func featureArray(named name: String?) throws(FileError) -> NPYArray {
    if let name { return try array(named: name) }
    let choice = try choice(
      of: "features", Self.featureNames, shape: "two or more dimensions"
    ) { !$0.isLabelShape }
    return try array(named: choice)
  }

  /// The array of that name as labels, as `NPYArray.labels` makes them. Without a name, the first
  /// of `labelNames` that is there, else the only array of one dimension or N × 1.
  ///
  /// - Throws: `FileError` that lists the arrays, when there is none or no single one.
  package func labels(named name: String? = nil) throws(FileError) -> Labels {
    if let name { return try array(named: name).labels() }
    let choice = try choice(of: "labels", Self.labelNames, shape: "one dimension") {
      $0.isLabelShape && !Self.namesOfNames.contains($0.name)
    }
    return try array(named: choice).labels()
  }

  private func choice(
    of role: String, _ usual: [String], shape: String, _ isCandidate: (Entry) -> Bool
  ) throws(FileError) -> String {
    let names = Set(names)
    if let name = usual.first(where: names.contains) { return name }
    let candidates = try entries().filter { !$0.dimensions.isEmpty && isCandidate($0) }
    guard candidates.count == 1 else {
      throw try refuse(
        "\(role) named \(usual.joined(separator: ", ")), or a single array of \(shape)",
        "name the array of the \(role)")
    }
    return candidates[0].name
  }
}

extension NPZFile.Entry {
  /// Of one dimension, or N × 1.
  fileprivate var isLabelShape: Bool {
    dimensions.count == 1 || dimensions.count == 2 && dimensions[1] == 1
  }
}
