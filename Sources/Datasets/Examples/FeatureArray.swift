import Files
import LinearAlgebra

/// Features as a file holds them, in the storage that fits them: features × examples.
public enum FeatureArray: Sendable {
  case bytes(ByteMatrix)
  case floats(Matrix<Float>)
  case doubles(Matrix<Double>)
  case sparse(SparseMatrix)

  public var features: Int {
    switch self {
    case .bytes(let matrix): matrix.features
    case .floats(let matrix): matrix.features
    case .doubles(let matrix): matrix.features
    case .sparse(let matrix): matrix.features
    }
  }

  public var examples: Int {
    switch self {
    case .bytes(let matrix): matrix.examples
    case .floats(let matrix): matrix.examples
    case .doubles(let matrix): matrix.examples
    case .sparse(let matrix): matrix.examples
    }
  }

  /// A stored element times this is the value of the feature.
  public var scale: Double {
    switch self {
    case .bytes(let matrix): matrix.scale
    case .floats(let matrix): matrix.scale
    case .doubles(let matrix): matrix.scale
    case .sparse(let matrix): matrix.scale
    }
  }

  /// Whether the elements are in a file that is mapped.
  public var isMapped: Bool {
    switch self {
    case .bytes(let matrix): matrix.isMapped
    case .floats(let matrix): matrix.isMapped
    case .doubles(let matrix): matrix.isMapped
    case .sparse: false
    }
  }

  /// Where the first NaN or infinity is, example by example; nil when all elements are finite.
  public func firstNonFinite() -> ElementPosition? {
    switch self {
    case .bytes: nil
    case .floats(let matrix): matrix.firstNonFinite()
    case .doubles(let matrix): matrix.firstNonFinite()
    case .sparse(let matrix): matrix.firstNonFinite()
    }
  }

  /// Whether no stored element is above 1 or below −1.
  public var isWithinOne: Bool {
    switch self {
    case .bytes(let matrix): return matrix.maximum <= 1
    case .floats(let matrix):
      let span = matrix.span
      return span.indices.allSatisfy { abs(span[unchecked: $0]) <= 1 }
    case .doubles(let matrix):
      let span = matrix.span
      return span.indices.allSatisfy { abs(span[unchecked: $0]) <= 1 }
    case .sparse(let matrix):
      let (span, doubles) = (matrix.span, matrix.doubles)
      return matrix.hasDoubles
        ? doubles.indices.allSatisfy { abs(doubles[unchecked: $0]) <= 1 }
        : span.indices.allSatisfy { abs(span[unchecked: $0].value) <= 1 }
    }
  }

  /// The same elements with another scale; nothing is copied.
  public consuming func scaled(by scale: Double) -> FeatureArray {
    switch self {
    case .bytes(var matrix):
      matrix.scale = scale
      return .bytes(matrix)
    case .floats(var matrix):
      matrix.scale = scale
      return .floats(matrix)
    case .doubles(var matrix):
      matrix.scale = scale
      return .doubles(matrix)
    case .sparse(var matrix):
      matrix.scale = scale
      return .sparse(matrix)
    }
  }

  /// Sparse elements with their zeros; what is dense stays as it is.
  /// - Throws: `FileError` of `path` where there is no memory for the zeros.
  consuming func dense(for path: String) throws(FileError) -> FeatureArray {
    switch self {
    case .sparse(let matrix): try matrix.withZeros(for: path)
    case let other: other
    }
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
