import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// A storage that files are read into.
///
/// A format with a storage of its own has one more conformer, and nothing else changes.
package protocol ReadStorage: FeatureStorage {
  /// A stored element times this is the value of the feature.
  var scale: Double { get set }

  /// What is stored, for a person. Floats and doubles are of one kind: see `withDoubles`.
  var elementKind: String { get }

  /// "unsigned bytes", "32-bit floats" or "64-bit floats".
  var elementType: String { get }

  /// What one pass over the elements finds.
  func scan() -> FeatureScan

  /// Hands out the bytes of two examples, which are equal where all features are.
  func withBytes(
    of first: Int, and second: Int,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void)

  /// Whether numbers are stored that are not floats.
  var hasDoubles: Bool { get }

  /// What one example takes in memory, on average, with its numbers as doubles.
  var doubleExampleBytes: Int { get }

  /// Whether no stored element is above 1 or below −1.
  var isWithinOne: Bool { get }

  /// The same numbers as doubles, which other parts of the set have; bytes stay what they are.
  /// - Throws: `FileError` of `path` where there is no memory for them.
  consuming func withDoubles(for path: String) throws(FileError) -> any ReadStorage

  /// Some examples that follow one another, where they lie.
  func inPlace(_ range: Range<Int>) -> Self

  /// Sparse elements with their zeros; what is dense stays as it is.
  /// - Throws: `FileError` of `path` where there is no memory for the zeros.
  consuming func dense(for path: String) throws(FileError) -> any ReadStorage

  /// The same among so many features, of which sparse ones may have fewer; others stay as they are.
  consuming func widened(to features: Int) -> Self
}

extension ReadStorage {
  package consuming func withDoubles(for path: String) throws(FileError) -> any ReadStorage { self }
  package consuming func dense(for path: String) throws(FileError) -> any ReadStorage { self }
  package consuming func widened(to features: Int) -> Self { self }

  /// The same elements with another scale; nothing is copied.
  package consuming func scaled(by scale: Double) -> Self {
    self.scale = scale
    return self
  }

  /// Some examples that follow one another.
  /// - Parameter copying: into memory of their own; without, those of a mapped file stay in it.
  /// - Throws: `FileError` of `path` where there is no memory for a copy.
  consuming func part(
    _ range: Range<Int>, copying: Bool, path: String
  ) throws(FileError) -> Self {
    let isCopied = copying || !isMapped
    if range == 0..<examples, !(copying && isMapped) { return self }
    guard isCopied else { return inPlace(range) }
    try AvailableMemory.require(
      range.count * exampleBytes, path: path, purpose: "\(range.count) of its examples",
      remedy: "start more processes on further machines, or map the file with --map")
    return self.copying(range)
  }

  fileprivate static func requireDoubles(_ count: Int, path: String) throws(FileError) {
    try AvailableMemory.require(
      count * MemoryLayout<Double>.stride, path: path, purpose: "its numbers in double precision",
      remedy: "use a smaller file or a machine with more memory")
  }
}

extension Examples {
  /// The storage that a reader made.
  var readStorage: any ReadStorage {
    guard let storage = features as? any ReadStorage else {
      fatalError("\(source.path): \(type(of: features)), which no reader makes")
    }
    return storage
  }
}

extension ByteMatrix: ReadStorage {
  package var elementKind: String { "bytes" }
  package var elementType: String { "unsigned bytes" }
  package func scan() -> FeatureScan { FeatureScan(self) }

  package func withBytes(
    of first: Int, and second: Int,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    bytes(first..<first + 1).withBytes(and: bytes(second..<second + 1), body)
  }

  package var hasDoubles: Bool { false }
  package var doubleExampleBytes: Int { exampleBytes }
  package var isWithinOne: Bool { maximum <= 1 }
  package func inPlace(_ range: Range<Int>) -> ByteMatrix { part(range) }
}

extension Matrix: ReadStorage where Element: PassScalar {
  package var elementKind: String { "floats" }
  package var elementType: String { hasDoubles ? "64-bit floats" : "32-bit floats" }
  package func scan() -> FeatureScan { FeatureScan(self) }

  package func withBytes(
    of first: Int, and second: Int,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    column(first).withBytes(and: column(second), body)
  }

  package var hasDoubles: Bool { holdsDoubles }
  package var doubleExampleBytes: Int { features * MemoryLayout<Double>.stride }

  package var isWithinOne: Bool {
    let span = self.span
    return span.indices.allSatisfy { abs(span[unchecked: $0]) <= 1 }
  }

