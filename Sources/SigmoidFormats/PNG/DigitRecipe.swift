import SigmoidExamples
import SigmoidSystem

/// How the images of MNIST were made (LeCun, Cortes, Burges, "The MNIST database of handwritten
/// digits"), for a scan or a drawing of one digit: whatever its size and place, and whether dark
/// on white or bright on black, it becomes an image like those that a model was trained on.
///
/// The smallest box around the ink is scaled, its aspect kept, so that the longer edge has 20
/// pixels: averaging areas when it becomes smaller, bilinear when larger. The strongest ink is
/// made white, 255, on black. The result lies in 28 × 28 such that the centre of mass, rounded, is
/// the pixel (14, 14), counted from 0, as it is in MNIST; a box that would reach outside is moved in.
package enum DigitRecipe {
  /// The longer edge of the digit.
  package static let box = 20
  /// The edge of the result.
  package static let side = 28

  /// Applies the recipe to an image of any size; `name` stands in errors.
  ///
  /// An image of MNIST itself stays as it is, but for its brightness: the strongest is often 254.
  /// - Throws: `FileError` when there is no ink.
  package static func apply(
    to image: GreyImage, name: String = "the drawing"
  ) throws(FileError) -> GreyImage {
    guard let ink = Ink(of: image) else {
      throw FileError(
        path: name, expected: "a digit, dark on white or bright on black",
        found: "no ink: nothing stands out from the border's brightness",
        remedy: "draw it larger or with more contrast, with some paper around it")
    }
    let longer = max(ink.columns.count, ink.rows.count)
    func scaled(_ edge: Int) -> Int { max(1, (2 * edge * box + longer) / (2 * longer)) }
    let (width, height) = (scaled(ink.columns.count), scaled(ink.rows.count))
    let digit = bytes(resampled(image, ink, width: width, height: height))
    let centre = centreOfMass(digit, width: width)
    // Within the field, so that no ink is lost.
    func start(_ centre: Double, _ edge: Int) -> Int {
      min(max(Int((Double(side / 2) - centre).rounded()), 0), side - edge)
    }
    let (left, top) = (start(centre.x, width), start(centre.y, height))
    var pixels = [UInt8](repeating: 0, count: side * side)
    for row in 0..<height {
      for column in 0..<width {
        pixels[(top + row) * side + left + column] = digit[row * width + column]
      }
    }
    return GreyImage(width: side, height: side, pixels: pixels)
  }

  /// The box around the ink, width · height amounts.
  private static func resampled(
    _ image: GreyImage, _ ink: Ink, width: Int, height: Int
  ) -> [Float] {
    let across = Resampling(from: ink.columns.count, to: width)
    let down = Resampling(from: ink.rows.count, to: height)
    var result = [Float](repeating: 0, count: width * height)
    var line = [Float](repeating: 0, count: width)
    // A row of the image is narrowed once for each new row that it is part of: two at most when
    // it is averaged, and few when it is interpolated.
    for (row, target) in down.pixels.enumerated() {
      for (offset, share) in target.weights.enumerated() where share > 0 {
        let start = (ink.rows.lowerBound + target.first + offset) * image.width
        narrow(image.pixels, from: start + ink.columns.lowerBound, ink, across, into: &line)
        for column in 0..<width { result[row * width + column] += share * line[column] }
      }
    }
    return result
  }

  private static func narrow(
    _ pixels: [UInt8], from start: Int, _ ink: Ink, _ across: Resampling, into line: inout [Float]
  ) {
    for (column, target) in across.pixels.enumerated() {
      var sum: Float = 0
      for (offset, share) in target.weights.enumerated() {
        sum += share * ink.amount[Int(pixels[start + target.first + offset])]
      }
      line[column] = sum
    }
  }

  /// The strongest becomes 255: fine strokes fade when they are averaged.
  private static func bytes(_ amounts: [Float]) -> [UInt8] {
    let strongest = amounts.max() ?? 0
    return amounts.map { UInt8(($0 / strongest * 255).rounded()) }
  }

  /// In pixels from the centre of the first one.
  private static func centreOfMass(_ pixels: [UInt8], width: Int) -> (x: Double, y: Double) {
    var (x, y, mass) = (0, 0, 0)
    for (position, pixel) in pixels.enumerated() {
      x += position % width * Int(pixel)
      y += position / width * Int(pixel)
      mass += Int(pixel)
    }
    return (Double(x) / Double(mass), Double(y) / Double(mass))
  }
}
