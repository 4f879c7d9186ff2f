@testable import SigmoidExamples
@testable import SigmoidFormats
import Foundation
import TestSupport
import Testing

private enum Pillow {
  static let python = OptimisedCommand.peersPython ?? ""
  static let script = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Peers/interop_png.py").path

  static var isThere: Bool {
    FileManager.default.isExecutableFile(atPath: python)
      && (try? OptimisedCommand.run(python, ["-c", "import PIL"])) != nil
  }
}

/// PNG images to and from Pillow, another implementation of them.
@Suite(
  .enabled(
    if: Pillow.isThere,
    "needs SIGMOID_PEERS, a Python with the Pillow package (make test prepares it)"))
struct PNGPeerTests {
  private struct Image: Codable {
    let name: String
    let width, height: Int
    var tolerance = 0
    let pixels: [UInt8]
  }

  private func run(_ action: String, _ folder: TemporaryFolder) throws -> String {
    let output = try OptimisedCommand.run(
      Pillow.python, ["-B", Pillow.script, action, folder.path])
    return String(decoding: output, as: UTF8.self)
  }

  @Test func everyKindThatPillowWritesIsRead() throws {
    let folder = try TemporaryFolder()
    _ = try run("write", folder)
    let data = Data(try folder.bytes("expected.json"))
    let images = try JSONDecoder().decode([Image].self, from: data)
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
    try folder.write([UInt8](JSONEncoder().encode(images)), to: "ours.json")
    #expect(try run("check", folder) == "\(images.count)\n")
  }
}
