@testable import SigmoidOptimization
import SigmoidKernels
import TestSupport
import Testing

/// A level that this CPU runs.
struct Level: Sendable, CustomTestStringConvertible {
  let number: UInt32

  static let supported: [Level] =
    [KERNEL_LEVEL_BASELINE, KERNEL_LEVEL_AVX2, KERNEL_LEVEL_AVX512, KERNEL_LEVEL_AVX512VNNI]
    .filter { pixel_kernels_for($0) != nil }.map { Level(number: $0.rawValue) }

  var kernels: pixel_kernels {
    guard let kernels = pixel_kernels_for(kernel_level(number)) else {
      preconditionFailure("level \(number) does not run here")
    }
    return kernels.pointee
  }

  /// Whether the numbers of one class become integers.
  var hasIntegers: Bool { number == KERNEL_LEVEL_AVX512VNNI.rawValue }

  var testDescription: String { String(cString: kernels.name) }
}

/// How many of the pixels are zero, and how they lie.
enum Zeros: CaseIterable, Sendable {
  case none, runs, all
}

/// Both products of one shape on random numbers, every array between guard pages.
struct ProductCheck {
  let kernels: pixel_kernels
  private let level: Level
  let features: Int
  let examples: Int
  let classes: Int
  private let x: GuardedMemory<UInt8>
  private let w: GuardedMemory<Float>
  private let residuals: GuardedMemory<Float>
  private let before: [Float]
  private let side: GuardedMemory<Float>.Side

  /// - Parameters:
  ///   - pixel: by its position; random ones unless told.
  ///   - number: weights and residuals, by their position, and what a gradient begins with, at −1; in
  ///     −1…1 unless told.
  init(
    _ level: Level, features: Int, examples: Int, classes: Int, zeros: Zeros = .none,
    pixel: (Int, inout RandomValues) -> UInt8 = { UInt8(truncatingIfNeeded: $1.next() >> 56) },
    against side: GuardedMemory<Float>.Side, _ random: inout RandomValues,
    number: (Int, inout RandomValues) -> Float = { Float($1.unit()) }
  ) {
    kernels = level.kernels
    self.level = level
    (self.features, self.examples, self.classes) = (features, examples, classes)
    self.side = side
    var pixels = (0..<features * examples).map { pixel($0, &random) }
    if zeros != .none {
      // In runs, as in images: the kernels leave out blocks that are zero in several examples.
      var (index, isZero) = (0, true)
      while index < pixels.count {
        let end = min(pixels.count, index + random.int(in: 1..<40))
        if isZero || zeros == .all { for i in index..<end { pixels[i] = 0 } }
        (index, isZero) = (end, !isZero)
      }
    }
    x = GuardedMemory(pixels, against: side == .front ? .front : .back)
    w = GuardedMemory((0..<features * classes).map { number($0, &random) }, against: side)
    residuals = GuardedMemory((0..<classes * examples).map { number($0, &random) }, against: side)
    before = (0..<features * classes).map { _ in number(-1, &random) }
  }

  func pixel(_ feature: Int, of example: Int) -> UInt8 { x.base[feature + example * features] }

  /// Scores of a run of examples, all by default.
  func scores(_ columns: Range<Int>? = nil) -> [Float] {
    let columns = columns ?? 0..<examples
    let z = GuardedMemory(
      [Float](repeating: .nan, count: classes * columns.count), against: side)
    let first = x.base + columns.lowerBound * features
    if classes == 1 {
      kernels.forward(first, features, columns.count, w.base, z.base)
    } else {
      kernels.forward_classes(first, features, columns.count, w.base, classes, z.base)
    }
    #expect(z.isIntact && x.isIntact && w.isIntact, "\(shape)")
    return z.values
  }

  /// Whether both products of one class are the same bits by the kernels for several classes.
  var isOneOfSeveral: Bool {
    let z = GuardedMemory([Float](repeating: .nan, count: examples), against: side)
    let g = GuardedMemory(before, against: side)
    kernels.forward_classes(x.base, features, examples, w.base, 1, z.base)
    kernels.accumulate_classes(x.base, features, examples, residuals.base, 1, g.base)
    return z.values == scores() && g.values == gradient()
  }

  /// What accumulate makes of a gradient that was not zero.
  func gradient() -> [Float] {
    let g = GuardedMemory(before, against: side)
    if classes == 1 {
      kernels.accumulate(x.base, features, examples, residuals.base, g.base)
    } else {
      kernels.accumulate_classes(x.base, features, examples, residuals.base, classes, g.base)
    }
    #expect(g.isIntact && x.isIntact && residuals.isIntact, "\(shape)")
    return g.values
  }

  /// Whether accumulate left every bit of the gradient as it was.
  var isGradientUntouched: Bool { gradient() == before }

  /// Both products against double.
  func agreesWithDouble(sourceLocation: SourceLocation = #_sourceLocation) {
    let (z, g) = (scores(), gradient())
    let unit = Double(Float.ulpOfOne) * Tolerance.kernelSum
    let weightRounding = rounding(of: w.elements[...])
    // Each run of examples from the first on has a rounding of its own.
    let run = 128
    let residualRoundings = stride(from: 0, to: examples, by: run).map {
      rounding(of: residuals.elements[$0 * classes..<min($0 + run, examples) * classes])
    }
    var exact = before.map(Double.init)
    var bound = exact.map { unit * abs($0) }
    var wrong = 0
    for example in 0..<examples {
      let pixels = x.base + example * features
      for label in 0..<classes {
        let weights = w.base + label * features
        let residual = Double(residuals.base[label + example * classes])
        var (sum, sumBound) = (0.0, 0.0)
        for feature in 0..<features where pixels[feature] != 0 {
          let pixel = Double(pixels[feature])
          let product = Double(weights[feature]) * pixel
          sum += product
          sumBound += unit * abs(product) + weightRounding * pixel
          exact[feature + label * features] += residual * pixel
          bound[feature + label * features] +=
            unit * abs(residual * pixel) + residualRoundings[example / run] * pixel
        }
        let score = Double(z[label + example * classes])
        if !(abs(score - sum) <= sumBound) { wrong += 1 }
      }
    }
    #expect(wrong == 0, "scores of \(shape)", sourceLocation: sourceLocation)
    let off = g.indices.count { !(abs(Double(g[$0]) - exact[$0]) <= bound[$0]) }
    #expect(off == 0, "gradient of \(shape)", sourceLocation: sourceLocation)
  }

  /// What numbers are rounded by where they become integers, as those of one class may.
  private func rounding(of numbers: Slice<UnsafeMutableBufferPointer<Float>>) -> Double {
    guard classes == 1 && level.hasIntegers else { return 0 }
    let largest = Double(numbers.lazy.map(abs).max() ?? 0)
    return max(Tolerance.kernelIntegers * largest, Tolerance.kernelSmallestInteger)
  }

  var shape: String { "\(features) features × \(examples) examples, \(classes) classes" }
}
