import SigmoidSystem

// Plain loops over contiguous doubles: what the optimizers need of linear algebra. Sums run in
// eight lanes of fixed order, so that they are fast and the same bits on every machine.

/// Σ aᵢ·bᵢ.
package func dot(_ a: [Double], _ b: [Double]) -> Double {
  require(a.count == b.count, "a product of \(a.count) and \(b.count) numbers")
  let lanes = 8
  let whole = a.count - a.count % lanes
  return a.withUnsafeBytes { a in
    b.withUnsafeBytes { b in
      var sums = SIMD8<Double>.zero
      for index in stride(from: 0, to: whole, by: lanes) {
        let offset = index * MemoryLayout<Double>.stride
        sums +=
          a.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
          * b.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
      }
      var sum = sums.sum()
      let x = a.assumingMemoryBound(to: Double.self)
      let y = b.assumingMemoryBound(to: Double.self)
      for index in whole..<x.count { sum += x[index] * y[index] }
      return sum
    }
  }
}

/// y ← y + factor·x.
package func addScaled(_ factor: Double, _ x: [Double], to y: inout [Double]) {
  require(x.count == y.count, "\(x.count) numbers added to \(y.count)")
  x.withUnsafeBufferPointer { x in
    y.withUnsafeMutableBufferPointer { y in
      for index in 0..<x.count { y[index] += factor * x[index] }
    }
  }
}

/// result ← a + factor·b.
func sum(_ a: [Double], _ factor: Double, _ b: [Double], into result: inout [Double]) {
  require(
    a.count == b.count && a.count == result.count,
    "a sum of \(a.count) and \(b.count) numbers into \(result.count)")
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      result.withUnsafeMutableBufferPointer { result in
        for index in 0..<a.count { result[index] = a[index] + factor * b[index] }
      }
    }
  }
}

/// x ← factor·x.
func scale(_ x: inout [Double], by factor: Double) {
  x.withUnsafeMutableBufferPointer { x in
    for index in 0..<x.count { x[index] *= factor }
  }
}
