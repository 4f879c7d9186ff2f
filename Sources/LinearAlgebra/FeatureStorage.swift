/// A feature matrix X, features × examples, in whatever form its elements are kept.
///
/// A storage does two things over a range of examples; the losses see scores and residuals,
/// never X, and the storage never sees a loss. Shapes are column-major throughout:
/// weights and gradient features × classes, scores and residuals classes × (examples in the range).
///
/// X holds the elements as they are stored. Where the value of a feature is its element times
/// `scale`, the caller folds that factor into the weights and into the gradient, once an
/// evaluation, and nothing is converted.
public protocol FeatureStorage: ~Copyable, Sendable {
  /// What passes over X compute in.
  associatedtype Scalar: BLASScalar
  /// What X is stored as.
  associatedtype Element: BitwiseCopyable

  var features: Int { get }
  var examples: Int { get }
  /// A stored element times this is the value of the feature.
  var scale: Double { get }
  /// What an example takes in memory, on average: passes are cut to fit the cache by it.
  var exampleBytes: Int { get }

  /// scores ← Wᵀ X[:, columns].
  func forward(
    weights: Span<Scalar>, classes: Int, columns: Range<Int>,
    into scores: inout MutableSpan<Scalar>)

  /// gradient += X[:, columns] · residualsᵀ.
  func accumulate(
    residuals: Span<Scalar>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Scalar>)

  /// Writes some examples as numbers of the pass, each times its factor: target, features ×
  /// examples.count, ← X[:, examples]·diag(factors), the elements still as they are stored.
  func gather(
    _ examples: ArraySlice<Int>, times factors: Span<Scalar>, into target: inout MutableSpan<Scalar>
  )

  /// Whether the elements are in a file that is mapped, and in memory only while they are read.
  var isMapped: Bool { get }

  /// Tells a storage that is mapped which examples are read next: it fetches them in one go.
  func willRead(_ columns: Range<Int>)

  /// Tells a storage that is mapped which examples have been read: it gives their memory back.
  func didRead(_ columns: Range<Int>)

  /// Brings the examples of a tile into the cache before a pass over them, where the two products
  /// would not read them in the order of memory.
  func fetch(_ columns: Range<Int>)

  /// A new storage that holds the named examples, in that order.
  func selecting(_ columns: [Int]) -> Self

  /// A new storage, in memory, that holds some examples that follow one another.
  func copying(_ columns: Range<Int>) -> Self

  /// The elements of all examples, to be sent to a process that holds another part of them.
  func packed() -> [UInt8]

  /// A storage like this one of examples that were packed, one part after the other.
  func joining(_ parts: [[UInt8]]) -> Self

  /// Where the first NaN or infinity is, example by example; nil when all elements are finite.
  func firstNonFinite() -> ElementPosition?
}

/// Bytes of a mapped file that a worker has in memory at a time.
private let mappedPiece = 4 << 20

/// A place in a feature matrix.
public struct ElementPosition: Equatable, Sendable {
  public let feature: Int
  public let example: Int

  public init(feature: Int, example: Int) {
    self.feature = feature
    self.example = example
  }
}

extension FeatureStorage where Self: ~Copyable {
  public var exampleBytes: Int { features * MemoryLayout<Element>.stride }

  public var isMapped: Bool { false }
  public func willRead(_ columns: Range<Int>) {}
  public func didRead(_ columns: Range<Int>) {}
  public func fetch(_ columns: Range<Int>) {}

  /// Goes through a range of examples in pieces, of which a storage that is mapped has one in memory
  /// at a time; any other has them all there, and the range is one piece.
  /// - Parameter tile: pieces are whole numbers of this many examples.
  public func inPieces(
    _ columns: Range<Int>, tile: Int = 1, _ body: (Range<Int>) -> Void
  ) {
    guard isMapped else { return body(columns) }
    let examples = max(1, mappedPiece / max(1, exampleBytes * tile)) * tile
    for start in stride(from: columns.lowerBound, to: columns.upperBound, by: examples) {
      let piece = start..<min(start + examples, columns.upperBound)
      willRead(piece)
      body(piece)
      didRead(piece)
    }
  }

  /// Of examples that are read one after the other, wherever they lie: after the one at `position`
  /// gives back a block that ends there.
  func didRead(_ examples: ArraySlice<Int>, position: Int) {
    // Each may have brought in a huge page.
    let block = 16
    guard isMapped, (position + 1).isMultiple(of: block) || position == examples.count - 1 else {
      return
    }
    let first = examples.startIndex + position / block * block
    let some = examples[first...examples.startIndex + position]
    guard let least = some.min(), let most = some.max() else { return }
    if most - least < 4 * block { return didRead(least..<most + 1) }
    for index in some { didRead(index..<index + 1) }
  }

  /// Stops the program, naming both shapes, when the arguments of `forward` do not fit.
  func checkForward(weights: Int, classes: Int, columns: Range<Int>, scores: Int) {
    checkProduct("weights", weights, classes: classes, columns: columns)
    precondition(
      scores == classes * columns.count,
      "scores hold \(scores) numbers, not \(classes) classes × \(columns.count) examples")
  }

  /// Stops the program, naming both shapes, when the arguments of `accumulate` do not fit.
  func checkAccumulate(residuals: Int, classes: Int, columns: Range<Int>, gradient: Int) {
    checkProduct("the gradient", gradient, classes: classes, columns: columns)
    precondition(
      residuals == classes * columns.count,
      "residuals hold \(residuals) numbers, not \(classes) classes × \(columns.count) examples")
  }

  /// Stops the program, naming both shapes, when the arguments of `gather` do not fit.
  func checkGather(examples: Int, factors: Int, target: Int) {
    precondition(factors == examples, "\(factors) factors for \(examples) examples")
    precondition(
      target == features * examples,
      "\(target) numbers for \(features) features × \(examples) examples")
  }

  private func checkProduct(_ name: String, _ count: Int, classes: Int, columns: Range<Int>) {
    precondition(classes > 0, "\(classes) classes")
    precondition(
      count == features * classes,
      "\(name) hold \(count) numbers, not \(features) features × \(classes) classes")
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= examples,
      "examples \(columns) of a \(features) × \(examples) matrix")
  }
}