  package consuming func withDoubles(for path: String) throws(FileError) -> any ReadStorage {
    guard let floats = self as? Matrix<Float> else { return self }
    try Self.requireDoubles(rows * columns, path: path)
    return floats.widened()
  }

  package func inPlace(_ range: Range<Int>) -> Matrix { part(range) }
}

extension SparseMatrix: ReadStorage {
  package var elementKind: String { "sparse floats" }
  package var elementType: String { hasDoubles ? "64-bit floats" : "32-bit floats" }
  package func scan() -> FeatureScan { FeatureScan(self) }

  package func withBytes(
    of first: Int, and second: Int,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    guard hasDoubles else { return elements(of: first).withBytes(and: elements(of: second), body) }
    let (one, other) = (wideElements(of: first), wideElements(of: second))
    one.span.withBytes(and: other.span, body)
  }

  /// The features of an example and the bits of their doubles, in turn.
  private func wideElements(of example: Int) -> [UInt64] {
    let (run, doubles) = (elements(of: example), doubles(of: example))
    return run.indices.flatMap { [UInt64(run[$0].feature), doubles[$0].bitPattern] }
  }

  package var doubleExampleBytes: Int {
    offsets[examples] * (MemoryLayout<Element>.stride + MemoryLayout<Double>.stride)
      / max(1, examples)
  }

  package var isWithinOne: Bool {
    span.indices.allSatisfy { abs(value(at: $0)) <= 1 }
  }

  package consuming func withDoubles(for path: String) throws(FileError) -> any ReadStorage {
    if !hasDoubles { try Self.requireDoubles(offsets[examples], path: path) }
    return withDoubles()
  }

  package func inPlace(_ range: Range<Int>) -> SparseMatrix { copying(range) }

  package consuming func dense(for path: String) throws(FileError) -> any ReadStorage {
    try withZeros(for: path)
  }
}

extension TableMatrix: ReadStorage {
  package var elementKind: String { "numbers and levels" }
  package var elementType: String { hasDoubles ? "64-bit floats" : "32-bit floats" }
  package func scan() -> FeatureScan { FeatureScan(sparse()) }

  package func withBytes(
    of first: Int, and second: Int,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    let (one, other) = (cells(of: first), cells(of: second))
    one.span.withBytes(and: other.span, body)
  }

  /// The bits of the numbers of an example, and its codes.
  private func cells(of example: Int) -> [UInt64] {
    let codes = codes(of: example)
    return layout.numeric.indices.map { (number($0, of: example) + 0).bitPattern }
      + codes.indices.map { UInt64(codes[$0]) }
  }

  package var hasDoubles: Bool { holdsDoubles }

  package var doubleExampleBytes: Int {
    layout.numeric.count * (MemoryLayout<Float>.stride + MemoryLayout<Double>.stride)
      + layout.levels.count * MemoryLayout<Code>.stride
  }

  package var isWithinOne: Bool { doubles?.isWithinOne ?? numbers.isWithinOne }

  package consuming func withDoubles(for path: String) throws(FileError) -> any ReadStorage {
    if !hasDoubles { try Self.requireDoubles(numbers.rows * examples, path: path) }
    return withDoubles()
  }

  package func inPlace(_ range: Range<Int>) -> TableMatrix { copying(range) }

  package consuming func dense(for path: String) throws(FileError) -> any ReadStorage {
    try sparse().withZeros(for: path)
  }
}

extension ByteMatrix {
  /// Whether all elements are whole numbers from 0 to 255.
  static func holds(_ sparse: SparseMatrix) -> Bool {
    sparse.span.indices.allSatisfy { UInt8(exactly: sparse.value(at: $0)) != nil }
  }

  /// The elements of a sparse matrix with their zeros, and its scale; nil where one is no byte.
  init?(exactly sparse: SparseMatrix) {
    guard Self.holds(sparse) else { return nil }
    self.init(features: sparse.features, examples: sparse.examples, scale: sparse.scale)
    var target = mutableSpan
    for example in 0..<sparse.examples {
      let run = sparse.elements(of: example)
      for index in run.indices {
        target[example * sparse.features + Int(run[index].feature)] = UInt8(run[index].value)
      }
    }
  }
}

extension Matrix<Float> {
  /// The same numbers as doubles.
  fileprivate func widened() -> Matrix<Double> {
    var result = Matrix<Double>(rows: rows, columns: columns)
    result.scale = scale
    var target = result.mutableSpan
    let span = self.span
    inPieces(0..<columns) { piece in
      for index in piece.lowerBound * rows..<piece.upperBound * rows {
        target[unchecked: index] = Double(span[unchecked: index])
      }
    }
    return result
  }
}
