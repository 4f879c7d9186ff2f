@testable import SigmoidExamples
import TestSupport
import Testing

@testable import SigmoidFormats

@Suite struct ColourImageTests {
  /// The reader makes luma of colours.
  @Test func coloursAreWrittenAsTheyAre() throws {
    var random = RandomValues()
    for size in [ImageSize(width: 1, height: 1), ImageSize(width: 13, height: 7)] {
      let image = ColourImage(size: size, samples: random.bytes(3 * size.pixels))
      let file = try PNGImage.encode(image)
      // Its header: 8 bits, colour type 2 (red, green and blue).
      #expect(Array(file[24..<26]) == [8, 2])
      let grey = try PNGImage.decode(file)
      #expect(grey.size == size)
      for pixel in 0..<size.pixels {
        let own = image.samples[3 * pixel..<3 * pixel + 3].map(Double.init)
        let luma = 0.299 * own[0] + 0.587 * own[1] + 0.114 * own[2]
        #expect(abs(Double(grey.pixels[pixel]) - luma) < 0.51)
      }
    }
  }
}
