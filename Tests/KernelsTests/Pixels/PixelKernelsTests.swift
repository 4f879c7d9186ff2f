@testable import SigmoidOptimization
import SigmoidKernels
import TestSupport
import Testing

/// The products on bytes, at every level that this CPU runs, against double.
@Suite struct PixelKernelsTests {
  /// Around every width of a vector, of a block of vectors and of a block of examples.
  private static let oddSizes = [
    0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 47, 48, 49, 63, 64, 65, 70,
  ]

  @Test(arguments: Level.supported) func oneClassOfOddSizes(level: Level) {
    var random = RandomValues()
    for features in Self.oddSizes {
      for examples in Self.oddSizes {
        ProductCheck(
          level, features: features, examples: examples, classes: 1,
          zeros: Zeros.allCases[(features + examples) % 3],
          against: (features + examples / 2) % 2 == 0 ? .front : .back, &random
        ).agreesWithDouble()
      }
    }
  }

  @Test(arguments: Level.supported) func severalClassesOfOddSizes(level: Level) {
    var random = RandomValues()
    for classes in 1...33 {
      for (round, zeros) in Zeros.allCases.enumerated() {
        ProductCheck(
          level, features: random.int(in: 0..<100), examples: random.int(in: 0..<50),
          classes: classes, zeros: zeros, against: (classes + round) % 2 == 0 ? .front : .back,
          &random
        ).agreesWithDouble()
      }
    }
  }

  /// MNIST's width, one above the widest list of vectors, more examples than a list holds, and
  /// around what one class takes at a time: two blocks of AVX-512, a span, examples summed.
  @Test(
    arguments: Level.supported,
    [
      (784, 67, 1), (784, 67, 2), (784, 67, 10), (3000, 29, 1), (3000, 29, 3), (4103, 9, 1),
      (4103, 27, 5), (20, 600, 1), (37, 300, 4), (37, 600, 7),
      (127, 130, 1), (128, 128, 1), (129, 127, 1), (2047, 9, 1), (2048, 129, 1), (2049, 11, 1),
    ])
  func largerSizes(level: Level, shape: (features: Int, examples: Int, classes: Int)) {
    var random = RandomValues()
    for side in GuardedMemory<Float>.Side.allCases {
      ProductCheck(
        level, features: shape.features, examples: shape.examples, classes: shape.classes,
        zeros: side == .front ? .runs : .none, against: side, &random
      ).agreesWithDouble()
    }
  }

  /// Numbers of one size, however small or large, and numbers of many sizes beside each other.
  @Test(arguments: Level.supported, [-85, 0, 70]) func numbersOfAnySize(
    level: Level, exponent: Int
  ) {
    var random = RandomValues()
    for spread in [0, 24] {
      for features in [1, 63, 784, 2049] {
        ProductCheck(
          level, features: features, examples: 131, classes: 1, zeros: .runs, against: .back,
          &random
        ) { _, random in
          let scale = exponent + random.int(in: -spread..<spread + 1)
          return Float(random.unit()) * Float(sign: .plus, exponent: scale, significand: 1)
        }.agreesWithDouble()
      }
    }
  }

  /// Where numbers become integers: so small that hardly a bit of them is left, and down to the
  /// least; so large that integers and their digits are the largest too, all pixels white, no sign to
  /// cancel anything, in as many as are summed at a time.
  @Test(arguments: Level.supported.filter(\.hasIntegers)) func endsOfTheRange(level: Level) {
    var random = RandomValues()
    func power(_ exponent: Int) -> Float { Float(sign: .plus, exponent: exponent, significand: 1) }
    for exponent in [-95, -98, -100, -126, -149] {
      ProductCheck(
        level, features: 65, examples: 131, classes: 1, against: .back, &random
      ) { _, random in Float(random.unit()) * power(exponent) }.agreesWithDouble()
    }
    // Digits 3f 7f 7f 00 and 40 80 80 00, the signed ones of most.
    for number in [0x3f7f_7f00, 0x4080_8000, 0x3fff_ff80 as Float] {
      for exponent in [-30, 0, 80] {
        for sign in [1, -1] as [Float] {
          ProductCheck(
            level, features: 2048, examples: 128, classes: 1, pixel: { _, _ in 255 },
            against: .front,
            &random
          ) { index, _ in index < 0 ? 0 : sign * number * power(exponent) / 0x1p30 }
          .agreesWithDouble()
        }
      }
    }
    ProductCheck(
      level, features: 1, examples: 1, classes: 1, pixel: { _, _ in 1 }, against: .front, &random
    ) { index, _ in index < 0 ? 0 : .greatestFiniteMagnitude }.agreesWithDouble()
  }

