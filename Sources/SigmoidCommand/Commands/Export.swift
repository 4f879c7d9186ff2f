import SigmoidExamples
import SigmoidOptimization
import ArgumentParser
import SigmoidFormats
import SigmoidLinear
import SigmoidModel
import SigmoidSystem
import SigmoidReport

extension ModelFormat: ExpressibleByArgument {}

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model in a format that other programs run or read.",
    discussion: """
      Examples:
        sigmoid export --model iris.safetensors -o iris.onnx
        sigmoid export --model iris.safetensors --to csv
        sigmoid export --model iris.safetensors --name iris -o iris.h
        sigmoid export --model credit.safetensors --raw -o credit.onnx

      onnx runs in onnxruntime and other runtimes: the input is raw features [N, features] as \
      float32, the outputs are 'label' and 'probabilities'. c is a C99 header and swift a source \
      file; each has one function from raw features to probabilities, and no dependency.

      Where a model has columns of a table that are no plain numbers, onnx has an input [N, 1] for \
      each column instead: float for numbers and for booleans (1 or 0), double for dates (days \
      since 1970-01-01), string for levels; NaN, or an empty string, is a missing cell. c and \
      swift have a second function, which takes a row of the table. Missing cells and new levels \
      count as they do in predict; a cell that predict would refuse gives probabilities that are \
      NaN in onnx, the number of the column in c, and an error in swift. --raw leaves all this out.

      json has everything that the model's own file has; csv is a table of the weights of raw \
      inputs, by their names. npz has arrays for NumPy: raw inputs x, examples × features, give the scores

        z = x @ weights.T * input_scale + intercepts

      and 'link' says how the scores give the probabilities: softmax is softmax(z) over the \
      columns; logistic is 1 / (1 + exp(-z)) for classes[1]; one-vs-rest is the logistic of each \
      class, divided by their sum.
      """)

  @Option(help: .model, completion: .file())
  var model: String

  @Option(
    help: ArgumentHelp("The format (default: from the output's extension).", valueName: "format"))
  var to: ModelFormat?

  @Option(help: "The name of the model in code: the prefix of its identifiers.")
  var name = "model"

  @Flag(help: "For onnx, c and swift: take features, also where the model has a table's columns.")
  var raw = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Output") var replacing: ReplacementOptions

  private var format: ModelFormat? { to ?? output.flatMap(ModelFormat.init(path:)) }

  func validate() throws {
    guard output != "" else {
      throw ValidationError("--output: expected the name of a file, found an empty string")
    }
    guard format != nil else {
      throw ValidationError(
        "--to: expected one of \(ModelFormat.allNames), found "
          + (output.map { "none, and no such extension in '\($0)'" } ?? "none")
          + "; name the format")
    }
    guard name.contains(where: { $0.isLetter || $0.isNumber }) else {
      throw ValidationError("--name: expected letters or digits, found '\(name)'")
    }
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      guard let format else { return }
      var roles = FileRoles()
      roles.reads(model, as: "--model")
      roles.writes(output, as: "--output")
      try replacing.check(roles)
      let trained = try LogisticModel(contentsOf: model)
      let bytes: [UInt8]
      do {
        bytes = try format.encode(trained, name: name, takesColumns: !raw)
      } catch let error as FileError {
        throw FileError(
          path: model, expected: error.expected, found: error.found, remedy: error.remedy)
      }
      if let rounding = format.scoreRounding(of: trained) {
        Terminal.note(
          "note: \(format.rawValue) uses 32-bit floats, which round features far from 0: scores may "
            + "be off by \(NumberText.scientific(rounding)) or more; subtract an offset from the features "
            + "and train again, or export json or npz")
      }
      guard let output else { return try Terminal.write(bytes) }
      try AtomicFile.write(bytes, to: output)
      try Terminal.result(
        "\(format.rawValue) of \(Format.count(trained.features, "feature")) and "
          + "\(trained.classes.count) classes in \(output)")
    }
  }
}

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import a model that was trained elsewhere.",
    discussion: """
      Examples:
        sigmoid import iris.onnx --model iris.safetensors
        sigmoid import fitted.npz --model fitted.safetensors

      import reads onnx, json and npz that 'export' wrote. It also reads ONNX from scikit-learn's \
      converter: a linear classifier, with or without a scaler before it. From NumPy it reads npz \
      with the arrays weights, coef_ or W (classes × features, one row for two classes), and \
      intercepts, intercept_ or b; classes or classes_, input_scale and link are optional. For \
      example,

        np.savez(f, coef_=m.coef_, intercept_=m.intercept_, classes_=m.classes_)

      in Python saves a LogisticRegression of scikit-learn for import.
      """)

  @Argument(help: "The file to read.", completion: .file())
  var input: String

  @Option(
    help: ArgumentHelp(
      "The format: onnx, json or npz (default: from the extension).", valueName: "format")
  )
  var from: ModelFormat?

  @Option(
    help: ArgumentHelp("Save the model to this safetensors file.", valueName: "file"),
    completion: .file())
  var model: String

  @OptionGroup(title: "Output") var replacing: ReplacementOptions

  private var format: ModelFormat? { from ?? ModelFormat(path: input) }

  func validate() throws {
    guard let format, format.isReadable else {
      throw ValidationError(
        "--from: expected onnx, json or npz, found \(format.map(\.rawValue) ?? "none of them in '\(input)'"); "
          + "name one of these formats")
    }
    guard model != "" else {
      throw ValidationError("--model: expected the name of a file, found an empty string")
    }
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      guard let format else { return }
      var roles = FileRoles()
      roles.reads(input, as: "the input")
      roles.writes(model, as: "--model")
      try replacing.check(roles)
      let imported = try format.read(contentsOf: input)
      try imported.write(to: model, replacing: true)
      try Terminal.result(
        "a \(imported.link.rawValue) model of \(Format.count(imported.features, "feature")) for "
          + imported.classes.map(\.name).joined(separator: ", ") + " in \(model)")
    }
  }
}

extension ModelFormat {
  fileprivate static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
