import SigmoidOptimization
import ArgumentParser
import SigmoidFormats
import SigmoidSystem

struct DataConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write examples in another format.",
    discussion: """
      Examples:
        sigmoid data convert iris.csv iris.npz --label species
        sigmoid data convert iris.csv iris.libsvm.gz --label species
        sigmoid data convert x.npy xy.csv --labels y.npy

      The extensions of both names give the formats, or --from and --to: idx, npy, npz, csv, tsv, \
      libsvm, png, and to read also jsonl and arff. Numbers are written as they are in the input, never scaled. Text formats keep \
      numbers with more digits than a 64-bit float; other formats round them, with a note. npz has \
      the arrays x and y; the first column of a table is label; png is a folder \
      DIR/label/00001.png. A name that ends in .gz is compressed. --raw keeps images as they are.
      """)

  @Argument(
    help: ArgumentHelp(
      "The file to read, or a folder of images; '-' is standard input.", valueName: "in"),
    completion: .file())
  var input: String

  @Argument(
    help: ArgumentHelp("The file to write; for png, a new folder.", valueName: "out"),
    completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp("The format of the input, like --input-format.", valueName: "format"))
  var from: DataFormat?

  @Option(
    help: ArgumentHelp("The format to write (default: from the extension).", valueName: "format"))
  var to: DataFormat?

  @Option(
    help: ArgumentHelp(
      "Write the labels to this file, IDX or .npy; idx and npy hold no labels.",
      valueName: "file"), completion: .file())
  var labelsOut: String?

  @Flag(help: "For libsvm: write indices from 0, not from 1.")
  var zeroBasedOut = false

  @OptionGroup(title: "Input") var reading: ExampleFileOptions
  @OptionGroup(title: "Columns") var columns: ColumnOptions
  @OptionGroup(title: "Output") var replacing: ReplacementOptions

  @Flag(help: "No progress and no notes.")
  var quiet = false

  func validate() throws {
    for (option, name) in [("out", output), ("--labels-out", labelsOut)] {
      guard name != "", name != "-" else {
        throw ValidationError("\(option): expected the name of a file, found '\(name ?? "")'")
      }
    }
    if from != nil && reading.inputFormat != nil {
      throw ValidationError("--from and --input-format exclude each other; leave one out")
    }
    if reading.inputScale != nil {
      throw ValidationError(
        "--input-scale: numbers are written as they are in the input; leave it out")
    }
    _ = try source()
    let target = try target()
    if zeroBasedOut && target.format != .libsvm {
      throw ValidationError(
        "--zero-based-out: expected libsvm to write, found \(target.format.rawValue); leave it out")
    }
    if labelsOut != nil && target.format.holdsLabels {
      throw ValidationError(
        "--labels-out: expected npy or idx, found \(target.format.rawValue), which holds the labels "
          + "itself; leave it out")
    }
  }

  private func source() throws -> ReadRequest {
    var file = try reading.file(
      input, format: from ?? reading.inputFormat ?? DataFormat(path: input))
    file.keepsLongNumbers = true
    file.csv.mayLackLabels = true
    try columns.apply(to: &file, isPenalized: false)
    return file
  }

  private func target() throws -> ExampleTarget {
    let formats = DataFormat.written.map(\.rawValue).joined(separator: ", ")
    guard let format = to ?? DataFormat(path: output) else {
      throw ValidationError(
        "\(output): expected the extension of a known format, found another or none; name "
          + "the format with --to, one of \(formats)")
    }
    guard DataFormat.written.contains(format) else {
      throw ValidationError(
        "\(output): expected a format that is written, found \(format.rawValue); name one with --to: "
          + formats)
    }
    if format == .png, output.lowercased().hasSuffix(".png") {
      throw ValidationError(
        "\(output): expected a folder DIR for images DIR/label/00001.png, found the name of one "
          + "image; name a folder, and --to png")
    }
    var target = ExampleTarget(path: output, format: format)
    target.labelsPath = labelsOut
    target.zeroBased = zeroBasedOut
    return target
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let target = try target()
      var roles = FileRoles()
      roles.reads(input, as: "the input")
      reading.tell(&roles)
      // Of images the output is a folder.
      if target.format != .png { roles.writes(output, as: "the output") }
      roles.writes(labelsOut, as: "--labels-out")
      try replacing.check(roles)
      let table = try ProgressScope.read(source(), quiet: quiet)
      if labelsOut == nil && table.labels != nil && !target.format.holdsLabels {
        throw RunFailure(
          description: "\(output): expected a second file, for the labels, found none; name it "
            + "with --labels-out, or read the input without them by --label none")
      }
      let written = try ProgressScope.run(quiet: quiet) { try table.write(to: target) }
      for note in written where !quiet { Terminal.note("note: \(output): \(note)") }
      try Terminal.result(
        "\(Format.count(table.count, "example")) of "
          + "\(Format.count(table.featureCount, "feature")) as \(target.format.rawValue) in "
          + output + (labelsOut.map { ", labels in \($0)" } ?? ""))
    }
  }
}