  /// Large residuals of examples without a pixel do not round those of earlier and later ones.
  @Test(arguments: Level.supported) func roundingIsOfARunOfExamples(level: Level) {
    var random = RandomValues()
    let (features, large) = (70, 128..<256)
    ProductCheck(
      level, features: features, examples: 300, classes: 1,
      pixel: { large.contains($0 / features) ? 0 : UInt8(truncatingIfNeeded: $1.next()) },
      against: .front, &random
    ) { index, random in
      index < 0 ? 0 : Float(random.unit()) * (large.contains(index) ? 0x1p20 : 0x1p-20)
    }.agreesWithDouble()
  }

  @Test(arguments: Level.supported) func oneClassIsOneOfSeveral(level: Level) {
    var random = RandomValues()
    let check = ProductCheck(
      level, features: 789, examples: 133, classes: 1, zeros: .runs, against: .back, &random)
    #expect(check.isOneOfSeveral)
  }

  /// One number that is not finite is seen in every score, and in every sum of a gradient, that it is
  /// part of; where numbers become integers, in all.
  @Test(arguments: Level.supported, [Float.nan, .infinity, -.infinity]) func whatIsNotFiniteIsSeen(
    level: Level, number: Float
  ) {
    var random = RandomValues()
    for features in [1, 17, 784, 2049] {
      for position in [0, features / 2, features - 1] {
        let check = ProductCheck(
          level, features: features, examples: features, classes: 1, against: .front, &random
        ) { index, random in index == position ? number : Float(random.unit()) }
        func isSeen(_ sum: Float, _ pixel: UInt8) -> Bool {
          level.hasIntegers ? sum.isNaN : pixel == 0 || !sum.isFinite
        }
        let scores = check.scores()
        let inScores = scores.indices.allSatisfy {
          isSeen(scores[$0], check.pixel(position, of: $0))
        }
        #expect(inScores, "scores of \(check.shape), weight \(position)")
        let gradient = check.gradient()
        let inGradient = gradient.indices.allSatisfy {
          isSeen(gradient[$0], check.pixel($0, of: position))
        }
        #expect(inGradient, "gradient of \(check.shape), residual \(position)")
      }
    }
  }

  /// Exactly: no rounding makes something of nothing.
  @Test(arguments: Level.supported, [1, 2, 5, 10, 33]) func zerosGiveZero(
    level: Level, classes: Int
  ) {
    var random = RandomValues()
    let check = ProductCheck(
      level, features: 97, examples: 53, classes: classes, zeros: .all, against: .back, &random)
    #expect(check.scores().allSatisfy { $0 == 0 })
    #expect(check.isGradientUntouched)
  }

  @Test(arguments: Level.supported, 1...33) func scoresAreTheSameBitsInAnyTiling(
    level: Level, classes: Int
  ) {
    var random = RandomValues()
    for (zeros, most) in [(Zeros.none, 300), (.runs, 300), (.runs, 5000)] {
      let check = ProductCheck(
        level, features: random.int(in: 1..<most), examples: 59, classes: classes, zeros: zeros,
        against: .back, &random)
      let whole = check.scores().map(\.bitPattern)
      for width in [1, 2, 3, 5, 24, 31] {
        let parts = stride(from: 0, to: check.examples, by: width).flatMap {
          check.scores($0..<min($0 + width, check.examples)).map(\.bitPattern)
        }
        let same = parts == whole
        #expect(same, "\(check.shape) in tiles of \(width)")
      }
    }
  }

  @Test(arguments: Level.supported, [1, 3, 10]) func theSameTwiceIsTheSameBits(
    level: Level, classes: Int
  ) {
    var random = RandomValues()
    let check = ProductCheck(
      level, features: 411, examples: 61, classes: classes, zeros: .runs, against: .front,
      &random)
    let scoresAreSame = check.scores().map(\.bitPattern) == check.scores().map(\.bitPattern)
    let gradientIsSame = check.gradient().map(\.bitPattern) == check.gradient().map(\.bitPattern)
    #expect(scoresAreSame && gradientIsSame)
  }

  @Test func aLevelThatDoesNotExistHasNoKernels() {
    #expect(pixel_kernels_for(KERNEL_LEVEL_BASELINE) != nil)
    #expect(pixel_kernels_for(kernel_level(7)) == nil)
    #expect(!kernel_level_runs(kernel_level(7)))
    #expect(Set(Level.supported.map(\.testDescription)).count == Level.supported.count)
  }
}
