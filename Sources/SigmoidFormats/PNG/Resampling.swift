import SigmoidSystem

/// One axis brought to another number of pixels: each new pixel is a weighted sum of old ones
/// that follow one another. Area averaging when it becomes smaller, bilinear when larger.
struct Resampling {
  struct Pixel {
    let first: Int
    /// They add up to one.
    let weights: [Float]
  }

  let pixels: [Pixel]

  init(from old: Int, to new: Int) {
    require(old > 0 && new > 0, "\(old) pixels to \(new)")
    pixels = (0..<new).map { position in
      new <= old
        ? Self.average(at: position, from: old, to: new)
        : Self.interpolation(at: position, from: old, to: new)
    }
  }

  /// In units of 1/new of an old pixel: the new one covers `old` of them.
  private static func average(at position: Int, from old: Int, to new: Int) -> Pixel {
    let covered = position * old..<(position + 1) * old
    let first = covered.lowerBound / new
    let last = (covered.upperBound - 1) / new
    let weights = (first...last).map { pixel in
      let part = covered.clamped(to: pixel * new..<(pixel + 1) * new)
      return Float(part.count) / Float(old)
    }
    return Pixel(first: first, weights: weights)
  }

  /// Between the centres of two old pixels; beyond the outermost centre, that pixel alone.
  private static func interpolation(at position: Int, from old: Int, to new: Int) -> Pixel {
    let centre = (Double(position) + 0.5) * Double(old) / Double(new) - 0.5
    let place = min(max(centre, 0), Double(old - 1))
    let first = min(Int(place), max(old - 2, 0))
    let share = Float(place - Double(first))
    return Pixel(first: first, weights: old == 1 ? [1] : [1 - share, share])
  }
}
