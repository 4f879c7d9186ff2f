import Files
import LinearAlgebra

/// A plain `.npy` file in Fortran order, of which some examples are read by position: a run of
/// them from each feature's column.
final class FortranColumns {
  private let file: InputFile
  private let elementSize: Int
  private let features: Int

  /// nil where the file is no plain regular one.
  /// - Throws: `FileError` when it is shorter or longer than its header says.
  init?(_ path: String, _ header: ArrayHeader, exampleBytes: Int) throws(FileError) {
    guard path != "-" else { return nil }
    let file = try InputFile(path: path, purpose: "a .npy file")
    guard let size = file.size, try file.bytes(0..<1) == [0x93] else { return nil }
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

  /// A file, in Fortran order too, of some of the examples.
  func block(_ examples: Range<Int>, _ header: ArrayHeader) throws(FileError) -> FileContents {
    guard case .npy(let type) = header.kind else { preconditionFailure("IDX in Fortran order") }
    let all = header.dimensions[0]
    var bytes = NPYHeader.bytes(
      type, dimensions: [examples.count] + header.dimensions.dropFirst(), isFortranOrder: true)
    for feature in 0..<features {
      let start = header.bytes.count + (feature * all + examples.lowerBound) * elementSize
      let run = try file.bytes(start..<start + examples.count * elementSize)
      guard run.count == examples.count * elementSize else {
        throw FileError(
          path: file.path, expected: "\(all) examples of \(features) features",
          found: "a file that became shorter while it was read",
          remedy: "leave it alone and try again")
      }
      bytes += run
    }
    return try FileContents(name: file.path, bytes: bytes)
  }
}
