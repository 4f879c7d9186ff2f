import Files
import LinearAlgebra

/// Parts of features, for processes of which each holds some.
extension FeatureArray {
  /// What is stored, for a person. Floats and doubles are of one kind: see `withDoubles`.
  var elements: String {
    switch self {
    case .bytes: "bytes"
    case .floats: "floats"
    case .doubles: "floats"
    case .sparse: "sparse floats"
    }
  }

  /// Whether numbers are stored that are not floats.
  var hasDoubles: Bool {
    switch self {
    case .bytes: false
    case .floats: false
    case .doubles: true
    case .sparse(let matrix): matrix.hasDoubles
    }
  }

  /// The same numbers as doubles, which other parts of the set have; bytes stay what they are.
  /// - Throws: `FileError` of `path` where there is no memory for them.
  consuming func withDoubles(for path: String) throws(FileError) -> FeatureArray {
    switch self {
    case .floats(let matrix):
      try Self.requireDoubles(matrix.rows * matrix.columns, path: path)
      return .doubles(matrix.widened())
    case .sparse(let matrix):
      if !matrix.hasDoubles { try Self.requireDoubles(matrix.offsets[matrix.examples], path: path) }
      return .sparse(matrix.withDoubles())
    case let other: return other
    }
  }

  private static func requireDoubles(_ count: Int, path: String) throws(FileError) {
    try AvailableMemory.require(
      count * MemoryLayout<Double>.stride, path: path, purpose: "its numbers in double precision",
      remedy: "use a smaller file or a machine with more memory")
  }

  /// What one example takes in memory, on average, with its numbers as doubles.
  var doubleExampleBytes: Int {
    switch self {
    case .bytes(let matrix): matrix.exampleBytes
    case .floats(let matrix): matrix.features * MemoryLayout<Double>.stride
    case .doubles(let matrix): matrix.exampleBytes
    case .sparse(let matrix):
      matrix.offsets[matrix.examples]
        * (MemoryLayout<SparseMatrix.Element>.stride + MemoryLayout<Double>.stride)
        / max(1, matrix.examples)
    }
  }

  /// What one example takes in memory, on average.
  var exampleBytes: Int {
    switch self {
    case .bytes(let matrix): matrix.exampleBytes
    case .floats(let matrix): matrix.exampleBytes
    case .doubles(let matrix): matrix.exampleBytes
    case .sparse(let matrix): matrix.exampleBytes
    }
  }

  /// What the gradient of one class takes.
  var gradientBytes: Int {
    switch self {
    case .bytes(let matrix): matrix.gradientBytes
    case .floats(let matrix): matrix.gradientBytes
    case .doubles(let matrix): matrix.gradientBytes
    case .sparse(let matrix): matrix.gradientBytes
    }
  }

  var isSparse: Bool {
    switch self {
    case .sparse: true
    default: false
    }
  }

  /// Some examples that follow one another.
  /// - Parameter copying: into memory of their own; without, those of a mapped file stay in it.
  /// - Throws: `FileError` of `path` where there is no memory for a copy.
  consuming func part(
    _ range: Range<Int>, copying: Bool, path: String
  ) throws(FileError) -> FeatureArray {
    let isCopied = copying || !isMapped
    if range == 0..<examples, !(copying && isMapped) { return self }
    if isCopied {
      try AvailableMemory.require(
        range.count * exampleBytes, path: path, purpose: "\(range.count) of its examples",
        remedy: "start more processes on further machines, or map the file with --map")
      return copy(range)
    }
    return inPlace(range)
  }

  private consuming func inPlace(_ range: Range<Int>) -> FeatureArray {
    switch self {
    case .bytes(let matrix): .bytes(matrix.part(range))
    case .floats(let matrix): .floats(matrix.part(range))
    case .doubles(let matrix): .doubles(matrix.part(range))
    case .sparse(let matrix): .sparse(matrix.copying(range))
    }
  }

  private func copy(_ range: Range<Int>) -> FeatureArray {
    switch self {
    case .bytes(let matrix): .bytes(matrix.copying(range))
    case .floats(let matrix): .floats(matrix.copying(range))
    case .doubles(let matrix): .doubles(matrix.copying(range))
    case .sparse(let matrix): .sparse(matrix.copying(range))
    }
  }

  /// The elements of all examples, see `FeatureStorage.packed`.
  func packed() -> [UInt8] {
    switch self {
    case .bytes(let matrix): matrix.packed()
    case .floats(let matrix): matrix.packed()
    case .doubles(let matrix): matrix.packed()
    case .sparse(let matrix): matrix.packed()
    }
  }

  /// Features like these of what was packed, one part after the other.
  func joining(_ parts: [[UInt8]]) -> FeatureArray {
    switch self {
    case .bytes(let matrix): .bytes(matrix.joining(parts))
    case .floats(let matrix): .floats(matrix.joining(parts))
    case .doubles(let matrix): .doubles(matrix.joining(parts))
    case .sparse(let matrix): .sparse(matrix.joining(parts))
    }
  }

  /// The same among so many features, of which sparse ones may have fewer; others stay as they are.
  consuming func widened(to features: Int) -> FeatureArray {
    switch self {
    case .sparse(let matrix):
      matrix.features < features ? .sparse(matrix.widened(to: features)) : .sparse(matrix)
    case let other: other
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
