@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct PNGImageTests {
  func random(
    _ kind: HandmadePNG.Kind, depth: Int, width: Int, height: Int, _ random: inout RandomValues
  ) -> HandmadePNG {
    var image = HandmadePNG(width: width, height: height, depth: depth, kind: kind, samples: [])
    image.samples = (0..<width * height * kind.channels).map { _ in
      random.int(in: 0..<1 << depth)
    }
    if kind == .palette { image.palette = random.bytes(3 << depth) }
    return image
  }

  func decode(_ image: HandmadePNG) throws -> GreyImage { try PNGImage.decode(image.bytes) }

  func refusal(_ bytes: [UInt8]) -> FileError? {
    #expect(throws: FileError.self) { try PNGImage.decode(bytes, name: "x.png") }
  }

  @Test(arguments: HandmadePNG.Kind.allCases.filter { $0 != .palette })
  func everyKindFollowsTheFormula(_ kind: HandmadePNG.Kind) throws {
    var values = RandomValues()
    for depth in kind.depths {
      let image = random(kind, depth: depth, width: 13, height: 9, &values)
      let grey = try decode(image)
      #expect(grey.size == ImageSize(width: 13, height: 9))
      for (pixel, value) in grey.pixels.enumerated() {
        let difference = abs(Double(value) - image.grey(pixel))
        // Rounded once; luma's weights are in units of 1/65536.
        #expect(difference <= 0.502, "depth \(depth), pixel \(pixel)")
      }
    }
  }

  @Test func greyOf8BitsIsUntouched() throws {
    let image = HandmadePNG(width: 16, height: 16, samples: Array(0..<256))
    #expect(try decode(image).pixels == Array(0...255))
  }

  @Test func palettesOfEveryDepth() throws {
    var values = RandomValues()
    for depth in HandmadePNG.Kind.palette.depths {
      let image = random(.palette, depth: depth, width: 11, height: 5, &values)
      let grey = try decode(image)
      for (pixel, index) in image.samples.enumerated() {
        let colour = image.palette[3 * index..<3 * index + 3].map(Double.init)
        let expected = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
        #expect(abs(Double(grey.pixels[pixel]) - expected) <= 0.502)
      }
    }
  }

  @Test func transparencyShowsWhitePaper() throws {
    let alpha = HandmadePNG(
      width: 4, height: 1, kind: .greyAlpha, samples: [0, 0, 0, 255, 0, 128, 100, 51])
    #expect(try decode(alpha).pixels == [255, 0, 127, 224])
    var palette = HandmadePNG(width: 3, height: 1, depth: 2, kind: .palette, samples: [0, 1, 2])
    palette.palette = [0, 0, 0, 0, 0, 0, 0, 0, 0]
    palette.transparency = [0, 51]
    #expect(try decode(palette).pixels == [255, 204, 0])
    var grey = HandmadePNG(width: 3, height: 1, depth: 4, samples: [3, 4, 5])
    grey.transparency = [0, 4]
    #expect(try decode(grey).pixels == [51, 255, 85])
    // Transparent is the colour of 16 bits, not what is left of it in 8.
    var colour = HandmadePNG(
      width: 2, height: 1, depth: 16, kind: .colour, samples: [1, 2, 3, 1, 2, 4])
    colour.transparency = [0, 1, 0, 2, 0, 3]
    #expect(try decode(colour).pixels == [255, 0])
  }

  @Test func interlacedIsTheSameImage() throws {
    var values = RandomValues()
    for kind in HandmadePNG.Kind.allCases {
      for (width, height) in [(1, 1), (2, 9), (9, 2), (4, 1), (5, 5), (3, 8), (17, 11)] {
        var image = random(
          kind, depth: kind.depths[0], width: width, height: height, &values)
        let plain = try decode(image)
        image.isInterlaced = true
        #expect(try decode(image) == plain, "\(kind) \(width) × \(height)")
      }
    }
  }

  @Test func whatIsWrittenReadsBack() throws {
    var values = RandomValues()
    let folder = try TemporaryFolder()
    for (width, height) in [(1, 1), (28, 28), (300, 2), (1, 777)] {
      let image = GreyImage(width: width, height: height, pixels: values.bytes(width * height))
      try PNGImage.write(image, to: folder.file("a.png"))
      #expect(try PNGImage.read(folder.file("a.png")) == image)
      #expect(try PNGImage.decode(SmallSet.gzip(folder.bytes("a.png"))) == image)
    }
    let tall = GreyImage(width: 1, height: 1_000_001, pixels: .init(repeating: 0, count: 1_000_001))
    let error = #expect(throws: FileError.self) { try PNGImage.encode(tall, name: "tall") }
    #expect(error?.found == "1 × 1000001 pixels")
  }

  @Test func whatIsNoPNG() {
    #expect(refusal([])?.found == "an empty file")
    #expect(refusal([0x47, 0x49, 0x46])?.found == "47 49 46")
    let error = refusal([UInt8]("JFIF, not a PNG".utf8))
    #expect(
      error?.description == "x.png: expected a PNG image, which begins with 89 50 4E 47 0D 0A 1A "
        + "0A, found 4A 46 49 46 2C 20 6E 6F; save the image as PNG, or remove the file")
  }

  @Test func everyTruncationAndEveryFlippedByteIsRefused() {
    var image = HandmadePNG(width: 3, height: 2, kind: .palette, samples: [0, 1, 2, 2, 1, 0])
    image.palette = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    image.transparency = [7]
    var chunks = image.chunks
    chunks.insert(("tEXt", Array("Title\0x".utf8)), at: 3)
    let whole = HandmadePNG.file(chunks)
    #expect(throws: Never.self) { try PNGImage.decode(whole) }
    for length in whole.indices { #expect(refusal(Array(whole[..<length]))?.path == "x.png") }
    for position in whole.indices {
      var bytes = whole
      bytes[position] ^= 0x10
      #expect(refusal(bytes) != nil, "byte \(position)")
    }
  }

  @Test func libpngSaysWhatIsWrong() {
    var image = HandmadePNG(width: 2, height: 2, samples: [1, 2, 3, 4])
    var bytes = image.bytes
    bytes[bytes.count - 13] ^= 1
    #expect(refusal(bytes)?.found.hasPrefix("IDAT: CRC error before byte") == true)
    #expect(refusal(bytes)?.expected == "a whole PNG image")
    image.depth = 3
    #expect(
      refusal(image.bytes)?.found
        == "Invalid IHDR data (Invalid bit depth in IHDR) before byte 33 of \(image.bytes.count)")
    #expect(
      refusal(Array(bytes[..<30]))?.found == "the file ends too early before byte 29 of 30")
    // An index that the palette does not have would be black without a word.
    var palette = HandmadePNG(width: 2, height: 1, kind: .palette, samples: [0, 1])
    palette.palette = [9, 9, 9]
    #expect(refusal(palette.bytes)?.found.contains("beyond its palette in row 0") == true)
  }

  @Test func claimsOfPixelsAreBounded() {
    func claim(_ width: UInt32, _ height: UInt32, depth: UInt8 = 8) -> FileError? {
      var chunks = HandmadePNG(width: 1, height: 1, samples: [0]).chunks
      chunks[0].data = HandmadePNG.bigEndian(width) + HandmadePNG.bigEndian(height)
      chunks[0].data += [depth, 0, 0, 0, 0]
      return refusal(HandmadePNG.file(chunks))
    }
    for (width, height) in [(0x7fff_ffff, 0x7fff_ffff), (1_000_001, 1), (8193, 8192)]
      as [(UInt32, UInt32)]
    {
      #expect(claim(width, height)?.found == "\(width) × \(height) pixels")
      #expect(
        claim(width, height)?.expected
          == "at most 64 megapixels and 1000000 pixels per edge")
    }
    #expect(claim(8192, 8192)?.found.hasSuffix("bytes, too few to hold them") == true)
    #expect(claim(1000, 1000, depth: 1)?.found.hasSuffix("too few to hold them") == true)
    #expect(claim(0, 5)?.found.contains("Image width is zero") == true)
    #expect(claim(0x8000_0000, 5) != nil)
  }
}
