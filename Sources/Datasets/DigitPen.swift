import LinearAlgebra

/// Draws one digit into an image: 28 × 28 bytes, row after row, 0 where no ink is.
///
/// Only + − × ÷ and square roots: each is rounded the same way everywhere, which the functions
/// of a mathematical library are not.
struct DigitPen: ~Copyable {
  static let side = 28
  static let pixels = side * side

  /// Of each pixel's centre from the nearest stroke; `far` where none comes near.
  private var squaredDistances = [Float](repeating: far, count: pixels)
  private var knots: [SIMD2<Float>] = []

  private static let far: Float = 1e6
  /// Straight pieces of a curve between two knots, which lie about six pixels apart.
  private static let pieces = 4

  /// Draws the digit as one hand would: `random` decides how. The image begins at `offset`.
  mutating func draw(
    _ variants: [DigitStrokes], random: inout SeededGenerator,
    into images: inout MutableSpan<UInt8>, at offset: Int
  ) {
    let shape = variants[random.index(below: variants.count)]
    let hand = Hand(random: &random)
    knots.removeAll(keepingCapacity: true)
    for knot in shape.knots { knots.append(hand.place(knot, random: &random)) }
    for pixel in 0..<Self.pixels { squaredDistances[pixel] = Self.far }
    for stroke in shape.strokes { trace(stroke, reach: hand.radius + 1) }
    ink(hand, random: &random, into: &images, at: offset)
  }

  /// Follows the Catmull–Rom spline through the knots of a stroke (Catmull and Rom, "A class of
  /// local interpolating splines", 1974); at its ends the neighbour that is missing is mirrored.
  private mutating func trace(_ stroke: [Int], reach: Float) {
    for span in 1..<stroke.count {
      let p1 = knots[stroke[span - 1]]
      let p2 = knots[stroke[span]]
      let p0 = span > 1 ? knots[stroke[span - 2]] : p1 + p1 - p2
      let p3 = span + 1 < stroke.count ? knots[stroke[span + 1]] : p2 + p2 - p1
      let slope = p2 - p0
      let curve = 2 * p0 - 5 * p1 + 4 * p2 - p3
      let twist = 3 * (p1 - p2) + p3 - p0
      var start = p1
      for piece in 1...Self.pieces {
        let t = Float(piece) / Float(Self.pieces)
        let end = p1 + (0.5 * t) * (slope + t * (curve + t * twist))
        measure(from: start, to: end, reach: reach)
        start = end
      }
    }
  }

  /// Takes the distance to a straight piece into account, for the pixels within `reach` of it.
  private mutating func measure(from a: SIMD2<Float>, to b: SIMD2<Float>, reach: Float) {
    let last = Float(Self.side - 1)
    let low = pointwiseMin(a, b) - reach
    let high = pointwiseMax(a, b) + reach
    let firstColumn = Int(max(0, low.x))
    let lastColumn = Int(max(-1, min(last, high.x)))
    let firstRow = Int(max(0, low.y))
    let lastRow = Int(max(-1, min(last, high.y)))
    guard firstColumn <= lastColumn, firstRow <= lastRow else { return }
    let d = b - a
    let squaredLength = d.x * d.x + d.y * d.y
    let inverse = squaredLength > 1e-6 ? 1 / squaredLength : 0
    for row in firstRow...lastRow {
      let dy = Float(row) - a.y
      for column in firstColumn...lastColumn {
        let dx = Float(column) - a.x
        let along = min(1, max(0, (dx * d.x + dy * d.y) * inverse))
        let offX = dx - along * d.x
        let offY = dy - along * d.y
        let squared = offX * offX + offY * offY
        let pixel = row * Self.side + column
        if squared < squaredDistances[pixel] { squaredDistances[pixel] = squared }
      }
    }
  }

  /// Turns distances into ink: full within the radius, fading over one pixel or so at the edge,
  /// with the grain of paper.
  private func ink(
    _ hand: Hand, random: inout SeededGenerator, into images: inout MutableSpan<UInt8>,
    at offset: Int
  ) {
    let edge = hand.radius + hand.softness
    let squaredEdge = edge * edge
    let steepness = 0.5 / hand.softness
    var bits: UInt64 = 0
    for pixel in 0..<Self.pixels {
      let squared = squaredDistances[pixel]
      guard squared < squaredEdge else {
        images[offset + pixel] = 0
        continue
      }
      if bits == 0 { bits = random.next() }
      let grain = Float(bits & 0xFF) * hand.grain
      bits >>= 8
      let cover = min(1, (edge - squared.squareRoot()) * steepness)
      images[offset + pixel] = UInt8(255 * cover * (1 - grain) + 0.5)
    }
  }
}
