import SigmoidExamples
import CPNG
import SigmoidSystem

extension PNGImage {
  /// Writes an 8-bit grey image. The file appears whole or not at all.
  ///
  /// - Parameter isSynced: as of `AtomicFile`.
  package static func write(
    _ image: GreyImage, to path: String, isSynced: Bool = true
  ) throws(FileError) {
    try AtomicFile.write(encode(image, name: path), to: path, isSynced: isSynced)
  }

  /// The bytes of a file; `name` stands in errors.
  package static func encode(
    _ image: GreyImage, name: String = "the image"
  ) throws(FileError) -> [UInt8] {
    try encode(image.pixels, size: image.size, channels: 1, name: name)
  }

  /// The bytes of a file of 8-bit red, green and blue; `name` stands in errors.
  package static func encode(
    _ image: ColourImage, name: String = "the image"
  ) throws(FileError) -> [UInt8] {
    try encode(image.samples, size: image.size, channels: 3, name: name)
  }

  private static func encode(
    _ samples: [UInt8], size: ImageSize, channels: UInt32, name: String
  ) throws(FileError) -> [UInt8] {
    try check(size, path: name)
    let (width, height) = (UInt32(size.width), UInt32(size.height))
    let bound = cpng_bound(width, height, channels)
    let file = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      count = cpng_write(samples, width, height, channels, target.baseAddress, bound)
    }
    guard !file.isEmpty else {
      throw FileError(
        path: name, expected: "an image that libpng can write", found: "no memory for it",
        remedy: "close other programs and try again")
    }
    return file
  }
}
