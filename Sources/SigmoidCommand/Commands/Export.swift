import SigmoidExamples
import SigmoidOptimization
import ArgumentParser
import SigmoidFormats
import SigmoidLinear
import SigmoidModel
import SigmoidSystem

extension ModelFormat: ExpressibleByArgument {}

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model in the form that another program runs or reads.",
    discussion: """
      onnx runs in onnxruntime and other runtimes: raw inputs [N, features] as float32, outputs \
      'label' and 'probabilities'. c is a header of C99 and swift a source file, each with one \
      function, raw features in, probabilities out, and no dependency. json has everything that \
      the model's own file has; csv is a table of the weights of raw inputs. npz has arrays \
      for NumPy, of which raw inputs x, examples × features, give the scores

        z = x @ weights.T * input_scale + intercepts

      and these the probabilities, by 'link': softmax(z) over the columns; logistic, \
      1 / (1 + exp(-z)) of classes[1]; one-vs-rest, that of each class over their sum.
      """)

  @Option(
    help: ArgumentHelp("The model, a safetensors file.", valueName: "file"), completion: .file())
  var model: String

  @Option(
    help: ArgumentHelp("The format (default: by the output's extension).", valueName: "format"))
  var to: ModelFormat?

  @Option(help: "What the model is called in code: the beginning of its identifiers.")
  var name = "model"

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Output") var replacing: ReplacementOptions

  private var format: ModelFormat? { to ?? output.flatMap(ModelFormat.init(path:)) }

  func validate() throws {
    guard output != "" else {
      throw ValidationError("--output: expected the name of a file, found an empty text")
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
        bytes = try format.encode(trained, name: name)
      } catch let error as FileError {
        throw FileError(
          path: model, expected: error.expected, found: error.found, remedy: error.remedy)
      }
      if let rounding = format.scoreRounding(of: trained) {
        Terminal.note(
          "note: \(format.rawValue) takes 32-bit floats, of which features far from 0 leave too few "
            + "digits: scores may be off by \(Format.scientific(rounding)) and more; take an offset "
            + "off the features and train anew, or export json or npz")
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
    abstract: "Take in a model that was fitted elsewhere.",
    discussion: """
      Reads what 'export' writes as onnx, json or npz; a linear classifier that scikit-learn's \
      converter wrote as ONNX, a scaler before it included; and arrays that NumPy saved as npz: \
      weights, coef_ or W (classes × features, one row when there are two classes), intercepts, \
      intercept_ or b, and, where they are known, classes or classes_, input_scale and link. So

        np.savez(f, coef_=m.coef_, intercept_=m.intercept_, classes_=m.classes_)

      takes over a LogisticRegression of scikit-learn.
      """)

  @Argument(help: "The file to read.", completion: .file())
  var input: String

  @Option(
    help: ArgumentHelp(
      "The format: onnx, json or npz (default: by the extension).", valueName: "format")
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
          + "name a format that can be read")
    }
    guard model != "" else {
      throw ValidationError("--model: expected the name of a file, found an empty text")
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
      try imported.write(to: model)
      try Terminal.result(
        "a \(imported.link.rawValue) model of \(Format.count(imported.features, "feature")) for "
          + imported.classes.map(\.name).joined(separator: ", ") + " in \(model)")
    }
  }
}

extension ModelFormat {
  fileprivate static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
