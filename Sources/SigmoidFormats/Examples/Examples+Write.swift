import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Where and how a table is written.
public struct ExampleTarget: Sendable {
  /// A file; of `png` a folder.
  public var path: String
  /// What is written, whatever the name of the file says.
  public var format: DataFormat
  /// Of `idx` and `npy`, which have no place for labels: the file of the labels, IDX or `.npy` by
  /// its name, else in the format of the features.
  public var labelsPath: String?
  /// Of `libsvm`: whether indices count from 0.
  public var zeroBased = false

  /// A target without a file of labels; LIBSVM counts from 1.
  public init(path: String, format: DataFormat) {
    self.path = path
    self.format = format
  }
}

extension Examples {
  /// Writes the table in any format: the elements as they are stored, since no format has a place
  /// for their scale.
  ///
  /// - `npy`, `idx`: bytes, or floats of 32 or 64 bits, as they are in memory; examples × rows ×
  ///   columns where examples are images, else examples × features. Labels go to a second file;
  ///   those of IDX are whole numbers from 0 to 255.
  /// - `npz`: the same as the array `x`, and if there are any the labels as `y` and the names of the
  ///   features as `feature_names`.
  /// - `csv`, `tsv`: a header, with the names of the features or `feature0` and so on, and first a
  ///   column `label` if there are labels.
  /// - `libsvm`: zeros left out; without labels, 0 stands for each.
  /// - All three texts: numbers as they were written, where a double does not have all their digits.
  /// - `png`: a folder of images for each label. Takes bytes, and an image size or a square number
  ///   of features.
  ///
  /// Sparse features are written with their zeros but to `libsvm`: as bytes where all are whole
  /// numbers from 0 to 255, else as floats or doubles. The text and archive formats are in memory whole before
  /// they are written; names that end in `.gz` are gzipped.
  ///
  /// - Returns: what a reader of the file has to know, a sentence each.
  /// - Throws: `FileError` for what the format cannot hold, before anything is written, and for a
  ///   file that cannot be. Each file appears whole or not at all.
  @discardableResult
  public func write(to target: ExampleTarget) throws(FileError) -> [String] {
    try Self.checkName(of: target)
    try checkLabels(for: target)
    guard target.format != .libsvm else { return try writeLIBSVM(to: target) }
    let stored = try (features as? any ReadStorage)?.dense(for: target.path) ?? features
    try write(stored, to: target)
    var notes: [String] = []
    if longNumbers.count > 0, target.format != .csv, target.format != .tsv {
      notes.append(
        "\(longNumbers.count) numbers of \(source.path) have more digits than a 64-bit float holds: they "
          + "are rounded")
    }
    if stored is ByteMatrix, features.scale == 1, [.idx, .npy, .npz].contains(target.format) {
      notes.append(
        "all numbers are whole and from 0 to 255, so they are stored as unsigned bytes, which are read as "
          + "pixels, times 1/255: give --input-scale 1 to read them as they are")
    }
    return notes
  }

  /// Refuses formats and compressions that are only read.
  private static func checkName(of target: ExampleTarget) throws(FileError) {
    guard DataFormat.written.contains(target.format) else {
      throw FileError(
        path: target.path,
        expected: "a format that is written: "
          + DataFormat.written.map(\.rawValue).joined(separator: ", "),
        found: target.format.rawValue, remedy: "write csv, for instance")
    }
    if target.format != .png, let compression = Compression.named(target.path), compression != .gzip
    {
      throw Gzip.notWritten(compression, target.path)
    }
  }

  private func writeLIBSVM(to target: ExampleTarget) throws(FileError) -> [String] {
    try LIBSVMWriter.write(
      features, labels: labels, zeroBased: target.zeroBased, longNumbers: longNumbers,
      to: target.path)
    var notes: [String] = []
    if labels == nil { notes.append("there are no labels: every example is labelled 0") }
    let used = Self.lastNonZeroFeature(features) + 1
    if used < features.features {
      notes.append(
        "the features from \(used) on (counted from 0) are zero everywhere and left out: tell the "
          + "reader that there are \(features.features)")
    }
    return notes
  }

