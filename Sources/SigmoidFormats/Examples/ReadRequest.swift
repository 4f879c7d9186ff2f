import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// A file of examples and how it is to be read. What does not concern its format is ignored.
public struct ReadRequest: Sendable {
  /// `-` is standard input, for all formats but images.
  public var path: String
  /// What the file is read as, whatever its name says.
  public var format: DataFormat
  /// Of `idx` and `npy`, or any other that has no labels of its own: a file of labels, IDX or
  /// `.npy`, one an example.
  public var labelsPath: String?
  /// Of `idx`, `npy`, `npz` and `libsvm`: a text file of the names of the features, one a line.
  public var namesPath: String?
  /// What is in it, once it was read.
  var namesOfFile: [String]?
  /// Of tables; `tsv` has tabs unless a separator is named, and `jsonl` and `arff` have neither a
  /// separator nor a choice of a header.
  public var csv = CSVOptions()
  /// Of text: its encoding, by a name that the system's iconv knows; told by the bytes unless named.
  public var encoding: String?
  /// Of `npz`: the array of the features; told by its name or shape unless named.
  public var featureArray: String?
  /// Of `npz`: the array of the labels; told by its name or shape unless named.
  public var labelArray: String?
  /// Of `libsvm`: whether indices count from 0.
  public var zeroBased = false
  /// Of `libsvm`: how many features there are; the largest index unless told.
  public var featureCount: Int?
  /// Of `png`.
  public var images = ImagePreparation.digit
  /// Whether sparse features become dense: bytes where all are whole numbers from 0 to 255, else
  /// floats, or doubles where a Float does not hold every number.
  public var isDense = false
  /// Whether labels are read; without, every column of a table is a feature.
  public var hasLabels = true
  /// What a stored element is multiplied by; 1/255 for unsigned bytes of `idx`, `npy`, `npz` and
  /// for images, else 1, unless told.
  public var scale: Double?
  /// The scale, unless `scale` is told, of raw numbers, which are all but arrays of floats: the
  /// input scale of a model that is to be applied to them.
  public var rawScale: Double?
  /// Whether features are mapped instead of read, which can be those of plain `idx` and `npy` files
  /// that are as passes read them: unsigned bytes, and of `npy` also native floats in C order.
  public var mapping = FileMapping.automatic
  /// How the columns of a table become the features of a model that is to be applied to them: they are
  /// found by name, others are left out with a note, and words and missing cells are read as in training.
  /// Nil where the table itself tells.
  public var inputs: Schema?
  /// What labels are compared with, where that makes classes of them.
  public var labelRule: LabelRule?
  /// Of `csv`, `tsv` and `libsvm`: whether numbers are kept as they are written where a double does not
  /// hold all their digits, for a table that is written again.
  public var keepsLongNumbers = false
  /// Whether the examples know which rows of the file they are, and what its `id` column calls them.
  package var keepsRows = false

  /// A request with the defaults of all other properties.
  public init(path: String, format: DataFormat) {
    self.path = path
    self.format = format
  }

  /// Reads it whole, plain or compressed.
  /// - Parameter threads: for text, all cores unless told; the result does not depend on them.
  /// - Throws: `FileError`, of the features first.
  public func read(threads: Int? = nil) throws(FileError) -> Examples {
    let threads = threads ?? BLASThreads.available
    let table = try withNames().readFeatures(threads)
    if mapping == .always && !table.features.isMapped {
      throw FileError(
        path: path,
        expected: "a file that can be mapped: IDX of unsigned bytes, or .npy of unsigned bytes or "
          + "little-endian floats in C order, not compressed",
        found: format == .idx || format == .npy
          ? "a compressed file, or another element type or order" : format.rawValue,
        remedy: "convert it, or read it without mapping")
    }
    guard hasLabels, let labelsPath else { return table }
    let labels = try ruled(Self.labels(at: labelsPath))
    try check(labels, of: table.count, from: labelsPath)
    return table.labelled(fitting: labels)
  }

  /// Labels, one an example: an IDX or `.npy` file, plain or compressed; its content tells which.
  /// - Throws: `FileError`.
  public static func labels(at path: String) throws(FileError) -> Labels {
    let contents = try FileContents(path: path, purpose: "a file of labels, IDX or .npy")
    let first = contents.bytes.first
    if first == 0x93 { return try NPYArray(contents).labels() }
    guard first == 0 else {
      throw FileError(
        path: path, expected: "a file of labels, IDX or .npy",
        found: first == nil ? "an empty file" : "other first bytes",
        remedy: "save the labels as .npy, or put them into a column of the table")
    }
    return try IDXArray(contents).labels()
  }

  private var source: String { path == "-" ? "/dev/stdin" : path }

  private func readFeatures(_ threads: Int) throws(FileError) -> Examples {
    switch format {
    case .idx: try readIDX()
    case .npy: try readNPY()
    case .npz: try readNPZ()
    case .csv, .tsv, .jsonl, .arff: try readText(threads)
    case .libsvm: try readLIBSVM(threads)
    case .png: try readImages()
    }
  }

