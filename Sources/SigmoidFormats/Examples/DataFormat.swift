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
  /// A table as flat JSON objects, one a line (JSON Lines) or in an array; only read.
  case jsonl
  /// Weka's table in text; only read.
  case arff
  /// The sparse text of LIBSVM and svmlight.
  case libsvm
  /// An image, or a folder of images, DIR/label/image.png.
  case png

  /// What the end of a name says, but for that of a compression, as `.gz`; a folder is one of images.
  /// - Returns: nil when it says nothing.
  public init?(path: String) {
    if Folder.problem(at: path) == nil {
      self = .png
      return
    }
    var name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    if let compression = Compression.named(name) { name.removeLast(compression.ending.count) }
    let found = Self.allCases.first { format in
      format.endings.contains { name.hasSuffix($0) }
    }
    guard let found else { return nil }
    self = found
  }

  /// What names of files end in; the first is the usual one.
  public var endings: [String] {
    switch self {
    case .idx: [".idx", "-ubyte", ".ubyte"] + ["-float", "-int", "-byte", "-double", "-short"]
    case .npy: [".npy"]
    case .npz: [".npz"]
    case .csv: [".csv"]
    case .tsv: [".tsv", ".tab"]
    case .jsonl: [".jsonl", ".ndjson", ".json"]
    case .arff: [".arff"]
    case .libsvm: [".libsvm", ".svmlight", ".svm"]
    case .png: [".png"]
    }
  }

  /// Those that files are written in.
  public static let written: [DataFormat] = allCases.filter { $0 != .jsonl && $0 != .arff }

  /// Whether it is a table in text, with columns of which one may be the labels.
  public var isTable: Bool { self == .csv || self == .tsv || self == .jsonl || self == .arff }
}
