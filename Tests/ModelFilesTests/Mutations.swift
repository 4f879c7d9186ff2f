@testable import SigmoidExamples
@testable import SigmoidSystem
import TestSupport
import Testing

/// Damaged inputs for a parser.
enum Mutations {
  /// Decodes mutations of `whole`, 20000 if not told otherwise: each is a valid result or a `FileError`.
  static func check(
    _ whole: [UInt8], count: Int = 20_000, decode: ([UInt8]) throws -> Void
  ) throws {
    var random = RandomValues()
    print("Mutations: mutated inputs: \(count) of a model")
    var refused = 0
    for _ in 0..<count {
      var bytes = whole
      for _ in 0..<random.int(in: 1..<4) { mutate(&bytes, &random) }
      do {
        try decode(bytes)
      } catch {
        #expect(error is FileError, "\(error)")
        refused += 1
      }
    }
    #expect(refused > count / 4 && refused < count)
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout RandomValues) {
    guard !bytes.isEmpty else { return }
    let place = random.int(in: 0..<bytes.count)
    switch random.int(in: 0..<6) {
    case 0: bytes[place] ^= 1 << UInt8(random.int(in: 0..<8))
    case 1: bytes[place] = random.bytes(1)[0]
    case 2: bytes.removeLast(bytes.count - place)
    case 3:  // A huge number, as text or as a varint.
      let end = min(place + 1, bytes.count)
      let huge = random.int(in: 0..<2) == 0 ? Array("99999999999999999999".utf8) : maximum
      bytes.replaceSubrange(place..<end, with: huge)
    case 4:  // Repetition.
      let end = min(place + random.int(in: 1..<40), bytes.count)
      let piece = Array(bytes[place..<end])
      bytes.insert(contentsOf: (0..<random.int(in: 1..<4)).flatMap { _ in piece }, at: place)
    default:
      let end = min(place + random.int(in: 1..<20), bytes.count)
      bytes.removeSubrange(place..<end)
    }
  }

  private static let maximum: [UInt8] = Array(repeating: 0xFF, count: 9) + [1]
}