  private func write(
    _ features: any FeatureStorage, to target: ExampleTarget
  ) throws(FileError) {
    let path = target.path
    let shape = imageSize.map { [$0.height, $0.width] }
    switch target.format {
    case .npy:
      switch features {
      case let matrix as ByteMatrix: try NPYWriter.write(matrix, shape: shape, to: path)
      case let matrix as Matrix<Float>: try NPYWriter.write(matrix, shape: shape, to: path)
      case let matrix as Matrix<Double>: try NPYWriter.write(matrix, shape: shape, to: path)
      default: throw notWritten(features, to: target)
      }
    case .idx:
      switch features {
      case let matrix as ByteMatrix: try IDXWriter.write(images: matrix, shape: shape, to: path)
      case let matrix as Matrix<Float>: try IDXWriter.write(matrix, shape: shape, to: path)
      case let matrix as Matrix<Double>: try IDXWriter.write(matrix, shape: shape, to: path)
      default: throw notWritten(features, to: target)
      }
    case .npz:
      var archive = NPZWriter()
      try archive.reserve(features.examples * features.exampleBytes, for: path)
      switch features {
      case let matrix as ByteMatrix: archive.add(matrix, shape: shape, named: "x")
      case let matrix as Matrix<Float>: archive.add(matrix, shape: shape, named: "x")
      case let matrix as Matrix<Double>: archive.add(matrix, shape: shape, named: "x")
      default: throw notWritten(features, to: target)
      }
      if let labels { try archive.add(labels, named: "y") }
      if let featureNames, featureNames != CSVWriter.madeUpNames(featureNames.count) {
        try archive.add(strings: featureNames, named: NPZFile.namesOfNames[0])
      }
      try archive.write(to: path)
    case .csv, .tsv:
      try CSVWriter.write(
        features, labels: labels, featureNames: featureNames,
        separator: target.format == .tsv ? .tab : .comma, longNumbers: longNumbers, to: path)
    case .png: try writeImages(features, to: path)
    case .libsvm, .jsonl, .arff: fatalError("zeros for \(target.format)")
    }
    try writeLabels(to: target)
  }

  private func writeImages(
    _ features: any FeatureStorage, to folder: String
  ) throws(FileError) {
    func refused(_ expected: String, _ found: String) -> FileError {
      FileError(
        path: folder, expected: expected, found: "\(found) in \(source.path)",
        remedy: "write another format, such as npz")
    }
    switch features {
    case let matrix as ByteMatrix:
      guard let labels else { return }
      guard let size = imageSize ?? ImageSize(square: matrix.features) else {
        throw refused("square images, so a square number of features", "\(matrix.features)")
      }
      try ImageFolder.write(matrix, labels: labels, size: size, to: folder)
    default:
      throw refused("pixels that are whole numbers from 0 to 255", "other numbers")
    }
  }
}

extension ImageSize {
  /// A square of so many pixels; nil when that is no square number.
  init?(square pixels: Int) {
    let side = Int(Double(pixels).squareRoot().rounded())
    guard side > 0, side * side == pixels else { return nil }
    self.init(width: side, height: side)
  }
}

extension Examples {
  private func notWritten(_ features: any FeatureStorage, to target: ExampleTarget) -> FileError {
    FileError(
      path: target.path, expected: "bytes, floats or doubles to write as \(target.format.rawValue)",
      found: "\(type(of: features)) in \(source.path)", remedy: "write csv or libsvm")
  }

  /// The greatest feature that some example has; −1 when all are zero.
  private static func lastNonZeroFeature(_ features: any FeatureStorage) -> Int {
    switch features {
    case let matrix as ByteMatrix: lastNonZero(matrix.span, matrix.features)
    case let matrix as Matrix<Float>: lastNonZero(matrix.span, matrix.rows)
    case let matrix as Matrix<Double>: lastNonZero(matrix.span, matrix.rows)
    case let matrix as SparseMatrix:
      (0..<matrix.examples).reduce(-1) { greatest, example in
        let run = matrix.elements(of: example)
        return run.isEmpty ? greatest : max(greatest, Int(run[run.count - 1].feature))
      }
    case let matrix as TableMatrix: lastNonZeroFeature(matrix.sparse())
    default:
      (0..<features.examples).reduce(-1) { greatest, example in
        max(greatest, features.values(of: example).lastIndex { $0 != 0 } ?? -1)
      }
    }
  }

  private static func lastNonZero<Element: Numeric & BitwiseCopyable>(
    _ elements: Span<Element>, _ features: Int
  ) -> Int {
    for feature in (0..<features).reversed() {
      for index in stride(from: feature, to: elements.count, by: features)
      where elements[index] != 0 { return feature }
    }
    return -1
  }
}

extension SparseMatrix {
  /// The same with its zeros, as bytes where all are whole numbers from 0 to 255, else as floats, or
  /// as doubles where it has them.
  /// - Throws: `FileError` of `path` where there is no memory for them.
  func withZeros(for path: String) throws(FileError) -> any ReadStorage {
    let isBytes = ByteMatrix.holds(self)
    let size =
      isBytes ? 1 : hasDoubles ? MemoryLayout<Double>.size : MemoryLayout<Float>.size
    guard let bytes = IDXHeader.product([features, examples, size]),
      bytes <= FileContents.defaultLimit
    else {
      throw FileError(
        path: path, expected: "at most \(FileContents.defaultLimit) bytes with all zeros stored",
        found: "\(features) features of \(examples) examples",
        remedy: "write libsvm, which is sparse")
    }
    // Given back at once: the matrices themselves stop the program where there is none.
    _ = try FileContents.allocate(bytes, path: path)
    if isBytes, let matrix = ByteMatrix(exactly: self) { return matrix }
    return hasDoubles ? convertedToDoubles() : converted()
  }
}
