import SigmoidKernels
import SigmoidLinear

/// Sums of bytes and of their squares are whole numbers, and exact.
extension ByteMatrix {
  public func momentCentre(_ partition: Partition, example: Int?) -> [Double] {
    [Double](repeating: 0, count: features)
  }

  public var hasAnyRange: Bool { false }
  public var sharesUnit: Bool { true }

  /// Bytes lie within 255 of 0: to take off their means would gain nothing.
  public func centre(for means: [Double], _ partition: Partition) -> [Double] { [] }

  public func addMoments(
    of columns: Range<Int>, weights: Span<Double>, less centre: Span<Double>,
    to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>
  ) {
    let kernels = KernelLevel.currentPixelKernels
    var first = [UInt32](repeating: 0, count: features)
    var second = first
    let most = 1 << 16  // 255² · 2¹⁶ is below 2³²
    for start in stride(from: columns.lowerBound, to: columns.upperBound, by: most) {
      let some = start..<min(start + most, columns.upperBound)
      guard weights.isEmpty else {
        for example in some {
          let weight = weights[example - columns.lowerBound]
          let x = bytes(example..<example + 1)
          for feature in 0..<features {
            let value = Double(x[unchecked: feature])
            sums[unchecked: feature] += weight * value
            squares[unchecked: feature] += weight * value * value
          }
        }
        continue
      }
      bytes(some).withUnsafeBufferPointer { x in
        first.withUnsafeMutableBufferPointer { first in
          second.withUnsafeMutableBufferPointer { second in
            guard let x = x.baseAddress, let first = first.baseAddress,
              let second = second.baseAddress
            else { return }
            kernels.moments(x, features, some.count, first, second)
          }
        }
      }
      for feature in 0..<features {
        sums[unchecked: feature] += Double(first[feature])
        squares[unchecked: feature] += Double(second[feature])
        first[feature] = 0
        second[feature] = 0
      }
    }
  }
}
