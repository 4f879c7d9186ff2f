import CPNG
import Files

extension PNGImage {
  /// Writes an 8-bit grey image. The file appears whole or not at all.
  ///
  /// - Parameter isSynced: as of `AtomicFile`.
  public static func write(
    _ image: GreyImage, to path: String, isSynced: Bool = true
  ) throws(FileError) {
    try AtomicFile.write(encode(image, name: path), to: path, isSynced: isSynced)
  }

  /// The bytes of a file; `name` stands in errors.
  public static func encode(
    _ image: GreyImage, name: String = "the image"
  ) throws(FileError) -> [UInt8] {
    try check(image.size, path: name)
    let (width, height) = (UInt32(image.width), UInt32(image.height))
    let bound = cpng_bound(width, height)
    let file = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      count = cpng_write_grey(image.pixels, width, height, target.baseAddress, bound)
    }
    guard !file.isEmpty else {
      throw FileError(
        path: name, expected: "an image that libpng can write", found: "no memory for it",
        remedy: "close other programs and try again")
    }
    return file
  }
}
