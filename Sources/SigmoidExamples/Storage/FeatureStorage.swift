import SigmoidSystem
import SigmoidLinear

/// A feature matrix X, features × examples, in whatever form its elements are kept.
///
/// A storage does two things over a range of examples; the losses see scores and residuals,
/// never X, and the storage never sees a loss. Shapes are column-major throughout:
/// weights and gradient features × classes, scores and residuals classes × (examples in the range).
///
/// X holds the elements as they are stored. Where the value of a feature is its element times
/// `scale`, the caller folds that factor into the weights and into the gradient, once an
/// evaluation, and nothing is converted.
///
/// A storage of one's own needs `features`, `examples`, the products `forward` and `accumulate` in its
/// scalar, and `selecting`; the rest has defaults on these.
public protocol FeatureStorage: Sendable {
  /// What passes over X compute in.
  associatedtype Scalar: PassScalar
  /// What X is stored as.
  associatedtype Element: BitwiseCopyable = Scalar

  /// Rows of X: the numbers of an example.
  var features: Int { get }
  /// Columns of X that are here; other processes may hold further ones.
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

  // MARK: in double

  /// Whether elements may lie anywhere, so that what a pass in float loses of a score is not bounded:
  /// scores that a person sees are then computed in double.
  var hasAnyRange: Bool { get }

  /// Whether some element is a double, whose square may vanish or be infinite.
  var holdsDoubles: Bool { get }

  /// Whether the elements of all features are of one unit, as pixels and counts of words are: features
  /// of little variance are then rare, and not of a small unit.
  var sharesUnit: Bool { get }

  /// What passes in double take off the elements as stored, one a feature, where these lie around
  /// `means`; empty to take off nothing. What is taken off exactly cannot cancel in a sum. All
  /// processes call it, and get the same.
  func centre(for means: [Double], _ partition: Partition) -> [Double]

  /// scores ← Wᵀ(X[:, columns] − centre) in double, whatever X is stored as.
  func forward(
    weights: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into scores: inout MutableSpan<Double>)

  /// gradient += (X[:, columns] − centre) · residualsᵀ in double.
  func accumulate(
    residuals: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Double>)

  /// target, features × examples.count, ← (X[:, examples] − centre)·diag(factors) in double.
  func gather(
    _ examples: ArraySlice<Int>, less centre: Span<Double>, times factors: Span<Double>,
    into target: inout MutableSpan<Double>)

  /// Elements near those of every feature, to sum up moments about: any choice is right, one within
  /// a few deviations of the mean loses no digits. All processes call it, and get the same.
  /// - Parameter example: one of those here that counts; nil where none does.
  func momentCentre(_ partition: Partition, example: Int?) -> [Double]

  /// sums += Σ c·(x − centre) and squares += Σ c·(x − centre)² over some examples, in double.
  /// - Parameter weights: c, one for each of `columns`; none where each counts one.
  func addMoments(
    of columns: Range<Int>, weights: Span<Double>, less centre: Span<Double>,
    to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>)

  /// How many elements are stored here, where zeros are not and `addSquares` is there; else nil.
  var storedElements: Int? { get }

  /// square, features² with its lower triangle alone, += Σ h·xxᵀ and border += Σ h·x over some examples, x
  /// being the elements as stored less the centre where they are not 0, in time for the stored ones alone.
  /// - Parameter factors: h, one for each of `columns`.
  func addSquares(
    of columns: Range<Int>, times factors: Span<Double>, less centre: Span<Double>,
    to square: inout MutableSpan<Double>, _ border: inout MutableSpan<Double>)

  /// Calls `body` with each of some examples, its features whose element less the centre may not be 0, and
  /// what these are in double: in time for the stored elements alone. The lists are as long as each other,
  /// and no feature is there twice.
  func forEachExample(
    in columns: Range<Int>, less centre: Span<Double>,
    _ body: (_ example: Int, _ features: Span<Int32>, _ values: Span<Double>) -> Void)

  // MARK: where the elements lie

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
  /// The row, from 0.
  public let feature: Int
  /// The column, from 0.
  public let example: Int

  /// - Parameters: both from 0.
  public init(feature: Int, example: Int) {
    self.feature = feature
    self.example = example
  }
}

extension FeatureStorage {
  public var scale: Double { 1 }
  public var exampleBytes: Int { features * MemoryLayout<Element>.stride }
  public var holdsDoubles: Bool { Element.self == Double.self }

  /// None: zeros are stored.
  public var storedElements: Int? { nil }
  /// Not there.
  public func addSquares(
    of columns: Range<Int>, times factors: Span<Double>, less centre: Span<Double>,
    to square: inout MutableSpan<Double>, _ border: inout MutableSpan<Double>
  ) {
    require(storedElements == nil, "a sparse storage without addSquares")
  }

  public var isMapped: Bool { false }
  public func willRead(_ columns: Range<Int>) {}
  public func didRead(_ columns: Range<Int>) {}
  public func fetch(_ columns: Range<Int>) {}

  /// Calls `body` with a range of examples in pieces. A memory-mapped storage has one piece in memory
  /// at a time; any other storage has all in memory, and the range is one piece.
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
    require(
      scores == classes * columns.count,
      "scores hold \(scores) numbers, not \(classes) classes × \(columns.count) examples")
  }

  /// Stops the program, naming both shapes, when the arguments of `accumulate` do not fit.
  func checkAccumulate(residuals: Int, classes: Int, columns: Range<Int>, gradient: Int) {
    checkProduct("the gradient", gradient, classes: classes, columns: columns)
    require(
      residuals == classes * columns.count,
      "residuals hold \(residuals) numbers, not \(classes) classes × \(columns.count) examples")
  }

  /// Stops the program, naming both shapes, when the arguments of `gather` do not fit.
  func checkGather(examples: Int, factors: Int, target: Int) {
    require(factors == examples, "\(factors) factors for \(examples) examples")
    require(
      target == features * examples,
      "\(target) numbers for \(features) features × \(examples) examples")
  }

  private func checkProduct(_ name: String, _ count: Int, classes: Int, columns: Range<Int>) {
    require(classes > 0, "\(classes) classes")
    require(
      count == features * classes,
      "\(name) hold \(count) numbers, not \(features) features × \(classes) classes")
    require(
      columns.lowerBound >= 0 && columns.upperBound <= examples,
      "examples \(columns) of a \(features) × \(examples) matrix")
  }
}