  /// What was read, in the storage and on the scale that were asked for.
  private func examples(
    _ features: consuming any ReadStorage, isRaw: Bool = true, labels: Labels? = nil,
    caseWeights: [Double]? = nil, groups: Labels? = nil, names: [String]? = nil,
    inputs: Schema? = nil, imageSize: ImageSize? = nil, notes: [String] = [],
    longNumbers: LongNumbers = LongNumbers(), rows: ExampleRows? = nil
  ) throws(FileError) -> Examples {
    var features = isDense ? try features.dense(for: path) : features
    if let scale = scale ?? (isRaw ? rawScale : nil) { features = features.scaled(by: scale) }
    if let labels { try check(labels, of: features.examples, from: path) }
    var inputs = inputs ?? Schema()
    if inputs.columns == nil, inputs.featureNames == nil {
      inputs.featureNames = try self.names(of: features.features, own: names)
    }
    inputs.labelRule = labelRule?.holds ?? self.inputs?.labelRule
    let classes = try labels.map { (labels) throws(FileError) in try ruled(labels) }
    return Examples(
      fitting: features, labels: classes, partition: nil, caseWeights: caseWeights,
      groups: groups, inputs: inputs, imageSize: imageSize,
      source: ExampleSource(path: path, format: format.rawValue),
      notes: notes.map { ReadingNote(path: path, text: $0) }, longNumbers: longNumbers,
      rows: rows ?? (keepsRows ? ExampleRows(places: Array(0..<features.examples)) : nil))
  }

  /// The classes of labels.
  /// - Throws: `FileError` for a label that is no number, where labels are compared with one.
  private func ruled(_ labels: Labels) throws(FileError) -> Labels {
    guard let rule = labelRule ?? inputs?.labelRule.flatMap({ LabelRule($0) }) else {
      return labels
    }
    if let other = labels.names.first(where: { Double($0)?.isFinite != true }) {
      throw FileError(
        path: labelsPath ?? path,
        expected: "labels that are numbers, to compare them by \(rule.holds)",
        found: other.debugDescription, remedy: "correct it, or give labels with --positive")
    }
    return Labels(labels.codes.map { rule.name(of: labels.names[Int($0)]) })
  }

  private func check(
    _ labels: Labels, of examples: Int, from labelsPath: String
  ) throws(FileError) {
    guard labels.count != examples else { return }
    throw FileError(
      path: labelsPath, expected: "\(examples) labels, as many as there are examples in \(path)",
      found: "\(labels.count)", remedy: "use two files of the same data set")
  }

  private func readNPY() throws(FileError) -> Examples {
    let array = try NPYArray(contentsOf: source, mapping: mapping)
    let size = ImageSize(ofExamplesIn: array.dimensions)
    let isRaw = array.elementType.kind != .float
    return try examples(array.features(), isRaw: isRaw, imageSize: size)
  }

  private func readIDX() throws(FileError) -> Examples {
    let array = try IDXArray(contentsOf: source, mapping: mapping)
    let size = ImageSize(ofExamplesIn: array.dimensions)
    let isRaw = array.elementType.isInteger
    let features: any ReadStorage =
      switch array.elementType {
      case .uint8: try array.byteMatrix()
      case .float64: try array.doubleMatrix()
      default: try array.floatMatrix()
      }
    return try examples(features, isRaw: isRaw, imageSize: size)
  }

  private func readNPZ() throws(FileError) -> Examples {
    let archive = try NPZFile(contentsOf: source)
    let array = try archive.featureArray(named: featureArray)
    let size = ImageSize(ofExamplesIn: array.dimensions)
    let isRaw = array.elementType.kind != .float
    let features = try array.features()
    let labels =
      hasLabels && labelsPath == nil ? try archive.labels(named: labelArray) : nil
    return try examples(
      features, isRaw: isRaw, labels: labels, names: archive.namesOfFeatures(), imageSize: size)
  }

  private func readText(_ threads: Int) throws(FileError) -> Examples {
    var options = tableOptions
    options.scale = 1
    options.keepsLongNumbers = keepsLongNumbers
    options.keepsRows = keepsRows
    if labelsPath != nil { options.labels = .none }
    let text = try TextFile(path: source, purpose: "a table in text", form: textForm)
    let textNotes = text.notes
    options.treatment.categorical += text.declaredCategorical.map { ColumnPattern($0) }
    let table = try CSVTable(text.contents, options: options, threads: threads)
    return try examples(
      table.features, labels: table.labels, caseWeights: table.caseWeights, groups: table.groups,
      inputs: table.inputs,
      notes: textNotes + table.notes, longNumbers: table.longNumbers, rows: table.rows)
  }

  /// How a table in text is read.
  var tableOptions: CSVOptions {
    var options = csv
    if format == .tsv, options.separator == nil { options.separator = .tab }
    if format == .jsonl || format == .arff {
      (options.separator, options.header, options.comment) = (.comma, .present, nil)
    }
    if format == .jsonl { options.firstLine = -1 }
    if !hasLabels { options.labels = .none }
    options.inputs = inputs
    return options
  }

  var textForm: TextForm {
    TextForm(format, encoding: encoding, separator: csv.separator?.rawValue)
  }

  private func readLIBSVM(_ threads: Int) throws(FileError) -> Examples {
    let contents = try LIBSVMContents(
      path: source, features: featureCount ?? namesOfFile?.count, zeroBased: zeroBased,
      threads: threads,
      keepsLongNumbers: keepsLongNumbers, encoding: encoding)
    return try examples(
      contents.features, labels: hasLabels && labelsPath == nil ? contents.labels : nil,
      notes: contents.notes, longNumbers: contents.longNumbers)
  }

  private func readImages() throws(FileError) -> Examples {
    guard Folder.problem(at: path) == nil else {
      let image = try images.image(at: path)
      var matrix = ByteMatrix(features: image.size.pixels, examples: 1)
      matrix.set(0, to: image)
      return try examples(matrix, imageSize: image.size)
    }
    let folder = try ImageFolderContents(path, images)
    return try examples(
      folder.features, labels: hasLabels && labelsPath == nil ? folder.labels : nil,
      imageSize: folder.size)
  }
}

extension ImageSize {
  /// Of arrays of three dimensions: examples, rows, columns.
  fileprivate init?(ofExamplesIn dimensions: [Int]) {
    guard dimensions.count == 3 else { return nil }
    self.init(width: dimensions[2], height: dimensions[1])
  }
}
