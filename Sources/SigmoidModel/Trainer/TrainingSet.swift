import SigmoidOptimization
import SigmoidExamples
import SigmoidLinear

/// The examples that take part in a task, checked, with the class of each.
package struct TrainingSet<Features: FeatureStorage>: Sendable {
  package let data: Dataset<Features>
  package let classes: [ModelClass]
  package let link: OutputTransform
  /// For each example the position of its class.
  package let classOfExample: [Int32]
  /// Where the examples are among those that the set was made of; nil where these are all.
  private(set) var positions: [Int]?
  /// The case weight of each example; empty when all are 1.
  package let weights: [Double]
  /// Whether examples count anything but one, in any process.
  private let isWeighted: Bool
  /// What all examples count together, those of other processes as well.
  let totalWeight: Double
  /// Of one example.
  let meanWeight: Double
  /// A raw input times this is the value of a feature.
  package let inputScale: Double
  /// What the penalty and the steps see of a feature, where it is not the value itself.
  package fileprivate(set) var standardization: Standardization?
  /// The feature that is an offset; nil where there is none. Of a binary task.
  package private(set) var offset: Offset?

  /// Columns of weights: 1 for a binary task, else one a class.
  package var columns: Int { link.columns(classes: classes.count) }

  /// Shares `data` where all of it takes part, else copies the examples that do.
  /// - Parameters:
  ///   - exampleWeights: the case weight of each example of `data`, times its class weight; nil
  ///     for 1 each.
  /// - Throws: `TrainingDataError` for no examples, a class without any, a NaN or infinity, or
  ///   weights that are negative or leave a class without any.
  package init(
    _ data: Dataset<Features>, _ task: some ClassificationTask,
    exampleWeights: [Double]? = nil, classWeights: ClassWeights = .equal
  ) throws(TrainingDataError) {
    let partition = data.partition
    guard partition.examples > 0 else { throw .noExamples }
    classes = try task.classes(of: data.labels)
    link = task.link
    let classOfLabel = classes.classOfLabel(data.labels.names)
    let counts = data.labels.counts
    for (index, described) in classes.enumerated()
    where task.needsEveryClass
      && !counts.indices.contains(where: { counts[$0] > 0 && classOfLabel[$0] == index })
    {
      let others = classes.filter { $0 != described }.map(\.name)
      throw .singleClass(others.joined(separator: " and "))
    }
    try partition.agree { () throws(TrainingDataError) in
      if let position = data.features.firstNonFinite() {
        throw .nonFinite(position.counted(from: partition.range.lowerBound))
      }
      if let exampleWeights, exampleWeights.count != data.examples {
        throw .weightCount(exampleWeights.count, examples: data.examples)
      }
    }
    inputScale = data.features.scale
    var exampleWeights = exampleWeights
    if counts.indices.contains(where: { counts[$0] > 0 && classOfLabel[$0] == nil }) {
      let codes = data.labels.codes
      let chosen = codes.indices.filter { classOfLabel[Int(codes[$0])] != nil }
      self.data = data.keeping(chosen)
      positions = chosen
      exampleWeights = exampleWeights.map { weights in chosen.map { weights[$0] } }
    } else {
      self.data = data
    }
    let classOfCode = classOfLabel.map { Int32($0 ?? 0) }
    let classOfExample = self.data.labels.codes.map { classOfCode[Int($0)] }
    self.classOfExample = classOfExample
    let all = self.data.partition
    func check(_ weights: [Double]) throws(TrainingDataError) {
      try all.agree { () throws(TrainingDataError) in
        if let bad = weights.firstIndex(where: { !Self.isWeight($0) }) {
          throw .badWeight(weights[bad], example: all.range.lowerBound + bad)
        }
      }
    }
    if let exampleWeights { try check(exampleWeights) }
    let count = classes.count
    let caseWeights = exampleWeights
    var weights = try classWeights.weights(
      labels: data.labels, of: self.data.labels.codes, classOfLabel: classOfLabel,
      totals: {
        all.sum(count, threads: 1) { examples, sums in
          for example in examples {
            sums[Int(classOfExample[example])] += caseWeights?[example] ?? 1
          }
        }
      })
    if let exampleWeights {
      weights = weights.isEmpty ? exampleWeights : zip(weights, exampleWeights).map(*)
    }
    if classWeights != .equal { try check(weights) }
    self.weights = weights
    isWeighted = exampleWeights != nil || classWeights != .equal
    totalWeight = isWeighted ? all.sum(of: weights) : Double(all.examples)
    meanWeight = totalWeight / Double(max(1, all.examples))
    if task.needsEveryClass { try checkWeights() }
  }

  /// The same examples with an offset.
  func offset(by feature: Int?, threads: Int) throws(InvalidHyperparameter) -> TrainingSet {
    guard let feature else { return self }
    guard link == .logistic else {
      throw InvalidHyperparameter(
        .offset, expected: "a question of two classes, such as --positive names",
        "\(link.rawValue) of \(classes.count) classes")
    }
    guard data.features.scale == 1 else {
      throw InvalidHyperparameter(
        .offset, expected: "features as they are", "a scale of \(data.features.scale)")
    }
    var result = self
    result.offset = Offset(feature, in: data, weights: weights, threads: threads)
    return result
  }

  /// Within a range in which no product with a square that a double holds vanishes or is infinite.
  private static func isWeight(_ weight: Double) -> Bool {
    weight == 0 || (1e-100...1e100).contains(weight)
  }

  private func checkWeights() throws(TrainingDataError) {
    guard isWeighted else { return }
    let (weights, classOfExample) = (weights, classOfExample)
    let totals = data.partition.sum(classes.count, threads: 1) { examples, sums in
      for example in examples { sums[Int(classOfExample[example])] += weights[example] }
    }
    for (described, total) in zip(classes, totals) where !(total > 0) {
      throw .weightlessClass(described.name)
    }
  }

  /// Some examples as a set of their own, wherever they are, with what they count here. All
  /// processes that hold a part call it.
  /// - Parameter positions: among the examples of all processes; the same list in each.
  func drawing(_ positions: [Int]) -> TrainingSet {
    let drawn = data.partition.drawing(positions)
    let classes = drawn.gather(classOfExample)
    var result = TrainingSet(
      self, data: Dataset(features: drawn.gather(data.features), labels: Labels(classes)),
      classOfExample: classes, weights: isWeighted ? drawn.gather(weights) : [])
    result.offset = offset
    return result
  }

  /// The same examples with standardized features (mean 0, variance 1), and the same case
  /// weights.
  /// - Parameters:
  ///   - centres: false for a model without an intercept: only the scale changes.
  ///   - dropsConstants: whether a feature that is constant takes no part even so.
  package func standardized(
    centres: Bool = true, dropsConstants: Bool = true, threads: Int
  ) -> TrainingSet {
    var result = self
    let all = Standardization(data, weights: weights, centres: centres, threads: threads)
    result.standardization =
      dropsConstants
      ? Standardization(
        means: all.means, factors: zip(all.factors, all.variances).map { $1 == 0 ? 0 : $0 },
        variances: all.variances) : all
    if let offset { result.standardization?.keepScale(of: offset.feature) }
    return result
  }

  /// The same examples in other coordinates.
  func inCoordinates(of standardization: Standardization) -> TrainingSet {
    var result = self
    result.standardization = standardization
    return result
  }

  /// The same examples as passes in double see them, in the coordinates of `standardization`; nothing
  /// is copied.
  func centred(_ standardization: Standardization) -> TrainingSet<CentredFeatures<Features>> {
    let scale = data.features.scale
    let centre = data.features.centre(
      for: standardization.means.map { $0 / scale }, data.partition)
    var result = TrainingSet<CentredFeatures<Features>>(
      self,
      data: Dataset(
        features: CentredFeatures(data, centre: centre), labels: data.labels,
        partition: data.partition),
      classOfExample: classOfExample, weights: weights)
    result.standardization = standardization.less(centre.map { $0 * scale })
    result.offset = offset
    result.positions = positions
    return result
  }

  /// The least that an example counts that counts at all, over all processes, where the mean is 1.
  func leastRelativeWeight() -> Double {
    guard isWeighted else { return 1 }
    let own = weights.reduce(Double.infinity) { $1 > 0 ? min($0, $1) : $0 }
    return data.partition.communicator.allGather(own).reduce(.infinity, min) / meanWeight
  }

  /// Those of all processes, where zeros are not stored; nil where they are.
  var storedElements: Double? {
    data.features.storedElements.map { Double(data.partition.communicator.sum([$0])[0]) }
  }

  /// Σ h·x̃x̃ᵀ, in operations of a BLAS product: it makes several in the time of one of a pass.
  var squareOperations: Double {
    guard let stored = storedElements, stored > 0 else { return denseSquareOperations }
    let each = stored / Double(data.partition.examples)
    return min(denseSquareOperations, each * stored * Self.productSpeed)
  }

  /// Of a Hessian: squares of features that are added up, one after the other.
  var hessianBlocks: Double {
    let columns = Double(columns)
    return link == .softmax ? columns * columns / 2 : columns
  }

  /// The same where zeros are multiplied too.
  var denseSquareOperations: Double {
    let width = Double(data.features.features + 1)
    return Double(data.partition.examples) * width * width
  }

  /// Operations of a BLAS product in the time of one of a pass.
  static var productSpeed: Double { 6 }

  /// A mean loss below this cannot be had with any example on the wrong side, which has ln 2 at the
  /// least. With an offset that tells nothing of the features.
  var mostLossOfSeparated: Double {
    offset != nil ? -1 : 0.6931 * leastRelativeWeight() / Double(data.partition.examples)
  }

  /// The share of each class in what all examples count.
  func classShares() -> [Double] {
    let shares = data.partition.sum(classes.count, threads: 1) { range, sums in
      for example in range { sums[Int(classOfExample[example])] += relativeWeights[example] }
    }
    return shares.map { $0 / Double(data.partition.examples) }
  }

  /// Of a binary task: 1 for the positive class, 0 for the negative one.
  package var targets: [Float] { classOfExample.map(Float.init) }

  /// The mean over the classes of π(1 − π), π being a class's share.
  func meanClassVariance() -> Double {
    let shares = classShares()
    return shares.reduce(0) { $0 + $1 * (1 - $1) } / Double(shares.count)
  }

  /// Other data with what else there is to know of a set.
  fileprivate init<Others: FeatureStorage>(
    _ other: TrainingSet<Others>, data: Dataset<Features>,
    classOfExample: [Int32], weights: [Double]
  ) {
    self.data = data
    classes = other.classes
    link = other.link
    self.classOfExample = classOfExample
    self.weights = weights
    isWeighted = other.isWeighted
    totalWeight = other.totalWeight
    meanWeight = other.meanWeight
    inputScale = other.inputScale
    standardization = other.standardization
  }

  fileprivate init(_ other: TrainingSet<ByteMatrix>, converted data: Dataset<Features>) {
    self.init(other, data: data, classOfExample: other.classOfExample, weights: other.weights)
  }
}

extension TrainingSet<ByteMatrix> {
  /// The same examples as floats, four times the memory.
  package func converted() -> TrainingSet<Matrix<Float>> {
    TrainingSet<Matrix<Float>>(
      self,
      converted: Dataset(
        features: data.features.converted(), labels: data.labels, partition: data.partition))
  }
}

extension Partition {
  /// Runs a check of what is in this process; what it throws in any is thrown in all.
  public func agree(_ check: () throws(TrainingDataError) -> Void) throws(TrainingDataError) {
    var own: TrainingDataError?
    do throws(TrainingDataError) { try check() } catch { own = error }
    guard let first = communicator.firstProblem(own.map { "\($0)" }) else { return }
    if let own, first.rank == communicator.rank { throw own }
    throw .elsewhere(rank: first.rank, first.text)
  }
}

extension ElementPosition {
  fileprivate func counted(from first: Int) -> ElementPosition {
    ElementPosition(feature: feature, example: first + example)
  }
}
