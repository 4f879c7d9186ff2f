/// How the 8-bit samples of a pixel become one grey value; `PNGImage` has the formulas.
enum GreySample {
  /// Of the pixel whose samples begin at `start`: grey, grey and alpha, RGB, or RGBA.
  @inline(__always)
  static func value(_ row: [UInt8], at start: Int, channels: Int) -> UInt8 {
    switch channels {
    case 1: row[start]
    case 2: onWhite(row[start], alpha: row[start + 1])
    case 3: luma(row, at: start)
    default: onWhite(luma(row, at: start), alpha: row[start + 3])
    }
  }

  /// The weights are in units of 1/65536, and add up to one.
  @inline(__always)
  private static func luma(_ row: [UInt8], at start: Int) -> UInt8 {
    let red = 19595 * UInt32(row[start])
    let green = 38470 * UInt32(row[start + 1])
    let blue = 7471 * UInt32(row[start + 2])
    return UInt8((red + green + blue + 32768) >> 16)
  }

  @inline(__always)
  private static func onWhite(_ grey: UInt8, alpha: UInt8) -> UInt8 {
    let ink = (255 - UInt32(grey)) * UInt32(alpha)
    return UInt8(255 - (ink + 127) / 255)
  }
}
