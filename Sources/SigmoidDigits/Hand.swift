import SigmoidSystem

/// How one example is written: the same for all strokes of a digit.
struct Hand {
  /// Half the thickness of the strokes, in pixels.
  let radius: Float
  /// Half the width of the fading edge, in pixels.
  let softness: Float
  /// Ink lost to a pixel at most, over 255.
  let grain: Float
  /// How far knots stray, in units of the box.
  private let tremor: Float
  /// Columns of the map from the box, centred, to pixels; and where the centre goes.
  private let right: SIMD2<Float>
  private let down: SIMD2<Float>
  private let centre: SIMD2<Float>

  private static let boxSide: Float = 20

  init(random: inout SeededGenerator) {
    radius = 0.7 + 0.85 * random.fraction()
    softness = 0.55 + 0.25 * random.fraction()
    grain = 0.3 * random.fraction() / 255
    let care = random.fraction()
    tremor = 0.015 + 0.035 * care * care
    // A rotation by 2·atan(t), without a sine.
    let t = 0.06 * Self.spread(&random)
    let cosine = (1 - t * t) / (1 + t * t)
    let sine = 2 * t / (1 + t * t)
    let slant = 0.12 + 0.17 * Self.spread(&random)
    let width = Self.boxSide * (0.92 + 0.14 * Self.spread(&random))
    let height = Self.boxSide * (0.95 + 0.07 * Self.spread(&random))
    right = SIMD2(cosine, sine) * width
    down = (SIMD2(-sine, cosine) - slant * SIMD2(cosine, sine)) * height
    let middle = Float(DigitPen.side - 1) / 2
    centre = SIMD2(
      middle + 0.8 * Self.spread(&random), middle + 0.7 * Self.spread(&random))
  }

  /// The pixel of a knot in the unit box, with a tremor.
  func place(_ knot: SIMD2<Float>, random: inout SeededGenerator) -> SIMD2<Float> {
    let x = knot.x - 0.5 + tremor * Self.spread(&random)
    let y = knot.y - 0.5 + tremor * Self.spread(&random)
    return centre + x * right + y * down
  }

  /// About normal, with mean 0 and standard deviation 1, within ±3: the sum of four uniforms.
  private static func spread(_ random: inout SeededGenerator) -> Float {
    let bits = random.next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    // Four uniforms in 0…1 have mean 2 and variance 1/3.
    return (Float(sum) * 0x1p-16 - 2) * 1.7320508
  }
}
