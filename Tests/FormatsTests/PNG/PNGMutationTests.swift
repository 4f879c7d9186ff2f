@testable import SigmoidExamples
@testable import SigmoidFormats
import TestSupport
import Testing

@Suite struct PNGMutationTests {
  /// Small images of all kinds.
  func originals() -> [HandmadePNG] {
    HandmadePNG.Kind.allCases.flatMap { kind in
      kind.depths.flatMap { depth in
        [false, true].map { isInterlaced in
          var image = HandmadePNG(width: 5, height: 3, depth: depth, kind: kind, samples: [])
          image.samples = (0..<15 * kind.channels).map { $0 * 7 % (1 << depth) }
          image.isInterlaced = isInterlaced
          if kind == .palette { image.palette = (0..<3 << depth).map { UInt8($0 % 256) } }
          switch kind {
          case .palette: image.transparency = [1, 2]
          case .grey: image.transparency = [0, 1]
          case .colour: image.transparency = [0, 1, 0, 2, 0, 3]
          default: break
          }
          return image
        }
      }
    }
  }

  func mutate(_ bytes: inout [UInt8], _ random: inout RandomValues) {
    guard !bytes.isEmpty else { return bytes.append(1) }
    let position = random.int(in: 0..<bytes.count)
    switch random.int(in: 0..<5) {
    case 0: bytes[position] ^= 1 << UInt8(random.int(in: 0..<8))
    case 1: bytes.removeSubrange(position...)
    case 2:
      for offset in position..<min(position + 4, bytes.count) { bytes[offset] = 0xff }
    case 3:
      let end = min(position + random.int(in: 1..<40), bytes.count)
      bytes.insert(contentsOf: bytes[position..<end], at: position)
    default: bytes[position] = UInt8(random.int(in: 0..<256))
    }
  }

  /// Half of them with checksums that fit, so that they reach what lies behind the checksums.
  @Test func damagedFilesGiveAnErrorOrAnImage() throws {
    var random = RandomValues()
    print("PNGMutationTests: mutated inputs: 24000 of PNG")
    let originals = originals().map { (bytes: $0.bytes, chunks: $0.chunks) }
    var images = 0
    for round in 0..<24_000 {
      let original = originals[round % originals.count]
      var bytes: [UInt8]
      if round % 2 == 0 {
        bytes = original.bytes
        mutate(&bytes, &random)
      } else {
        var chunks = original.chunks
        let chunk = random.int(in: 0..<chunks.count)
        if random.int(in: 0..<8) == 0 {
          chunks.insert(chunks[chunk], at: random.int(in: 0..<chunks.count))
        } else {
          mutate(&chunks[chunk].data, &random)
        }
        bytes = HandmadePNG.file(chunks)
      }
      do {
        let image = try PNGImage.decode(bytes)
        #expect(image.pixels.count == image.width * image.height)
        images += 1
      } catch {
        #expect(error.path == "the image" && !error.found.isEmpty)
      }
    }
    // A mutation in a palette or a transparent colour leaves an image.
    #expect(images > 100)
  }
}
