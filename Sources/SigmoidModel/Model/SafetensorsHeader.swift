import SigmoidExamples
import SigmoidSystem

/// The header of a safetensors file, passed over once: of it is kept what is asked for, and it holds
/// what the format has and nothing else.
///
///     {"__metadata__": {name: text, …}, tensor: {"dtype": text, "shape": [n, …],
///      "data_offsets": [first, behind the last]}, …}
struct SafetensorsHeader {
  struct Tensor {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]
  }

  private(set) var tensors: [String: Tensor] = [:]
  private(set) var metadata: [String: String] = [:]

  /// More than any array that somebody trains has.
  static let mostDimensions = 8
  /// Of tensors, and of entries in the metadata.
  static let mostEntries = 1 << 16
  static let metadataKey = "__metadata__"

  /// The longest header beside so many bytes of tensors. Text goes with numbers: a tensor of a name
  /// of usual length, and a name of some hundred bytes for each weight of a model; what is there
  /// beside, which does not grow with it, has 16 MiB. The format itself allows 100 MB to any file.
  static func mostBytes(data: Int) -> Int {
    min(100_000_000, (16 << 20) + 64 * min(data, 100_000_000))
  }

  /// - Parameters:
  ///   - bytes: the file's.
  ///   - range: where the header lies in it.
  /// - Throws: `FileError` for what is not such a header: a key that is there twice, nesting that
  ///   the format does not have, a list that is longer.
  init(_ bytes: [UInt8], _ range: Range<Int>, path: String, remedy: String) throws(FileError) {
    var scanner = JSONScanner(bytes, range, path: path, remedy: remedy)
    var tensors: [String: Tensor] = [:]
    var metadata: [String: String] = [:]
    try scanner.object(most: Self.mostEntries) { (name, scanner) throws(FileError) in
      if name == Self.metadataKey {
        try scanner.object(most: Self.mostEntries) { (key, scanner) throws(FileError) in
          metadata[key] = try scanner.string()
        }
      } else {
        tensors[name] = try Self.tensor(name, &scanner)
      }
    }
    // The format lets spaces follow, so that the tensors begin where it suits.
    try scanner.end()
    self.tensors = tensors
    self.metadata = metadata
  }

  private static func tensor(
    _ name: String, _ scanner: inout JSONScanner
  ) throws(FileError) -> Tensor {
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object(most: 3) { (key, scanner) throws(FileError) in
      switch key {
      case "dtype": dtype = try scanner.string()
      case "shape": shape = try scanner.integers(most: mostDimensions, "dimensions")
      case "data_offsets": offsets = try scanner.integers(most: 2, "offsets")
      default:
        throw scanner.refused(
          expected: "dtype, shape and data_offsets", found: "'\(FileError.shown(key))'")
      }
    }
    guard let dtype, let shape, let offsets else {
      throw scanner.refused(
        expected: "dtype, shape and data_offsets of tensor \(FileError.shown(name))",
        found: "the end of it")
    }
    return Tensor(dtype: dtype, shape: shape, offsets: offsets)
  }
}
