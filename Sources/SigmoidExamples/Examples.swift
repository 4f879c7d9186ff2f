import SigmoidLinear
import SigmoidSystem

/// Examples as they were read or made: features in any storage, labels where there are any, and what is
/// known of both. A value: to copy it copies no features.
public struct Examples: Sendable {
  /// features × examples.
  public let features: any FeatureStorage
  /// One an example; nil of examples to predict.
  public let labels: Labels?
  /// Which of all examples these are, where several processes hold a part each.
  public let partition: Partition
  /// What each example counts in a fit and in its evaluation; nil where each counts 1.
  public let caseWeights: [Double]?
  /// Which examples belong together, such as those of one patient, and are not to be parted; nil where each
  /// stands for itself.
  public let groups: Labels?
  /// How the columns of a table became features, and what they are called; without scale and shape.
  package let inputs: Schema
  /// Where examples are images: the pixels of one are its features, row after row.
  public let imageSize: ImageSize?
  /// Where they come from: errors name it.
  public let source: ExampleSource
  /// What of their files was ignored and may matter.
  public let notes: [ReadingNote]
  /// Numbers of a text whose digits `features` does not hold, where they were asked for.
  package let longNumbers: LongNumbers
  /// Which rows of their file they are, where that was asked for.
  package let rows: ExampleRows?

  /// - Parameters:
  ///   - features: features × examples, in any storage.
  ///   - labels: one an example; nil of examples to predict.
  ///   - featureNames: one a feature.
  ///   - imageSize: where examples are images.
  /// - Throws: `TableShapeError` for labels, names or pixels of another number.
  public init(
    _ features: any FeatureStorage, labels: Labels? = nil, featureNames: [String]? = nil,
    imageSize: ImageSize? = nil
  ) throws(TableShapeError) {
    try Self.check(labels, are: features.examples)
    if let featureNames, featureNames.count != features.features {
      throw TableShapeError(
        expected: "a name for each of \(features.features) features",
        found: "\(featureNames.count)", remedy: "name each feature once, or leave the names out")
    }
    if let imageSize, !imageSize.isOf(features.features) {
      throw TableShapeError(
        expected: "a feature for each of \(imageSize.width) × \(imageSize.height) pixels",
        found: "\(features.features)", remedy: "give the size that the images have")
    }
    self.init(
      fitting: features, labels: labels, featureNames: featureNames, imageSize: imageSize)
  }

  /// What fits together, as a reader of files has checked.
  /// - Parameters:
  ///   - partition: nil when these are all the examples there are.
  ///   - inputs: nil where there is nothing to say of them but their names.
  package init(
    fitting features: any FeatureStorage, labels: Labels? = nil, partition: Partition? = nil,
    caseWeights: [Double]? = nil, groups: Labels? = nil, featureNames: [String]? = nil,
    inputs: Schema? = nil,
    imageSize: ImageSize? = nil, source: ExampleSource = ExampleSource(), notes: [ReadingNote] = [],
    longNumbers: LongNumbers = LongNumbers(), rows: ExampleRows? = nil
  ) {
    let examples = features.examples
    require(
      labels?.count ?? examples == examples,
      "\(labels?.count ?? 0) labels for \(features.features) × \(examples) features")
    self.features = features
    self.labels = labels
    self.partition = partition ?? Partition(features.chunkPlan)
    require(
      self.partition.range.count == examples,
      "\(examples) examples as part \(self.partition.range) of several")
    require(
      caseWeights?.count ?? examples == examples,
      "\(caseWeights?.count ?? 0) case weights for \(examples) examples")
    self.caseWeights = caseWeights
    require(
      groups?.count ?? examples == examples, "\(groups?.count ?? 0) groups for \(examples) examples"
    )
    self.groups = groups
    self.inputs = inputs ?? Schema(featureNames: featureNames)
    self.imageSize = imageSize
    self.source = source
    self.notes = notes
    self.longNumbers = longNumbers
    require(
      rows?.places.count ?? examples == examples,
      "\(rows?.places.count ?? 0) rows for \(examples) examples")
    self.rows = rows
  }

