import SigmoidExamples
import SigmoidFormats
import SigmoidLinear
import SigmoidSystem

extension MNIST {
  /// The size of one half of a set, and how often each digit occurs in it.
  public struct Summary: Sendable, Equatable {
    /// Pixels of an image: 784.
    public let features: Int
    /// Images in this half.
    public let examples: Int
    /// Ten numbers: how many examples are labelled 0…9.
    public let classCounts: [Int]

    /// Counts the labels of one half; those that are no digit count in `examples` alone.
    public init(_ half: Dataset<ByteMatrix>) {
      features = half.features.features
      examples = half.examples
      var counts = [Int](repeating: 0, count: 10)
      for (name, count) in zip(half.labels.names, half.labels.counts) {
        if let digit = Int(name), counts.indices.contains(digit) { counts[digit] = count }
      }
      classCounts = counts
    }
  }

  /// The size of the training half and its digits.
  public var trainingSummary: Summary { Summary(training) }
  /// The size of the test half and its digits.
  public var testSummary: Summary { Summary(test) }

  /// Writes the set as four IDX files, gzipped unless told otherwise. The folder is made when it
  /// is missing; each file appears whole.
  ///
  /// - Precondition: every label is a digit.
  /// - Throws: `FileError` when a file cannot be written, or the folder holds one of the four
  ///   under another of its names, which a reader might then take instead.
  public func write(to folder: String, compressed: Bool = true) throws(FileError) {
    try Folder.create(folder)
    func name(_ file: MNISTFile) -> String { compressed ? "\(file.name).gz" : file.name }
    for file in MNISTFile.genuine {
      let others = file.candidates.filter { $0 != name(file) }
      guard let other = Folder.firstFile(of: others, in: folder) else { continue }
      throw FileError(
        path: other, expected: "no other copy beside \(name(file))", found: "one",
        remedy: "remove it, or name another folder")
    }
    for file in MNISTFile.genuine {
      let path = Folder.join(folder, name(file))
      let half = file.part.isTraining ? training : test
      if file.part.isImages {
        try IDXWriter.write(images: half.features, shape: [Self.side, Self.side], to: path)
      } else {
        try IDXWriter.write(labels: Self.digits(half.labels), to: path)
      }
    }
  }

  /// Makes the folder where it is missing, and finds out whether files can be written there.
  /// - Throws: `FileError` when they cannot.
  public static func prepare(folder: String) throws(FileError) {
    try Folder.create(folder)
    for file in MNISTFile.genuine {
      try AtomicFile.checkWritable(Folder.join(folder, "\(file.name).gz"))
    }
  }

  private static func digits(_ labels: Labels) -> [UInt8] {
    let digits = labels.names.map { name in
      guard let digit = UInt8(name), digit < 10 else {
        fatalError("label \(name) in a set of digits")
      }
      return digit
    }
    return labels.codes.map { digits[Int($0)] }
  }
}

extension MNISTFile.Part {
  var isImages: Bool { self == .trainingImages || self == .testImages }
  var isTraining: Bool { self == .trainingImages || self == .trainingLabels }
}
