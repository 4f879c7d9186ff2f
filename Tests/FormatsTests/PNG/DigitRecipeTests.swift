@testable import SigmoidExamples
@testable import SigmoidDigits
@testable import SigmoidFormats
@testable import SigmoidOptimization
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct DigitRecipeTests {
  let size = ImageSize(width: 28, height: 28)

  /// An even paper with some pixels of ink.
  func image(
    _ width: Int, _ height: Int, paper: UInt8 = 255, ink: UInt8 = 0, where isInk: (Int, Int) -> Bool
  ) -> GreyImage {
    let pixels = (0..<width * height).map { isInk($0 % width, $0 / width) ? ink : paper }
    return GreyImage(width: width, height: height, pixels: pixels)
  }

  /// The pixel of each place of `width` × `height` is one of `original`, `factor` times as large.
  func enlarged(
    _ original: GreyImage, by factor: Int, at left: Int, _ top: Int, width: Int, height: Int,
    isInverted: Bool
  ) -> GreyImage {
    let pixels = (0..<width * height).map { position -> UInt8 in
      let x = position % width - left
      let y = position / width - top
      let isInside =
        x >= 0 && y >= 0 && x < factor * original.width && y < factor * original.height
      let ink = isInside ? original.pixels[y / factor * original.width + x / factor] : 0
      return isInverted ? 255 - ink : ink
    }
    return GreyImage(width: width, height: height, pixels: pixels)
  }

  func digits(_ count: Int) -> [GreyImage] {
    let set = SyntheticDigits.dataset(examples: count, seed: 5, set: .test)
    return (0..<count).map { GreyImage(example: $0, of: set.features, size: size) }
  }

  func centre(_ image: GreyImage) -> (x: Double, y: Double) {
    let mass = image.pixels.reduce(0.0) { $0 + Double($1) }
    let x = image.pixels.indices.reduce(0) { $0 + $1 % 28 * Int(image.pixels[$1]) }
    let y = image.pixels.indices.reduce(0) { $0 + $1 / 28 * Int(image.pixels[$1]) }
    return (Double(x) / mass, Double(y) / mass)
  }

  @Test func aRectangleIsScaledAndCentred() throws {
    let drawn = image(100, 90) { x, y in (50..<90).contains(x) && (3..<23).contains(y) }
    let expected = image(28, 28, paper: 0, ink: 255) { x, y in
      (5..<25).contains(x) && (10..<20).contains(y)
    }
    #expect(try DigitRecipe.apply(to: drawn) == expected)
  }

  @Test func theShapesWithoutABreadth() throws {
    let dot = image(9, 9) { x, y in x == 2 && y == 3 }
    let square = image(28, 28, paper: 0, ink: 255) { x, y in
      (5..<25).contains(x) && (5..<25).contains(y)
    }
    #expect(try DigitRecipe.apply(to: dot) == square)
    let line = image(500, 300) { x, y in (20..<480).contains(x) && y == 100 }
    let row = image(28, 28, paper: 0, ink: 255) { x, y in (5..<25).contains(x) && y == 14 }
    #expect(try DigitRecipe.apply(to: line) == row)
  }

  @Test func sizePlaceAndPaperDoNotMatter() throws {
    for digit in digits(10) {
      let here = enlarged(digit, by: 3, at: 1, 2, width: 120, height: 100, isInverted: true)
      let there = enlarged(digit, by: 3, at: 30, 14, width: 123, height: 99, isInverted: false)
      let result = try DigitRecipe.apply(to: here)
      #expect(try DigitRecipe.apply(to: there) == result)
      let larger = enlarged(digit, by: 6, at: 9, 9, width: 200, height: 180, isInverted: true)
      let pairs = zip(try DigitRecipe.apply(to: larger).pixels, result.pixels)
      #expect(pairs.allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
  }

  @Test func theResultIsLikeMNIST() throws {
    for (number, digit) in digits(20).enumerated() {
      let result = try DigitRecipe.apply(
        to: enlarged(digit, by: 4, at: 20, 10, width: 150, height: 140, isInverted: true))
      #expect(result.size == size)
      #expect(result.pixels.max() == 255)
      let ink = result.pixels.indices.filter { result.pixels[$0] > 0 }
      let columns = Set(ink.map { $0 % 28 })
      let rows = Set(ink.map { $0 / 28 })
      #expect(max(columns.count, rows.count) == 20, "digit \(number)")
      let centre = centre(result)
      let isMovedIn = columns.contains(27) || columns.contains(0) || rows.contains(27)
      #expect(isMovedIn || abs(centre.x - 14) <= 0.5 && abs(centre.y - 14) <= 0.5, "\(number)")
    }
  }

  @Test func aDigitOfMNISTStaysAsItIs() throws {
    for digit in digits(20) {
      let first = try DigitRecipe.apply(to: digit)
      #expect(try DigitRecipe.apply(to: first) == first)
    }
  }

  @Test func aHeavyEndIsMovedInsideTheField() throws {
    // All weight at the top: centred by mass, the foot would reach below the edge.
    let drawn = image(60, 60) { x, y in
      (10..<50).contains(x) && (10..<14).contains(y) || x == 30 && (10..<50).contains(y)
    }
    let result = try DigitRecipe.apply(to: drawn)
    #expect(result.pixels[27 * 28..<28 * 28].contains { $0 > 0 })
    #expect(Set(result.pixels.indices.filter { result.pixels[$0] > 0 }.map { $0 / 28 }).count == 20)
  }

  @Test func faintInkOnRoughPaper() throws {
    var random = RandomValues()
    for digit in digits(5) {
      let clean = enlarged(digit, by: 5, at: 40, 8, width: 200, height: 150, isInverted: false)
      let rough = clean.pixels.map { UInt8(220 - Int($0) / 2 + random.int(in: -6..<7)) }
      let result = try DigitRecipe.apply(to: GreyImage(width: 200, height: 150, pixels: rough))
      let pairs = zip(try DigitRecipe.apply(to: clean).pixels, result.pixels)
      let difference = pairs.reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(Double(difference) / 784 < 12)
    }
  }

  @Test func noInk() throws {
    var random = RandomValues()
    let rough = (0..<2000).map { _ in UInt8(200 + random.int(in: -5..<6)) }
    for blank in [
      image(30, 20) { _, _ in false }, image(1, 1, paper: 0) { _, _ in false },
      // Bright on white is no ink, nor is dark on black.
      image(9, 9, paper: 200, ink: 255) { x, y in x == 4 && y == 4 },
      image(9, 9, paper: 100, ink: 0) { x, y in x == 4 && y == 4 },
      GreyImage(width: 50, height: 40, pixels: rough),
    ] {
      let error = #expect(throws: FileError.self) { try DigitRecipe.apply(to: blank, name: "b") }
      #expect(
        error?.description
          == "b: expected a digit, dark on white or bright on black, found no ink: "
          + "nothing stands out from the border's brightness; draw it larger or with more "
          + "contrast, with some paper around it")
    }
  }

  @Test func resamplingKeepsTheMean() {
    for (old, new) in [(1, 1), (20, 20), (7, 3), (100, 20), (64, 1), (333, 20)] {
      var shares = [Float](repeating: 0, count: old)
      for pixel in Resampling(from: old, to: new).pixels {
        #expect(abs(pixel.weights.reduce(0, +) - 1) < 1e-6)
        for (offset, weight) in pixel.weights.enumerated() {
          shares[pixel.first + offset] += weight
        }
      }
      #expect(shares.allSatisfy { abs($0 - Float(new) / Float(old)) < 1e-6 })
    }
  }

  @Test func enlargingInterpolatesBetweenCentres() {
    let pixels = Resampling(from: 2, to: 4).pixels
    #expect(pixels.map(\.first) == [0, 0, 0, 0])
    #expect(pixels.map(\.weights) == [[1, 0], [0.75, 0.25], [0.25, 0.75], [0, 1]])
    #expect(Resampling(from: 1, to: 3).pixels.map(\.weights) == [[1], [1], [1]])
  }
}
