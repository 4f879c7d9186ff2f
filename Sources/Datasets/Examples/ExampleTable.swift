import Files
import LinearAlgebra

/// What a file of examples holds, in its own order, with labels or without.
public struct ExampleTable: Sendable {
  /// Where it was read from.
  public let path: String
  public let format: DataFormat
  /// features × examples.
  public let features: FeatureArray
  /// One an example; nil when the file has none.
  public let labels: Labels?
  /// One a feature, where the file names them.
  public let featureNames: [String]?
  /// Where examples are images: the pixels of one are its features, row after row.
  public let imageSize: ImageSize?
  /// What of the file was ignored and may matter, a sentence each.
  public let notes: [String]
  /// Numbers of a text whose digits `features` does not hold, where they were asked for.
  public let longNumbers: LongNumbers

  init(
    path: String, format: DataFormat, features: consuming FeatureArray, labels: Labels? = nil,
    featureNames: [String]? = nil, imageSize: ImageSize? = nil, notes: [String] = [],
    longNumbers: LongNumbers = LongNumbers()
  ) {
    self.path = path
    self.format = format
    self.features = features
    self.labels = labels
    self.featureNames = featureNames
    self.imageSize = imageSize
    self.notes = notes
    self.longNumbers = longNumbers
  }

  public var examples: Int { features.examples }

  /// The features, for an owner of their own.
  public consuming func takeFeatures() -> FeatureArray { features }

  /// The same with its sparse features dense.
  /// - Throws: `FileError` where there is no memory for the zeros.
  consuming func dense() throws(FileError) -> ExampleTable {
    let (path, format, labels, names) = (path, format, labels, featureNames)
    let (size, notes, longNumbers) = (imageSize, notes, longNumbers)
    return ExampleTable(
      path: path, format: format, features: try features.dense(for: path), labels: labels,
      featureNames: names, imageSize: size, notes: notes, longNumbers: longNumbers)
  }

  /// The examples with their labels, to train or to test on.
  /// - Throws: `FileError` when there are no labels.
  public consuming func labelled() throws(FileError) -> ExampleSet {
    guard let labels else { throw withoutLabels }
    return ExampleSet(features, labels: labels)
  }

  var withoutLabels: FileError {
    FileError(
      path: path, expected: "a label for each example",
      found: "\(format.rawValue) without labels",
      remedy: "name the file, the column or the array of the labels")
  }
}
