import SigmoidExamples
import ArgumentParser
import SigmoidDigits
import SigmoidFormats
import SigmoidMetrics
import SigmoidModel
import SigmoidReport
import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What `sigmoid plot` draws.
enum PlotKind: String, CaseIterable, ExpressibleByArgument {
  case weights, coefficients, loss, roc, pr, confusion, calibration, histogram, samples

  /// Whether it is about labelled examples.
  var needsExamples: Bool { ![.weights, .coefficients, .loss].contains(self) }
}

/// Which examples `samples` shows.
enum SampleChoice: String, CaseIterable, ExpressibleByArgument {
  case mistakes, uncertain
}

struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw one chart of a model, of its test results or of its training.",
    discussion: """
      Examples:
        sigmoid plot roc iris.csv --label species --model iris.safetensors -o roc.svg
        sigmoid plot weights --model digits.safetensors --terminal
        sigmoid plot coefficients --model credit.safetensors -o coefficients.svg
        sigmoid plot loss --history run.jsonl -o loss.svg

      weights draws a model, as pictures of pixels or bars of the strongest; coefficients draws the \
      model of a table as points, of two classes as odds ratios. loss draws the --history of a \
      training. roc, pr (precision and recall), confusion, calibration, histogram (of the probabilities) and samples (images) draw \
      a test, on a file of labelled examples or on MNIST's test images.

      Without -o, plot writes SVG to standard output. A .png of image weights or of samples holds \
      only the pixels; for every other .png, plot runs rsvg-convert from Debian's package \
      librsvg2-bin.
      """)

  @Argument(help: "What to draw.")
  var kind: PlotKind

  @Argument(help: .testInput, completion: .file())
  var input: String?

  @Option(help: .model, completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp("For loss: the file that 'train --history' wrote.", valueName: "file"),
    completion: .file())
  var history: String?

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "For weights, coefficients, roc and pr: only this class. For samples: only examples of this class.",
      valueName: "label"))
  var classLabel: String?

  @Option(help: "For samples: show the worst mistakes, or the least certain predictions.")
  var show: SampleChoice = .mistakes

  @Option(parsing: .unconditional, help: ArgumentHelp("For samples: how many.", valueName: "n"))
  var count = 20

  @Flag(help: "For loss: use a logarithmic axis, and add the gradient.")
  var log = false

  @Flag(help: "For loss: plot over seconds instead of evaluations.")
  var time = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write, .svg or .png.", valueName: "file"), completion: .file())
  var output: String?

  @Flag(help: "For loss and weights: draw on the terminal, in Unicode characters.")
  var terminal = false

  @Flag(help: "No notes.")
  var quiet = false

  @OptionGroup(title: "File") var reading: ExampleFileOptions
  @OptionGroup(title: "Data") var data: EvaluationDataOptions
  @OptionGroup(title: "Output") var replacing: ReplacementOptions

  func validate() throws {
    if let output {
      guard isPNG || output.lowercased().hasSuffix(".svg") else {
        throw ValidationError(
          "--output: expected a name that ends in .svg or .png, found '\(output)'")
      }
      guard !terminal else {
        throw ValidationError("--output and --terminal exclude each other; leave one out")
      }
    }
    guard (1...100).contains(count) else {
      throw ValidationError("--count: expected 1 to 100, found \(count)")
    }
    try refuse("--terminal", given: terminal, unless: kind == .loss || kind == .weights)
    try refuse("--log", given: log, unless: kind == .loss)
    try refuse("--time", given: time, unless: kind == .loss)
    try refuse("--history", given: history != nil, unless: kind == .loss)
    try refuse(
      "--class", given: classLabel != nil,
      unless: [.weights, .coefficients, .roc, .pr, .samples].contains(kind))
    if kind == .loss, history == nil {
      throw ValidationError("--history: expected a file of 'train --history', found none; name it")
    }
    if kind != .loss, model == nil {
      throw ValidationError("--model: expected the model to draw, found none; name it")
    }
    try refuse("--model", given: model != nil, unless: kind != .loss)
    try validateExamples()
  }

  private func validateExamples() throws {
    try refuse("the input \(input ?? "")", given: input != nil, unless: kind.needsExamples)
    if let option = data.folderOption {
      try refuse(option, given: true, unless: kind.needsExamples)
    }
    try reading.check(input: input, orDigits: data)
  }

  private func refuse(_ option: String, given: Bool, unless isUsed: Bool) throws {
    if given && !isUsed {
      throw ValidationError("\(option) has no meaning for \(kind.rawValue); leave it out")
    }
  }

  private var isPNG: Bool { output?.lowercased().hasSuffix(".png") ?? false }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      var roles = FileRoles()
      roles.reads(input, as: "the input")
      reading.tell(&roles)
      data.loading.tell(&roles)
      roles.reads(model, as: "--model")
      roles.reads(history, as: "--history")
      roles.writes(output, as: "--output")
      try replacing.check(roles)
      let chart: any Chart
      do {
        chart = try self.chart()
      } catch let missing as NothingToDraw {
        throw RunFailure(description: "\(subject): \(missing); \(remedy)")
      }
      if terminal { return try drawOnTerminal(chart) }
      guard let output else { return try Terminal.write(chart.svg()) }
      try AtomicFile.write(
        isPNG ? try png(of: chart, name: output) : Array(chart.svg().utf8), to: output)
      try Terminal.result("\(chart.title) in \(output)")
    }
  }

  /// What a picture that cannot be drawn is of.
  private var subject: String { input ?? model ?? history ?? "" }

  private var remedy: String {
    kind == .weights || kind == .coefficients
      ? "name one class with --class" : "draw another chart, or use other data"
  }

  private func chart() throws -> any Chart {
    if kind == .loss {
      return HistoryCharts.loss(
        try TrainingHistory(contentsOf: history ?? ""), over: time ? .seconds : .evaluations,
        isLogarithmic: log)
    }
    let path = model ?? ""
    let trained = try LogisticModel(contentsOf: path)
    let position = try classLabel.map { try classPosition($0, in: trained) }
    if kind == .weights { return try weights(of: trained, class: position) }
    if kind == .coefficients { return try coefficients(of: trained, class: position) }
    let set = try examples(for: trained)
    let scored: Predictions
    do {
      scored = try Predictions(model: trained, examples: set)
    } catch let missing as NothingToDraw {
      throw missing
    } catch {
      throw RunFailure(description: "\(path): \(error)")
    }
    switch kind {
    case .roc: return try FigureCharts.roc(scored, of: position)
    case .pr: return try FigureCharts.precisionRecall(scored, of: position)
    case .confusion: return FigureCharts.confusion(scored.evaluation)
    case .calibration: return FigureCharts.calibration(Figures(scored).calibration)
    case .histogram: return FigureCharts.histogram(scored)
    case .samples, .weights, .coefficients, .loss:
      return try samples(of: scored, from: set, model: trained, class: position)
    }
  }

  private func classPosition(_ label: String, in model: LogisticModel) throws -> Int {
    let names = model.classes.map(\.name)
    guard let position = names.firstIndex(of: label) else {
      throw RunFailure(
        description: "--class: expected one of the classes of \(self.model ?? ""), "
          + "\(names.joined(separator: ", ")), found '\(label)'; name one of these")
    }
    return position
  }

  private func coefficients(
    of model: LogisticModel, class position: Int?
  ) throws -> any Chart {
    guard position != nil || model.isBinary else {
      throw NothingToDraw(
        expected: "one class whose coefficients to draw", found: "\(model.classes.count) classes")
    }
    return CoefficientCharts.forest(of: model, column: try column(of: model, class: position ?? 1))
  }

  private func weights(of model: LogisticModel, class position: Int?) throws -> any Chart {
    guard let position else { return try ImageCharts.weights(of: model) }
    return try ImageCharts.weights(of: model, columns: [column(of: model, class: position)])
  }

  /// The column of weights that a class has.
  private func column(of model: LogisticModel, class position: Int) throws -> Int {
    guard !model.isBinary || position == 1 else {
      throw RunFailure(
        description: "--class: expected \(model.columnName(0)), whose weights a binary model has, "
          + "found '\(model.classes[position].name)'; leave it out")
    }
    return model.isBinary ? 0 : position
  }

  private func examples(for model: LogisticModel) throws -> Examples {
    guard let input else { return Examples(try LoadedDigits(data.loading, quiet: quiet).test) }
    let file = try reading.file(input, for: model)
    let examples = try ProgressScope.read(file, quiet: quiet)
    if !quiet { Terminal.noteOfWeights(examples, trainedOn: model.inputs) }
    return examples
  }

  private func samples(
    of scored: Predictions, from set: Examples, model: LogisticModel, class position: Int?
  ) throws -> any Chart {
    let all =
      show == .mistakes ? scored.worstMistakes(scored.count) : scored.leastCertain(scored.count)
    let chosen = all.filter { position == nil || scored.actual[$0] == position }.prefix(count)
    guard !chosen.isEmpty else {
      throw NothingToDraw(expected: "examples to show", found: "no \(show.rawValue) ones")
    }
    return try ImageCharts.samples(
      Array(chosen), of: scored, from: set, model: model,
      title: show == .mistakes ? "Worst mistakes" : "Least certain predictions")
  }

  private func png(of chart: any Chart, name: String) throws -> [UInt8] {
    let image =
      if let picture = chart as? PixelPicture {
        try PNGImage.encode(picture.raster, name: name)
      } else {
        try ChartRenderer.png(of: chart.svg())
      }
    return PNGImage.naming(software: "Sigmoid", in: image)
  }

  private func drawOnTerminal(_ chart: any Chart) throws {
    let isInteractive = isatty(STDOUT_FILENO) == 1
    let width = isInteractive ? Terminal.columns - 1 : 80
    let inColour = isInteractive && Terminal.wantsColour
    let lines: [String]
    switch chart {
    case let picture as PixelPicture:
      let panels = picture.panels.map {
        PixelPicture.Panel(
          caption: $0.caption.map(\.harmless), rows: $0.rows, columns: $0.columns,
          values: $0.values)
      }
      lines = TerminalChart.weights(panels, width: width, inColour: inColour)
    case let curves as LineChart:
      lines = TerminalChart.curve(
        curves.series[0].points, x: curves.x, y: curves.y, width: width)
    default:
      throw RunFailure(
        description: "\(subject): expected weights of pixels for --terminal, found weights of a "
          + "table; leave it out")
    }
    // The colours are ours.
    try Terminal.draw(([chart.title.harmless] + lines).joined(separator: "\n") + "\n")
  }
}
