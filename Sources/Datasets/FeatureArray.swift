import LinearAlgebra

/// Features as a file holds them, in the storage that fits them: features × examples.
public enum FeatureArray: ~Copyable, Sendable {
  case bytes(ByteMatrix)
  case floats(Matrix<Float>)
  case doubles(Matrix<Double>)

  public var features: Int {
    switch self {
    case .bytes(let matrix): matrix.features
    case .floats(let matrix): matrix.rows
    case .doubles(let matrix): matrix.rows
    }
  }

  public var examples: Int {
    switch self {
    case .bytes(let matrix): matrix.examples
    case .floats(let matrix): matrix.columns
    case .doubles(let matrix): matrix.columns
    }
  }
}
