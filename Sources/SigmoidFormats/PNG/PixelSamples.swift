/// How the samples of a row become grey values; `PNGImage` has the formulas. Everything is rounded
/// once, at the end.
struct PixelSamples {
  /// Bytes of one pixel of a row.
  let pixelBytes: Int
  private let channels: Int
  private let sampleBytes: Int
  /// The grey value of each index; empty when the samples are no indices.
  private let palette: [UInt8]

  /// - Parameters:
  ///   - channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
  ///   - sampleBytes: 1, or 2 of which the first is the high one.
  ///   - palette: red, green, blue and alpha of each index; empty when the samples are no indices.
  init(channels: Int, sampleBytes: Int, palette: [UInt8]) {
    self.channels = channels
    self.sampleBytes = sampleBytes
    pixelBytes = channels * sampleBytes
    self.palette = stride(from: 0, to: palette.count, by: 4).map { start in
      PixelSamples(channels: 4, sampleBytes: 1, palette: []).composed(palette, at: start)
    }
  }

  /// The grey value of the pixel whose samples begin at byte `start` of a row; nil when the
  /// palette has no such index.
  func grey(_ row: [UInt8], at start: Int) -> UInt8? {
    if pixelBytes > 1 { return composed(row, at: start) }
    let value = row[start]
    if palette.isEmpty { return value }
    return value < palette.count ? palette[Int(value)] : nil
  }

  private func composed(_ row: [UInt8], at start: Int) -> UInt8 {
    // The weights are in units of 1/65536, and add up to one.
    let grey =
      channels < 3
      ? 65536 * sample(row, at: start, 0)
      : 19595 * sample(row, at: start, 0) + 38470 * sample(row, at: start, 1)
        + 7471 * sample(row, at: start, 2)
    let alpha = channels % 2 == 0 ? sample(row, at: start, channels - 1) : 65535
    // Paper is white: what the pixel takes away from it counts, as much as alpha lets it.
    let whole = 65536 * 65535 * 65535
    let ink = (65536 * 65535 - grey) * alpha
    return UInt8(255 - (255 * ink + whole / 2 - 1) / whole)
  }

  /// 0…65535.
  private func sample(_ row: [UInt8], at start: Int, _ channel: Int) -> Int {
    let position = start + channel * sampleBytes
    return sampleBytes == 1
      ? 257 * Int(row[position]) : Int(row[position]) << 8 | Int(row[position + 1])
  }
}
