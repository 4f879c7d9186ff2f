import SigmoidExamples
import SigmoidSystem

/// What a file is, for names that say nothing.
extension DataFormat {
  private static let beginning = 64 << 10

  /// What the first bytes of a file say: those of a format that has such, or else its first lines, as
  /// JSON Lines, ARFF or LIBSVM; any other text is a table.
  /// - Returns: nil when they say nothing.
  /// - Throws: `FileError` when the file cannot be read, and for a format that is not read here.
  public init?(beginningOf path: String) throws(FileError) {
    let bytes = try FileBeginning(of: path, count: Self.beginning).bytes
    switch bytes {
    case let bytes where bytes.starts(with: PNGImage.signature): self = .png
    case let bytes where bytes.starts(with: [0x93] + Array("NUMPY".utf8)): self = .npy
    case let bytes where bytes.starts(with: [0x50, 0x4B, 3, 4]):
      self = .npz
      try Self.requireArrays(in: path)
    default:
      if let foreign = ForeignFormat(beginning: bytes) { throw foreign.error(path: path) }
      let isWhole = bytes.count < Self.beginning
      if let text = try Self.text(bytes, isWhole: isWhole, path: path) {
        self = TextKind(text, isWhole: isWhole).format
      } else if bytes.count >= 4, bytes.starts(with: [0, 0]) {
        self = .idx
      } else {
        return nil
      }
    }
  }

  /// Refuses an archive that is none of NumPy's.
  private static func requireArrays(in path: String) throws(FileError) {
    let file = try InputFile(path: path, purpose: "a file of examples")
    // Of one that is compressed again, or a damaged one, the reader says what is wrong.
    guard let count = file.size, try file.bytes(0..<min(2, count)) == Array("PK".utf8) else {
      return
    }
    var names: [String] = []
    do throws(FileError) {
      names = try ZipDirectory(count: count, path: path) { range throws(FileError) in
        try file.bytes(range)
      }.members.map(\.name)
    } catch {
      return
    }
    guard !names.contains(where: { $0.hasSuffix(".npy") }) else { return }
    throw ForeignFormat(members: names).error(path: path)
  }

  /// The beginning of a text in UTF-8; nil when it is empty, or not text.
  private static func text(
    _ bytes: [UInt8], isWhole: Bool, path: String
  ) throws(FileError) -> [UInt8]? {
    guard !bytes.isEmpty else { return nil }
    let decoder = try TextDecoder(path: path)
    var text: [UInt8] = []
    do throws(FileError) {
      _ = try decoder.take(bytes, isLast: isWhole, into: &text)
    } catch {
      return nil
    }
    let isText = text.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
    return isText && !text.isEmpty ? text : nil
  }
}
