import Datasets
import LinearAlgebra

extension ExampleSet {
  /// The features of an example as values: stored elements times their scale.
  public func values(of example: Int) -> [Double] {
    switch self {
    case .bytes(let data): data.features.values(of: example)
    case .floats(let data): data.features.values(of: example)
    case .doubles(let data): data.features.values(of: example)
    case .sparse(let data): data.features.values(of: example)
    }
  }
}

extension ByteMatrix {
  fileprivate func values(of example: Int) -> [Double] {
    var values: [Double] = []
    let bytes = bytes(example..<example + 1)
    for index in bytes.indices { values.append(Double(bytes[index]) * scale) }
    return values
  }
}

extension Matrix {
  fileprivate func values(of example: Int) -> [Double] {
    var values: [Double] = []
    let column = column(example)
    for index in column.indices { values.append(Double(column[index]) * scale) }
    return values
  }
}

extension SparseMatrix {
  fileprivate func values(of example: Int) -> [Double] {
    var values = [Double](repeating: 0, count: features)
    let elements = span
    for index in offsets[example]..<offsets[example + 1] {
      values[Int(elements[index].feature)] = value(at: index) * scale
    }
    return values
  }
}
