import SigmoidExamples
import SigmoidFormats

extension PixelPicture {
  /// The images alone as pixels, without words: on white, with colours as in print.
  package var raster: ColourImage {
    let columns = max(1, Int(Double(panels.count).squareRoot().rounded(.up)))
    let cell = (
      width: panels.map(\.columns).max() ?? 1, height: panels.map(\.rows).max() ?? 1
    )
    // Small images are enlarged to some hundred pixels in all.
    let factor = max(1, 560 / (columns * max(cell.width, cell.height)))
    let gap = 8
    let size = ImageSize(
      width: columns * (cell.width * factor + gap) + gap,
      height: max(1, (panels.count + columns - 1) / columns) * (cell.height * factor + gap) + gap)
    var samples = [UInt8](repeating: 255, count: 3 * size.pixels)
    for (index, panel) in panels.enumerated() {
      let left = gap + index % columns * (cell.width * factor + gap)
      let top = gap + index / columns * (cell.height * factor + gap)
      for row in 0..<panel.rows * factor {
        for column in 0..<panel.columns * factor {
          let value = panel.values[row / factor * panel.columns + column / factor]
          let first = 3 * ((top + row) * size.width + left + column)
          samples.replaceSubrange(first..<first + 3, with: colour(of: value))
        }
      }
    }
    return ColourImage(size: size, samples: samples)
  }

  /// Between white and a scale's end, by the share of it.
  private func colour(of value: Double) -> [UInt8] {
    let share = scale.limit > 0 && value.isFinite ? min(max(value / scale.limit, -1), 1) : 0
    let end: [Double] =
      switch scale {
      case .rising: [0x1A, 0x1D, 0x21]
      case .diverging: share < 0 ? [0xB2, 0x18, 0x2B] : [0x1F, 0x5F, 0xAE]
      }
    // Examples below 0 are as 0.
    let strength = scale.isRising ? max(share, 0) : share.magnitude
    return end.map { UInt8((255 + ($0 - 255) * strength).rounded()) }
  }
}
