/// Puts right the checksums of a damaged file, so that a parser gets beyond them.
enum Checksums {
  /// PNG (W3C, "Portable Network Graphics"): behind its signature, chunks of length, type, data
  /// and the CRC-32 of type and data, all big-endian.
  static func repairedPNG(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var start = 8
    while start + 12 <= bytes.count {
      let length = (0..<4).reduce(0) { $0 << 8 | Int(bytes[start + $1]) }
      let end = start + 8 + length
      guard end + 4 <= bytes.count else { break }
      let sum = crc32(bytes[start + 4..<end])
      for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * index)) }
      start = end + 4
    }
    return bytes
  }

  /// Zip (PKWARE's APPNOTE): of each stored member that the directory lists, the CRC-32 there and
  /// before the data.
  static func repairedZip(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    func number(_ place: Int, _ size: Int) -> Int {
      (0..<size).reversed().reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
    }
    guard bytes.count >= 46 else { return bytes }
    for entry in 0...bytes.count - 46 where number(entry, 4) == 0x0201_4B50 {
      let (method, size, local) = (
        number(entry + 10, 2), number(entry + 20, 4), number(entry + 42, 4)
      )
      guard method == 0, local + 30 <= bytes.count else { continue }
      let data = local + 30 + number(local + 26, 2) + number(local + 28, 2)
      guard data + size <= bytes.count else { continue }
      let sum = crc32(bytes[data..<data + size])
      for place in [entry + 16, local + 14] {
        for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: sum >> (8 * index)) }
      }
    }
    return bytes
  }

  /// CRC-32 of IEEE 802.3, as both have it.
  private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
}
