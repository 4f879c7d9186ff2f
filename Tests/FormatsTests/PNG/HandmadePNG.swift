@testable import SigmoidExamples

/// A PNG that a test describes sample by sample, written without any library: stored deflate.
struct HandmadePNG {
  typealias Chunk = (type: String, data: [UInt8])

  enum Kind: UInt8, CaseIterable {
    case grey = 0
    case colour = 2
    case palette = 3
    case greyAlpha = 4
    case colourAlpha = 6

    var channels: Int {
      switch self {
      case .grey, .palette: 1
      case .greyAlpha: 2
      case .colour: 3
      case .colourAlpha: 4
      }
    }

    var depths: [Int] {
      switch self {
      case .grey: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      default: [8, 16]
      }
    }
  }

  var width: Int
  var height: Int
  var depth = 8
  var kind = Kind.grey
  /// Row after row, the channels of a pixel together.
  var samples: [Int]
  /// RGB after RGB.
  var palette: [UInt8] = []
  /// What tRNS holds, none when empty.
  var transparency: [UInt8] = []
  var isInterlaced = false

  var chunks: [Chunk] {
    var header = Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height))
    header += [UInt8(depth), kind.rawValue, 0, 0, isInterlaced ? 1 : 0]
    var chunks: [Chunk] = [("IHDR", header)]
    if !palette.isEmpty { chunks.append(("PLTE", palette)) }
    if !transparency.isEmpty { chunks.append(("tRNS", transparency)) }
    chunks.append(("IDAT", Self.zlib(isInterlaced ? interlacedRows : rows(passes: [0]))))
    chunks.append(("IEND", []))
    return chunks
  }

  var bytes: [UInt8] { Self.file(chunks) }

  static func file(_ chunks: [Chunk]) -> [UInt8] {
    chunks.reduce([137, 80, 78, 71, 13, 10, 26, 10]) { file, chunk in
      let body = [UInt8](chunk.type.utf8) + chunk.data
      return file + bigEndian(UInt32(chunk.data.count)) + body + bigEndian(crc(body))
    }
  }

  /// The pass that holds each pixel of an 8 × 8 block, as the specification draws it (8.2).
  private static let adam7 = [
    [1, 6, 4, 6, 2, 6, 4, 6], [7, 7, 7, 7, 7, 7, 7, 7], [5, 6, 5, 6, 5, 6, 5, 6],
    [7, 7, 7, 7, 7, 7, 7, 7], [3, 6, 4, 6, 3, 6, 4, 6], [7, 7, 7, 7, 7, 7, 7, 7],
    [5, 6, 5, 6, 5, 6, 5, 6], [7, 7, 7, 7, 7, 7, 7, 7],
  ]

  private var interlacedRows: [UInt8] { rows(passes: Array(1...7)) }

  /// Unfiltered rows; pass 0 holds every pixel.
  private func rows(passes: [Int]) -> [UInt8] {
    var result: [UInt8] = []
    for pass in passes {
      for y in 0..<height {
        let columns = (0..<width).filter { pass == 0 || Self.adam7[y % 8][$0 % 8] == pass }
        if columns.isEmpty { continue }
        var bits: [UInt8] = []
        for x in columns {
          for channel in 0..<kind.channels {
            let sample = samples[(y * width + x) * kind.channels + channel]
            for bit in (0..<depth).reversed() { bits.append(UInt8(sample >> bit & 1)) }
          }
        }
        bits += [UInt8](repeating: 0, count: (8 - bits.count % 8) % 8)
        result.append(0)
        for start in stride(from: 0, to: bits.count, by: 8) {
          result.append(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
        }
      }
    }
    return result
  }

  static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// RFC 1950 around stored blocks of RFC 1951.
  static func zlib(_ data: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let block = data[start..<min(start + 65535, data.count)]
      start += block.count
      let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
      result += [start == data.count ? 1 : 0, low, high, ~low, ~high] + block
    } while start < data.count
    var (a, b) = (1, 0)
    for byte in data {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return result + bigEndian(UInt32(b << 16 | a))
  }

  static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xffff_ffff) { crc, byte in
      table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8
    }
  }

  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { value, _ in
      value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1
    }
  }
}

extension HandmadePNG {
  /// The documented formula in real numbers, not rounded, for what has no palette or tRNS.
  func grey(_ pixel: Int) -> Double {
    let greatest = Double(1 << depth - 1)
    let values = (0..<kind.channels).map {
      Double(samples[pixel * kind.channels + $0]) / greatest
    }
    let grey =
      kind.channels < 3 ? values[0] : 0.299 * values[0] + 0.587 * values[1] + 0.114 * values[2]
    let alpha = kind.channels % 2 == 0 ? values[kind.channels - 1] : 1
    return 255 * (grey * alpha + 1 - alpha)
  }
}
