@testable import SigmoidOptimization
import Foundation
import SigmoidExamples
import SigmoidLinear

/// The data sets of Spark's `LogisticRegressionSuite`, number for number, so that R's coefficients,
/// which that suite has, are figures for these tests too.
struct SparkData {
  let features: Int
  /// Features × examples.
  let values: [Double]
  let labels: [Int]
  /// What SQL's `rand(42)` gives, uniform in 0…1.
  let weights: [Double]

  /// Draws examples as that suite's `generateMultinomialLogisticInput` does.
  /// - Parameters:
  ///   - coefficients: of every class but the first, its weights and then its intercept.
  init(
    coefficients: [Double], means: [Double] = [5.843, 3.057, 3.758, 1.199],
    variances: [Double] = [0.6856, 0.1899, 3.116, 0.581], examples: Int = 10_000
  ) {
    features = means.count
    var random = JavaRandom(seed: 42)
    var values: [Double] = []
    for index in 0..<examples * means.count {
      let feature = index % means.count
      values.append(random.gaussian() * variances[feature].squareRoot() + means[feature])
    }
    let classes = coefficients.count / (means.count + 1) + 1
    labels = (0..<examples).map { example in
      var margins = [Double](repeating: 0, count: classes)
      for index in 1..<classes {
        let first = (index - 1) * (means.count + 1)
        for feature in means.indices {
          margins[index] += coefficients[first + feature] * values[example * means.count + feature]
        }
        margins[index] += coefficients[first + means.count]
      }
      let exponentials = margins.map { exp($0) }
      let drawn = random.uniform() * exponentials.reduce(0, +)
      var sum = 0.0
      return exponentials.firstIndex {
        sum += $0
        return drawn < sum
      } ?? 0
    }
    self.values = values
    // Four partitions, each with a generator of its own.
    weights = (0..<4).flatMap { partition in
      var random = XORShiftRandom(seed: 42 + UInt64(partition))
      return (0..<examples / 4).map { _ in random.uniform() }
    }
  }

  var data: Dataset<Matrix<Double>> {
    Dataset(
      features: Matrix(rows: features, columns: labels.count, elements: values),
      labels: Labels(labels))
  }

  static let binary = SparkData(
    coefficients: [-0.57997, 0.912083, -0.371077, -0.819866, 2.688191])

  static let multinomial = SparkData(
    coefficients: [
      -0.57997, 0.912083, -0.371077, -0.819866, 2.688191, -0.16624, -0.84355, -0.048509, -0.301789,
      4.170682,
    ])

  /// The second feature is the same in all examples.
  static let withoutVariance = SparkData(
    coefficients: [-0.57997, 0.912083, -0.371077, -0.16624, -0.84355, -0.048509],
    means: [5.843, 3], variances: [0.6856, 0], examples: 100)
}

/// `java.util.Random`, as its documentation defines it.
private struct JavaRandom {
  private var state: UInt64
  private var second: Double?

  init(seed: UInt64) { state = (seed ^ 0x5_DEEC_E66D) & 0xFFFF_FFFF_FFFF }

  private mutating func bits(_ count: UInt64) -> UInt64 {
    state = (state &* 0x5_DEEC_E66D &+ 0xB) & 0xFFFF_FFFF_FFFF
    return state >> (48 - count)
  }

  mutating func uniform() -> Double { Double(bits(26) << 27 + bits(27)) * 0x1p-53 }

  /// Marsaglia's polar method.
  mutating func gaussian() -> Double {
    if let next = second {
      second = nil
      return next
    }
    while true {
      let (a, b) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = a * a + b * b
      guard square > 0, square < 1 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      second = b * factor
      return a * factor
    }
  }
}

/// Spark's generator behind `rand`: Marsaglia's xorshift, whose seed is hashed by MurmurHash3 over
/// 64 bytes, of which the first 8 are the seed's, the highest first.
private struct XORShiftRandom {
  private var state: UInt64

  init(seed: UInt64) {
    let bytes = (0..<64).map { $0 < 8 ? UInt32(seed >> (56 - 8 * UInt64($0)) & 0xFF) : 0 }
    let low = Self.murmur(bytes, seed: 0x3C07_4A61)
    state = UInt64(Self.murmur(bytes, seed: low)) << 32 | UInt64(low)
  }

  /// MurmurHash3, 32 bits (Austin Appleby), of whole words.
  private static func murmur(_ bytes: [UInt32], seed: UInt32) -> UInt32 {
    func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
      word << count | word >> (32 - count)
    }
    var hash = seed
    for first in stride(from: 0, to: bytes.count, by: 4) {
      let word =
        bytes[first] | bytes[first + 1] << 8 | bytes[first + 2] << 16 | bytes[first + 3] << 24
      hash ^= rotated(word &* 0xCC9E_2D51, 15) &* 0x1B87_3593
      hash = rotated(hash, 13) &* 5 &+ 0xE654_6B64
    }
    hash ^= UInt32(bytes.count)
    hash = (hash ^ hash >> 16) &* 0x85EB_CA6B
    hash = (hash ^ hash >> 13) &* 0xC2B2_AE35
    return hash ^ hash >> 16
  }

  private mutating func bits(_ count: UInt64) -> UInt64 {
    var next = state ^ state << 21
    next ^= next >> 35
    next ^= next << 4
    state = next
    return next & (1 << count - 1)
  }

  mutating func uniform() -> Double { Double(bits(26) << 27 + bits(27)) * 0x1p-53 }
}
