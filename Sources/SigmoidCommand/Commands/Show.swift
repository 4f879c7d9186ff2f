import ArgumentParser
import SigmoidModel
import SigmoidReport
import SigmoidSystem

/// In which order `sigmoid show` lists coefficients.
enum TermOrder: String, CaseIterable, ExpressibleByArgument {
  case order, size
}

/// The form in which `sigmoid show` prints a model.
enum ShowFormat: String, CaseIterable, ExpressibleByArgument {
  case text, csv, json
}

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the coefficients of a model, with odds ratios, and how it was trained.",
    discussion: """
      Examples:
        sigmoid show --model credit.safetensors
        sigmoid show --model credit.safetensors --sort size --top 10
        sigmoid show --model credit.safetensors --format csv > coefficients.csv

      A coefficient of a binary model is the change of the log-odds of its positive class for one \
      unit of the feature; the odds ratio is e^coefficient. Models of several classes have a \
      coefficient for each class, and no odds ratios.

      A level of a categorical column is compared with the column's reference level. Sizes of \
      coefficients compare only between features in like units. Of images, and of more than \
      \(ShownTerms.mostWithoutAsking) coefficients, the text has the \(ShownTerms.usualTop) \
      largest; --all shows all.
      """)

  @Option(help: .model, completion: .file())
  var model: String

  @Option(
    help: ArgumentHelp(
      "The order of the features in the data, or by the size of the coefficients (default: order; "
        + "size with --top).", valueName: "order"))
  var sort: TermOrder?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only so many coefficients, the largest.", valueName: "n"))
  var top: Int?

  @Flag(help: "All coefficients, however many.")
  var all = false

  @Option(help: ArgumentHelp("text, csv or json.", valueName: "format"))
  var format: ShowFormat = .text

  @Flag(help: "The same as --format json.")
  var json = false

  @Flag(help: "Mark p-values below 0.05, 0.01 and 0.001 with stars.")
  var stars = false

  func validate() throws {
    if let top, top < 1 {
      throw ValidationError("--top: expected a number of at least 1, found \(top)")
    }
    guard top == nil || !all else {
      throw ValidationError("--top and --all exclude each other; leave one out")
    }
    guard !json || format != .csv else {
      throw ValidationError("--json and --format csv exclude each other; leave one out")
    }
    guard model != "" else {
      throw ValidationError("--model: expected the name of a file, found an empty string")
    }
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let trained = try LogisticModel(contentsOf: model)
      let format = json ? .json : format
      var terms = ShownTerms(
        trained, sort: sort, top: top, showsAll: all || format != .text)
      terms.hasStars = stars
      switch format {
      case .text: try Terminal.result(ShownModelText(path: model, terms).text)
      case .csv: try Terminal.write(terms.csv)
      case .json: try Terminal.result(JSONOutput.object(ShownModel(path: model, terms)))
      }
    }
  }
}
