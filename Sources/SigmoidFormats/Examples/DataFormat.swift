import SigmoidExamples
import SigmoidSystem

/// The formats that examples are read from and written to.
public enum DataFormat: String, CaseIterable, Sendable {
  /// LeCun's, of MNIST.
  case idx
  /// NumPy's file of one array.
  case npy
  /// NumPy's archive of named arrays.
  case npz
  /// A table in text, whatever its separator.
  case csv
  /// The same with tabs.
  case tsv
  /// The sparse text of LIBSVM and svmlight.
  case libsvm
  /// An image, or a folder of images, DIR/label/image.png.
  case png

  /// What the end of a name says, `.gz` aside; a folder is one of images.
  /// - Returns: nil when it says nothing.
  public init?(path: String) {
    if Folder.problem(at: path) == nil {
      self = .png
      return
    }
    var name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    if name.hasSuffix(".gz") { name.removeLast(3) }
    let found = Self.allCases.first { format in
      format.endings.contains { name.hasSuffix($0) }
    }
    guard let found else { return nil }
    self = found
  }

  /// What the first bytes of a file say, for names that say nothing; text looks like any other.
  /// - Returns: nil when they say nothing.
  /// - Throws: `FileError` when the file cannot be read.
  public init?(beginningOf path: String) throws(FileError) {
    var stream = try ByteStream(path: path, purpose: "a file of examples")
    var bytes = [UInt8](repeating: 0, count: 8)
    let count = try stream.fill(&bytes, from: 0)
    switch bytes.prefix(count) {
    case let bytes where bytes.starts(with: PNGImage.signature): self = .png
    case let bytes where bytes.starts(with: [0x93] + Array("NUMPY".utf8)): self = .npy
    case let bytes where bytes.starts(with: [0x50, 0x4B, 3, 4]): self = .npz
    case let bytes where bytes.count >= 4 && bytes.starts(with: [0, 0]): self = .idx
    default: return nil
    }
  }

  /// What names of files end in; the first is the usual one.
  public var endings: [String] {
    switch self {
    case .idx: [".idx", "-ubyte", ".ubyte"] + ["-float", "-int", "-byte", "-double", "-short"]
    case .npy: [".npy"]
    case .npz: [".npz"]
    case .csv: [".csv"]
    case .tsv: [".tsv", ".tab"]
    case .libsvm: [".libsvm", ".svmlight", ".svm"]
    case .png: [".png"]
    }
  }

  /// Whether it has columns of cells.
  public var isTable: Bool { self == .csv || self == .tsv }
}
