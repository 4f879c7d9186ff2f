import SigmoidExamples
import SigmoidOptimization
import ArgumentParser
import SigmoidFormats
import SigmoidModel
import SigmoidSystem

extension DataFormat: ExpressibleByArgument {}

/// How a file of examples is read.
struct ExampleFileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The format of the input (default: from its extension, else from its first bytes).",
      discussion: """
        png is one image or a folder DIR/label/image.png. Every other format may be compressed by gzip, \
        zstd, bzip2 or xz, and may come from standard input, which is named '-'. jsonl is JSON Lines, or \
        an array of objects.
        """, valueName: "format"))
  var inputFormat: DataFormat?

  @Option(
    help: ArgumentHelp(
      "A file of labels (.npy or IDX), one per example, if the input has none.", valueName: "file"),
    completion: .file())
  var labels: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The label column of a table: its name, or its index from 0, or from -1 on the right.",
      discussion: """
        Default: the column named label, class, target, y, outcome or response; without a header, \
        the first column. 'none' means no label column. For npz: the array of labels.
        """, valueName: "column"))
  var label: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Columns of a table that are no features: names, patterns with *, or indices, comma-separated.",
      valueName: "columns"))
  var drop: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The only columns of a table that are features.", valueName: "columns"))
  var only: String?

  @Option(
    help: ArgumentHelp(
      "For npz: the features' array (default: x, X, data, …, or the only one).", valueName: "name"))
  var array: String?

  @Option(
    help: ArgumentHelp(
      "For idx, npy, npz and libsvm: a text file of the features' names, one a line.",
      discussion: "Default: of npz the array feature_names or names, else none.",
      valueName: "file"), completion: .file())
  var names: String?

  @Option(
    help: ArgumentHelp(
      "Whether a table has a header: yes or no (default: detected).", valueName: "yes|no"))
  var header: HeaderChoice?

  @Option(
    help: ArgumentHelp(
      "The character between the cells of a table, or comma, tab, semicolon, space (default: detected).",
      valueName: "separator"))
  var separator: SeparatorChoice?

  @Option(
    help: ArgumentHelp(
      "Skip rows of a table that begin with this character.", valueName: "character"))
  var comment: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Words by which a table says that a value is missing, comma-separated.",
      discussion: """
        Besides the usual ones: an empty cell, NA, N/A, n/a, #N/A, <NA>, NaN, nan, null, NULL, None, . and ?
        """, valueName: "words"))
  var na: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of the usual words for a missing value those that are values here, comma-separated.",
      discussion: "A model that has them as levels knows them when it predicts.",
      valueName: "words"))
  var notNa: String?

  @Option(
    help: ArgumentHelp(
      "The decimal mark of a table: . or , (default: detected).", valueName: "mark"))
  var decimal: DecimalChoice?

  @Option(
    help: ArgumentHelp(
      "The encoding of text, by a name of iconv, such as SHIFT_JIS (default: detected).",
      valueName: "encoding"))
  var encoding: String?

  @Flag(help: "For libsvm: indices count from 0, not from 1.")
  var zeroBased = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "For libsvm: the number of features (default: the largest index).", valueName: "n"))
  var features: Int?

  @Flag(
    help:
      "For libsvm, and tables with many levels: store zeros too; faster when few values are zero.")
  var dense = false

  @Flag(help: "For png: use images as they are, without preparing them like drawn digits.")
  var raw = false

  @Flag(
    help: ArgumentHelp(
      "For idx and npy: memory-map the file, which may then be larger than memory.",
      discussion: """
        Default: on when the file is larger than half the available memory. The file must be \
        uncompressed: unsigned bytes, or npy of little-endian floats in C order. It is read in \
        pieces, and pages are released. Truncating the file stops the run with an error. predict \
        reads one block at a time.
        """))
  var map = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Multiply every number of the input by this number, or by a ratio such as 1/255.",
      discussion: "Default: 1/255 for images and arrays of unsigned bytes, else 1.",
      valueName: "scale"))
  var inputScale: ScaleChoice?

  func validate() throws {
    for (option, name) in [
      ("--labels", labels), ("--label", label), ("--drop", drop), ("--only", only),
      ("--array", array), ("--names", names), ("--encoding", encoding),
    ] {
      guard name != "" else {
        throw ValidationError("\(option): expected a name, found an empty string")
      }
    }
    if labels != nil && label != nil {
      throw ValidationError("--labels and --label exclude each other; leave one out")
    }
    if let comment, comment.utf8.count != 1 {
      throw ValidationError("--comment: expected one ASCII character, found '\(comment)'")
    }
    if let features, !(1...Int(Int32.max)).contains(features) {
      throw ValidationError("--features: expected 1 to \(Int32.max), found \(features)")
    }
  }

  /// Names the files that are read beside the examples.
  func tell(_ roles: inout FileRoles) {
    roles.reads(labels, as: "--labels")
    roles.reads(names, as: "--names")
  }

  /// An option that was given; nil when none was.
  var givenOption: String? {
    let options: [(String, Bool)] = [
      ("--input-format", inputFormat != nil), ("--labels", labels != nil),
      ("--label", label != nil), ("--drop", drop != nil), ("--only", only != nil),
      ("--array", array != nil), ("--names", names != nil), ("--header", header != nil),
      ("--separator", separator != nil), ("--comment", comment != nil), ("--na", na != nil),
      ("--not-na", notNa != nil),
      ("--decimal", decimal != nil), ("--encoding", encoding != nil),
      ("--zero-based", zeroBased), ("--features", features != nil), ("--dense", dense),
      ("--raw", raw), ("--map", map), ("--input-scale", inputScale != nil),
    ]
    return options.first { $0.1 }?.0
  }

  /// The file at `path`, `-` being standard input.
  /// - Throws: `ValidationError` where nothing tells its format; `FileError` when it cannot be read.
  func file(_ path: String) throws -> ReadRequest {
    try file(path, format: inputFormat ?? DataFormat(path: path))
  }

  /// The file at `path`, read as a model takes it.
  func file(_ path: String, for model: LogisticModel) throws -> ReadRequest {
    var file = try file(path)
    file.rawScale = model.inputScale
    file.inputs = model.inputs
    file.featureCount = file.featureCount ?? model.features
    return file
  }

  /// Refuses wrong usage of an input in whose place digits are taken: both, or options of none.
  func check(input: String?, orDigits data: EvaluationDataOptions) throws {
    if let input, let option = data.folderOption {
      throw ValidationError("\(option) and the input \(input) exclude each other; leave one out")
    }
    if input == nil, let option = givenOption {
      throw ValidationError("\(option): expected an input file, found none; name the file")
    }
    if let input { try checkFormat(of: input) }
  }

  /// Refuses wrong usage: a file whose format nothing tells. What else is wrong with it comes when it
  /// is read.
  func checkFormat(of path: String) throws {
    do { _ = try file(path) } catch is FileError {}
  }

  func file(_ path: String, format: DataFormat?) throws -> ReadRequest {
    // Standard input is read once.
    guard let format = try format ?? (path == "-" ? nil : DataFormat(beginningOf: path)) else {
      let formats = DataFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        "\(path): expected a known extension or known first bytes, found "
          + (path == "-" ? "standard input" : "neither")
          + "; name the format with --input-format, one of \(formats)")
    }
    try checkOptions(of: format, at: path)
    var file = ReadRequest(path: path, format: format)
    file.labelsPath = labels
    file.namesPath = names
    file.hasLabels = label != "none"
    file.csv.labels = labelColumn
    if let header { file.csv.header = header == .yes ? .present : .absent }
    file.csv.separator = separator?.separator
    file.csv.comment = comment?.utf8.first
    file.csv.dropped = ColumnPattern.list(drop)
    file.csv.only = ColumnPattern.list(only)
    file.csv.treatment.missingMarks = (na ?? "").split(separator: ",").map(String.init)
    file.csv.treatment.valuesLikeMarks = (notNa ?? "").split(separator: ",").map(String.init)
    file.csv.treatment.decimalMark = decimal?.mark
    file.featureArray = array
    file.labelArray = label
    file.encoding = encoding
    file.zeroBased = zeroBased
    file.featureCount = features
    file.isDense = dense
    if raw { file.images = .raw(nil) }
    file.scale = inputScale?.value
    if map { file.mapping = .always }
    if format == .idx || format == .npy { MappedFileFault.watch(path) }
    return file
  }

  /// Refuses an option that means nothing in the format: a person who gives it means another format.
  private func checkOptions(of format: DataFormat, at path: String) throws {
    let tables: [DataFormat] = [.csv, .tsv, .jsonl, .arff]
    let plain: [DataFormat] = [.csv, .tsv]
    let options: [(name: String, isGiven: Bool, formats: [DataFormat])] = [
      ("--label", label != nil && label != "none", tables + [.npz]),
      ("--drop", drop != nil, tables), ("--only", only != nil, tables),
      ("--array", array != nil, [.npz]),
      ("--names", names != nil, [.idx, .npy, .npz, .libsvm]), ("--header", header != nil, plain),
      ("--separator", separator != nil, plain), ("--comment", comment != nil, plain),
      ("--na", na != nil, tables), ("--not-na", notNa != nil, tables),
      ("--decimal", decimal != nil, plain),
      ("--encoding", encoding != nil, tables + [.libsvm]),
      ("--zero-based", zeroBased, [.libsvm]), ("--features", features != nil, [.libsvm]),
      ("--dense", dense, tables + [.libsvm]), ("--raw", raw, [.png]),
    ]
    for option in options where option.isGiven && !option.formats.contains(format) {
      throw ValidationError(
        "\(option.name): expected an input in \(option.formats.map(\.rawValue).joined(separator: " or ")), "
          + "found \(format.rawValue), \(path); leave it out, or name the format with --input-format"
      )
    }
  }

  private var labelColumn: CSVOptions.LabelColumn {
    guard let label, label != "none" else { return .automatic }
    return Int(label).map { .index($0) } ?? .named(label)
  }
}

/// What a person says of the first row of a table.
enum HeaderChoice: String, CaseIterable, ExpressibleByArgument {
  case yes, no
}

/// A separator by its name, or itself.
struct SeparatorChoice: ExpressibleByArgument {
  let separator: CSVOptions.Separator

  init?(argument: String) {
    let named: [String: UInt8] = ["comma": 0x2C, "tab": 0x09, "semicolon": 0x3B, "space": 0x20]
    guard
      let byte = named[argument]
        ?? (argument.utf8.count == 1 ? argument.utf8.first : argument == "\\t" ? 0x09 : nil),
      let separator = CSVOptions.Separator(rawValue: byte)
    else { return nil }
    self.separator = separator
  }
}

/// A factor: a decimal number, or two with a slash between.
struct ScaleChoice: ExpressibleByArgument {
  let value: Double

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, (1...2).contains(numbers.count) else { return nil }
    value = numbers.count == 2 ? numbers[0] / numbers[1] : numbers[0]
    guard value.isFinite, value != 0 else { return nil }
  }
}
