import SigmoidSystem
import CDeflate

extension PNGImage {
  /// The signature and the chunk IHDR, which is the first.
  private static let headLength = 8 + 25

  /// A file with a chunk that says which program made it (PNG specification 11.3.4.3, keyword
  /// Software); the pixels stay as they are.
  /// - Parameter file: a whole PNG file.
  package static func naming(software: String, in file: [UInt8]) -> [UInt8] {
    require(file.count > headLength, "no PNG file")
    let text = Array("tEXtSoftware".utf8) + [0] + Array(software.utf8)
    let checksum = libdeflate_crc32(0, text, text.count)
    let chunk = bigEndian(UInt32(text.count - 4)) + text + bigEndian(checksum)
    return Array(file[..<headLength]) + chunk + file[headLength...]
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
