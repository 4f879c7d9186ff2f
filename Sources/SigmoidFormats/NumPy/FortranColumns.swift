import SigmoidExamples
import SigmoidSystem

/// A plain `.npy` file in Fortran order, of which some examples are read by position: a run of
/// them from each feature's column.
final class FortranColumns {
  private let file: InputFile
  private let elementSize: Int
  private let features: Int

  /// nil where the file is no plain regular one.
  /// - Parameter stamp: of the file that the header was read of.
  /// - Throws: `FileError` when it is shorter or longer than its header says.
  init?(
    _ path: String, _ header: ArrayHeader, exampleBytes: Int, _ stamp: FileStamp?
  ) throws(FileError) {
    guard path != "-" else { return nil }
    let file = try InputFile(path: path, purpose: "a .npy file")
    guard let size = file.size, try file.bytes(0..<1) == [0x93] else { return nil }
    if let stamp, let now = file.stamp, now != stamp { throw stamp.changed(to: now, path: path) }
    let wanted = header.bytes.count + header.dimensions[0] * exampleBytes
    guard size == wanted else {
      throw FileError(
        path: path, expected: "\(wanted) bytes, as its header claims", found: "\(size)",
        remedy: "the file is damaged: copy or save it again")
    }
    self.file = file
    elementSize = header.elementSize
    features = exampleBytes / header.elementSize
  }

  /// - Throws: `FileError` when the file has changed since it was opened.
  func checkUnchanged() throws(FileError) { try file.checkUnchanged() }

  /// A file, in Fortran order too, of some of the examples.
  func block(_ examples: Range<Int>, _ header: ArrayHeader) throws(FileError) -> FileContents {
    guard case .npy(let type) = header.kind else { fatalError("IDX in Fortran order") }
    let all = header.dimensions[0]
    var bytes = NPYHeader.bytes(
      type, dimensions: [examples.count] + header.dimensions.dropFirst(), isFortranOrder: true)
    // All of them lie as they are wanted; a run each could be of a single byte.
    guard examples.count < all else {
      bytes += try read(header.bytes.count, all * features * elementSize)
      return try FileContents(name: file.path, bytes: bytes)
    }
    for feature in 0..<features {
      let start = header.bytes.count + (feature * all + examples.lowerBound) * elementSize
      bytes += try read(start, examples.count * elementSize)
    }
    return try FileContents(name: file.path, bytes: bytes)
  }

  private func read(_ start: Int, _ count: Int) throws(FileError) -> [UInt8] {
    let bytes = try file.bytes(start..<start + count)
    guard bytes.count == count else {
      throw FileError(
        path: file.path, expected: "\(count) bytes from byte \(start)",
        found: "\(bytes.count)", remedy: "check the disk it lies on")
    }
    return bytes
  }
}
