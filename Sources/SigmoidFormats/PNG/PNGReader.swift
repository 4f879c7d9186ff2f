import SigmoidExamples
import CPNG
import SigmoidSystem

/// One PNG (W3C, "Portable Network Graphics (PNG) Specification", second edition) while libpng
/// reads it: the header first, so that its size can be judged before anything is allocated.
struct PNGReader: ~Copyable {
  package let path: String
  let size: ImageSize
  let isInterlaced: Bool
  private let contents: FileContents
  private let reader: UnsafeMutablePointer<cpng_reader>

  /// Deflate's shortest code, 2 bits, stands for at most 258 bytes.
  private static let greatestRatio = 1032

  /// Reads the header.
  /// - Throws: `FileError` when it is no PNG, damaged, too large, or claims more pixels than its
  ///   bytes can hold: decoding takes at most 8 · 1032 times the file's size.
  init(_ contents: consuming FileContents) throws(FileError) {
    let reader = try Self.open(contents)
    path = contents.path
    size = Self.size(of: reader)
    isInterlaced = reader.pointee.interlaced
    self.reader = reader
    self.contents = contents
  }

  deinit { cpng_close(reader) }

  /// Begins with the pixels; returns what a row of them is.
  func startRows() throws(FileError) -> PixelSamples {
    guard cpng_start_rows(reader) else { throw Self.failure(reader, path) }
    let colours = Int(reader.pointee.palette_count)
    let palette = withUnsafeBytes(of: reader.pointee.palette) { Array($0.prefix(4 * colours)) }
    return PixelSamples(
      channels: Int(reader.pointee.channels), sampleBytes: Int(reader.pointee.sample_bytes),
      palette: palette)
  }

  /// Reads the next row of the image or, interlaced, of its pass.
  /// - Parameter row: as many bytes as the samples of a whole row have; a pass may fill only its
  ///   beginning.
  func readRow(into row: inout [UInt8]) throws(FileError) {
    let pixel = Int(reader.pointee.channels * reader.pointee.sample_bytes)
    require(pixel > 0 && row.count == size.width * pixel, "a row of \(row.count) bytes")
    guard cpng_read_row(reader, &row) else { throw Self.failure(reader, path) }
  }

  /// Reads what follows the pixels, to the end of the image.
  func finish() throws(FileError) {
    guard cpng_read_end(reader) else { throw Self.failure(reader, path) }
  }

  private static func open(
    _ contents: borrowing FileContents
  ) throws(FileError) -> UnsafeMutablePointer<cpng_reader> {
    let bytes = contents.bytes
    guard bytes.starts(with: PNGImage.signature) else {
      let start = bytes.prefix(8).map { hexadecimal($0) }.joined(separator: " ")
      throw FileError(
        path: contents.path, expected: "a PNG image, which begins with 89 50 4E 47 0D 0A 1A 0A",
        found: start.isEmpty ? "an empty file" : start,
        remedy: "save the image as PNG, or remove the file")
    }
    guard let reader = cpng_open(bytes.baseAddress, bytes.count) else {
      throw FileError(
        path: contents.path, expected: "memory to read an image with", found: "none",
        remedy: "close other programs and try again")
    }
    do throws(FileError) {
      guard cpng_read_header(reader) else { throw failure(reader, contents.path) }
      try check(reader, contents)
    } catch {
      cpng_close(reader)
      throw error
    }
    return reader
  }

  /// That the pixels which the header claims are not too many, and can be there.
  private static func check(
    _ reader: UnsafeMutablePointer<cpng_reader>, _ contents: borrowing FileContents
  ) throws(FileError) {
    let size = size(of: reader)
    try PNGImage.check(size, path: contents.path)
    let least = size.pixels * Int(reader.pointee.bits_per_pixel) / 8
    guard least / greatestRatio <= contents.count else {
      throw FileError(
        path: contents.path, expected: "the pixels of an image of \(size)",
        found: "\(contents.count) bytes, too few to hold them",
        remedy: "copy or download it again")
    }
  }

  private static func size(of reader: UnsafeMutablePointer<cpng_reader>) -> ImageSize {
    ImageSize(width: Int(reader.pointee.width), height: Int(reader.pointee.height))
  }

  private static func failure(
    _ reader: UnsafeMutablePointer<cpng_reader>, _ path: String
  ) -> FileError {
    let words = withUnsafeBytes(of: reader.pointee.message) { message in
      String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
    }
    return FileError(
      path: path, expected: "a whole PNG image",
      found: "\(words) before byte \(reader.pointee.position) of \(reader.pointee.count)",
      remedy: "copy or download it again, or save it again")
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    paddedDigits(byte, radix: 16, uppercase: true, width: 2)
  }
}
