@testable import SigmoidExamples
@testable import SigmoidFormats
import TestSupport
import Testing

private let pillow = Peer("interop_png.py", importing: "PIL", called: "Pillow")

/// PNG images to and from Pillow, another implementation of them.
@Suite(.needs(pillow)) struct PNGPeerTests {
  private struct Image: Codable {
    let name: String
    let width, height: Int
    var tolerance = 0
    let pixels: [UInt8]
  }

  @Test func everyKindThatPillowWritesIsRead() throws {
    let folder = try TemporaryFolder()
    try pillow.run("write", folder.path)
    let images = try folder.decode([Image].self, from: "expected.json")
    #expect(Set(images.map(\.name)).count == 20)
    for expected in images {
      let image = try PNGImage.read(folder.file(expected.name))
      #expect(image.size == ImageSize(width: expected.width, height: expected.height))
      let differences = zip(image.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
      #expect(differences.max() ?? 256 <= expected.tolerance, "\(expected.name)")
    }
  }

  @Test func whatIsWrittenPillowReads() throws {
    let folder = try TemporaryFolder()
    var random = RandomValues()
    var images: [Image] = []
    for (number, (width, height)) in [(28, 28), (1, 1), (300, 7), (1, 999)].enumerated() {
      let pixels = random.bytes(width * height)
      let name = "\(number).png"
      try PNGImage.write(
        GreyImage(width: width, height: height, pixels: pixels), to: folder.file(name))
      images.append(Image(name: name, width: width, height: height, pixels: pixels))
    }
    try folder.encode(images, to: "ours.json")
    let answer = String(decoding: try pillow.run("check", folder.path), as: UTF8.self)
    #expect(answer == "\(images.count)\n")
  }
}
