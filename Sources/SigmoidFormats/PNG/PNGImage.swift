import SigmoidExamples
import SigmoidSystem

/// PNG images as 8-bit grey. Every kind is read (1 to 16 bits; grey, colour and palette; with and
/// without transparency; interlaced or not); grey and colour of 8 bits are written.
///
/// Samples are taken as stored, profiles and gamma ignored, as Pillow and OpenCV do:
/// - a sample of n bits is divided by 2ⁿ − 1: 0 is black, 1 is white;
/// - colour becomes luma (ITU-R BT.601), 0.299 R + 0.587 G + 0.114 B;
/// - what is transparent shows white paper: grey · alpha + 1 − alpha;
/// - the result is multiplied by 255 and rounded, once.
package enum PNGImage {
  /// The most pixels of an image that is read or written: 64 megapixels.
  package static let mostPixels = 1 << 26
  /// The most pixels of an edge.
  package static let longestEdge = 1_000_000

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Above any image of `mostPixels`, stored as it is at 8 bytes a pixel.
  private static let fileLimit = 1 << 30

  /// - Throws: `FileError`, with libpng's words when the file is damaged.
  package static func read(_ path: String) throws(FileError) -> GreyImage {
    try read(path, expecting: nil)
  }

  /// Reads an image that is in memory; `name` stands in errors.
  package static func decode(
    _ bytes: [UInt8], name: String = "the image"
  ) throws(FileError) -> GreyImage {
    try decode(FileContents(name: name, bytes: bytes, limit: fileLimit), expecting: nil)
  }

  /// - Parameter size: any other is refused, before a pixel is read; nil takes every size.
  static func read(_ path: String, expecting size: ImageSize?) throws(FileError) -> GreyImage {
    try decode(
      FileContents(path: path, purpose: "a PNG image", limit: fileLimit), expecting: size)
  }

  private static func decode(
    _ contents: consuming FileContents, expecting expected: ImageSize?
  ) throws(FileError) -> GreyImage {
    let reader = try PNGReader(contents)
    let size = reader.size
    if let expected, size != expected {
      throw FileError(
        path: reader.path, expected: "an image of \(expected)", found: "\(size)",
        remedy: "resize all images to one size, or read them as drawn digits")
    }
    let samples = try reader.startRows()
    var pixels = [UInt8](repeating: 0, count: size.pixels)
    var row = [UInt8](repeating: 0, count: size.width * samples.pixelBytes)
    for pass in reader.isInterlaced ? InterlacePass.adam7 : [.whole] {
      // A pass without columns has no rows in the file either.
      guard pass.firstColumn < size.width else { continue }
      for line in stride(from: pass.firstRow, to: size.height, by: pass.rowStep) {
        try reader.readRow(into: &row)
        var target = line * size.width + pass.firstColumn
        let end = (line + 1) * size.width
        var source = 0
        while target < end {
          guard let grey = samples.grey(row, at: source) else {
            throw FileError(
              path: reader.path, expected: "a whole PNG image",
              found: "an index beyond its palette in row \(line), counted from 0",
              remedy: "copy or download it again, or save it again")
          }
          pixels[target] = grey
          target += pass.columnStep
          source += samples.pixelBytes
        }
      }
    }
    try reader.finish()
    return GreyImage(width: size.width, height: size.height, pixels: pixels)
  }

  /// Refuses what is too large to be read or written.
  static func check(_ size: ImageSize, path: String) throws(FileError) {
    let longest = max(size.width, size.height)
    guard longest <= longestEdge, size.pixels <= mostPixels else {
      throw FileError(
        path: path,
        expected: "at most \(mostPixels >> 20) megapixels and \(longestEdge) pixels per edge",
        found: "\(size)", remedy: "make it smaller")
    }
  }
}
