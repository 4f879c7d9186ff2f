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
}
