import SigmoidSystem

/// Draws one digit into an image: 28 × 28 bytes, row after row, 0 where no ink is.
///
/// Only + − × ÷ and square roots: each is rounded the same way everywhere, which the functions
/// of a mathematical library are not.
struct DigitPen: ~Copyable {
  static let side = 28
  static let pixels = side * side

  /// Of each pixel's centre from the nearest stroke, eight columns an element, `blocks` elements
  /// a row; `far` where no stroke comes near.
  private var squaredDistances = [SIMD8<Float>](repeating: far, count: side * blocks)
  private var knots: [SIMD2<Float>] = []

  private static let far = SIMD8<Float>(repeating: 1e6)
  private static let blocks = (side + 7) / 8
  private static let eight = SIMD8<Float>(0, 1, 2, 3, 4, 5, 6, 7)
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
    for block in squaredDistances.indices { squaredDistances[block] = Self.far }
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
    var distances = squaredDistances.mutableSpan
    for block in firstColumn / 8...lastColumn / 8 {
      let dx = Self.eight + (Float(8 * block) - a.x)
      for row in firstRow...lastRow {
        let dy = Float(row) - a.y
        var along = (dx * d.x + dy * d.y) * inverse
        along.replace(with: 0, where: along .< 0)
        along.replace(with: 1, where: along .> 1)
        let offX = dx - along * d.x
        let offY = dy - along * d.y
        let squared = offX * offX + offY * offY
        let position = row * Self.blocks + block
        let nearest = distances[position]
        distances[position] = nearest.replacing(with: squared, where: squared .< nearest)
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
    for row in 0..<Self.side {
      for column in 0..<Self.side {
        let pixel = offset + row * Self.side + column
        let squared = squaredDistances[row * Self.blocks + column / 8][column % 8]
        guard squared < squaredEdge else {
          images[pixel] = 0
          continue
        }
        if bits == 0 { bits = random.next() }
        let grain = Float(bits & 0xFF) * hand.grain
        bits >>= 8
        let cover = min(1, (edge - squared.squareRoot()) * steepness)
        images[pixel] = UInt8(255 * cover * (1 - grain) + 0.5)
      }
    }
  }
}
