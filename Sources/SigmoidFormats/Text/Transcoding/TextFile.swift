import SigmoidExamples
import SigmoidSystem

/// A whole text: decompressed, in UTF-8, and CSV where it is a table in another notation.
struct TextFile: ~Copyable {
  /// The text; a byte order mark may stand before it.
  let contents: FileContents
  /// Guesses, for a person.
  let notes: [String]
  /// The columns that are categories whatever their cells look like, by name: the nominal attributes of
  /// ARFF.
  let declaredCategorical: [String]

  private static let chunk = 1 << 20

  /// - Parameters:
  ///   - purpose: what the file is for, in errors.
  ///   - limit: the most bytes, on the disk, decompressed, and of the text.
  init(
    path: String, purpose: String, form: TextForm = TextForm(),
    limit: Int = FileContents.defaultLimit
  ) throws(FileError) {
    try self.init(FileContents(path: path, purpose: purpose, limit: limit), form, limit: limit)
  }

  init(
    _ contents: consuming FileContents, _ form: TextForm,
    limit: Int = FileContents.defaultLimit, chunkBytes: Int = chunk
  ) throws(FileError) {
    let conversion = try TextConversion(form, path: contents.path)
    if try conversion.keeps(contents.bytes) {
      self.contents = contents
    } else {
      self.contents = try Self.converted(contents, conversion, limit, chunkBytes)
    }
    notes = conversion.notes
    declaredCategorical = conversion.declaredCategorical
  }

  private static func converted(
    _ contents: borrowing FileContents, _ conversion: TextConversion, _ limit: Int,
    _ chunkBytes: Int
  ) throws(FileError) -> FileContents {
    let bytes = contents.bytes
    WorkMeter.current?.begin("decoding", contents.path, .bytes, total: bytes.count)
    var text = try GrowingContents(path: contents.path, limit: limit, expecting: bytes.count)
    var output: [UInt8] = []
    var start = 0
    repeat {
      let end = min(start + chunkBytes, bytes.count)
      output.removeAll(keepingCapacity: true)
      try conversion.push(
        UnsafeRawBufferPointer(rebasing: bytes[start..<end]), isLast: end == bytes.count,
        into: &output)
      try text.append(output)
      try text.check("at most \(limit) bytes of text")
      WorkMeter.current?.advance(by: end - start)
      start = end
    } while start < bytes.count
    return try text.contents("at most \(limit) bytes of text")
  }
}