  /// The same examples of one storage.
  public init<Features: FeatureStorage>(_ data: Dataset<Features>) {
    self.init(fitting: data.features, labels: data.labels, partition: data.partition)
  }

  /// Those that are here.
  public var count: Int { features.examples }

  /// One a feature, where they have names.
  public var featureNames: [String]? { inputs.featureNames }

  /// How often each example counts, where case weights are whole numbers and come to no more than 1e9.
  package var copies: [Int]? {
    guard let caseWeights, caseWeights.reduce(0, +) <= 1e9 else { return nil }
    let copies = caseWeights.compactMap { Int(exactly: $0) }
    return copies.count == caseWeights.count ? copies : nil
  }

  /// How many groups there are; nil where each example stands for itself.
  public var groupCount: Int? { groups?.counts.count { $0 > 0 } }

  /// The numbers of one example.
  public var featureCount: Int { features.features }

  /// The same features under other labels, or none; nothing is copied.
  /// - Throws: `TableShapeError` for labels of another number.
  public func labelled(_ labels: Labels?) throws(TableShapeError) -> Examples {
    try Self.check(labels, are: count)
    return labelled(fitting: labels)
  }

  /// The same features under labels of a file, whose number its reader has checked.
  package func labelled(fitting labels: Labels?) -> Examples {
    Examples(
      fitting: features, labels: labels, partition: partition, caseWeights: caseWeights,
      groups: groups, inputs: inputs, imageSize: imageSize, source: source, notes: notes,
      longNumbers: longNumbers, rows: rows)
  }

  /// The same examples in another storage.
  public func stored(_ features: any FeatureStorage) -> Examples {
    Examples(
      fitting: features, labels: labels, partition: nil, caseWeights: caseWeights,
      groups: groups, inputs: inputs, imageSize: imageSize, source: source, notes: notes,
      longNumbers: longNumbers, rows: rows)
  }

  private static func check(_ labels: Labels?, are examples: Int) throws(TableShapeError) {
    guard let labels, labels.count != examples else { return }
    throw TableShapeError(
      expected: "a label for each of \(examples) examples", found: "\(labels.count)",
      remedy: "give one label for each example, in the order of the examples")
  }

  /// The labels, which training and evaluation need.
  /// - Throws: `FileError` when there are none.
  public func requiredLabels() throws(FileError) -> Labels {
    guard let labels else {
      throw FileError(
        path: source.path, expected: "a label for each example",
        found: "\(source.format) without labels",
        remedy: source.isMade
          ? "give them as labels:" : "name the file, the column or the array of the labels")
    }
    return labels
  }

  /// The features of an example as values: stored elements times their scale.
  public func values(of example: Int) -> [Double] {
    features.values(of: example).map { $0 * features.scale }
  }

  /// These examples as a set of one storage, for work that is generic over it.
  /// - Parameter features: `features`, of the type that they have.
  /// - Throws: `FileError` when there are no labels.
  package func dataset<Features: FeatureStorage>(
    of features: Features
  ) throws(FileError) -> Dataset<Features> {
    Dataset(features: features, labels: try requiredLabels(), partition: partition)
  }

  /// The named examples, in that order, as a set of their own.
  public func selecting(_ examples: [Int]) -> Examples {
    Examples(
      fitting: features.selecting(examples), labels: labels?.selecting(examples), partition: nil,
      caseWeights: caseWeights.map { weights in examples.map { weights[$0] } },
      groups: groups?.selecting(examples), inputs: inputs,
      imageSize: imageSize, source: source, rows: rows?.selecting(examples))
  }
}

/// Where examples come from, for a person.
public struct ExampleSource: Equatable, Sendable {
  /// The file; of examples that a program made, what it calls them.
  public let path: String
  /// The format's name.
  public let format: String

  /// Whether a program made the examples, and no file.
  package var isMade: Bool { self == ExampleSource() }

  package init(path: String = "these examples", format: String = "numbers") {
    self.path = path
    self.format = format
  }
}

/// What of a file was ignored and may matter: a sentence.
public struct ReadingNote: Equatable, Sendable {
  /// The file.
  public let path: String
  /// A sentence without the name of the file.
  public let text: String

  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}
