/// How the samples of a row become grey values; `PNGImage` has the formulas. Everything is rounded
/// once, at the end.
struct PixelSamples {
  /// Bytes of one pixel of a row.
  let pixelBytes: Int
  private let channels: Int
  private let sampleBytes: Int
  /// The grey value of each index, when the samples are indices.
  private let greyOfIndex: [UInt8]?

  /// - Parameters:
  ///   - channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
  ///   - sampleBytes: 1, or 2 of which the first is the high one.
  ///   - palette: red, green, blue and alpha of each of 256 indices; nil when there is none.
  init(channels: Int, sampleBytes: Int, palette: [UInt8]?) {
    self.channels = channels
    self.sampleBytes = sampleBytes
    pixelBytes = channels * sampleBytes
    greyOfIndex = palette.map { palette in
      let colours = PixelSamples(channels: 4, sampleBytes: 1, palette: nil)
      return (0..<256).map { colours.grey(palette, at: 4 * $0) }
    }
  }

  /// The grey value of the pixel whose samples begin at byte `start` of a row.
  func grey(_ row: [UInt8], at start: Int) -> UInt8 {
    if let greyOfIndex { return greyOfIndex[Int(row[start])] }
    if pixelBytes == 1 { return row[start] }
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
