import SigmoidModel

/// What is drawn on an image, told from its paper.
///
/// The paper is as bright as the median of the border; white paper (128 or more) bears dark ink,
/// black paper bright ink. Ink is how far a pixel lies from the paper on that side. What lies
/// within six median deviations of the border is the paper's own roughness: about four standard
/// deviations, and nothing at all when the paper is clean.
struct Ink {
  /// The smallest box around all ink.
  let columns: Range<Int>
  let rows: Range<Int>
  /// The ink of a pixel of each brightness, 0…255.
  let amount: [Float]

  /// nil when there is none.
  init?(of image: GreyImage) {
    let border = Self.border(of: image)
    let paper = Self.median(border)
    let isWhite = paper >= 128
    let roughness = 6 * Self.median(border.map { max($0, paper) - min($0, paper) })
    amount = (0..<256).map { brightness in
      let distance = isWhite ? paper - brightness : brightness - paper
      return distance > roughness ? Float(distance) : 0
    }

    let isInk = amount.map { $0 > 0 }
    let width = image.width
    var (left, right, top, bottom) = (width, -1, image.height, -1)
    for row in 0..<image.height {
      let line = image.pixels[row * width..<(row + 1) * width]
      guard let first = line.firstIndex(where: { isInk[Int($0)] }),
        let last = line.lastIndex(where: { isInk[Int($0)] })
      else { continue }
      left = min(left, first - line.startIndex)
      right = max(right, last - line.startIndex)
      top = min(top, row)
      bottom = row
    }
    guard bottom >= 0 else { return nil }
    columns = left..<right + 1
    rows = top..<bottom + 1
  }

  /// The outermost pixels.
  private static func border(of image: GreyImage) -> [Int] {
    let (width, height) = (image.width, image.height)
    var border: [Int] = []
    border.reserveCapacity(2 * (width + height))
    for row in 0..<height {
      let isEdge = row == 0 || row == height - 1
      for column in stride(from: 0, to: width, by: isEdge ? 1 : max(width - 1, 1)) {
        border.append(Int(image.pixels[row * width + column]))
      }
    }
    return border
  }

  /// The upper one of two in the middle.
  private static func median(_ values: [Int]) -> Int {
    var counts = [Int](repeating: 0, count: 256)
    for value in values { counts[value] += 1 }
    var seen = 0
    return counts.firstIndex { count in
      seen += count
      return seen > values.count / 2
    } ?? 0
  }
}
