import ArgumentParser
import SigmoidDigits
import SigmoidLinear
import SigmoidModel
import SigmoidReport
import SigmoidServer

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the page of a model to a browser, and predict over HTTP.",
    discussion: """
      Examples:
        sigmoid serve iris.csv --label species --model iris.safetensors
        sigmoid serve --model digits.safetensors --port 8000
        curl -H 'Content-Type: application/json' -d @x.json localhost:8080/predict

      GET / returns the page of 'report', GET /model returns the model as JSON, and POST /predict \
      accepts

        {"pixels": [0, 255, …]}   numbers as in the training file
        {"features": [0.5, …]}    numbers that are already scaled
        a PNG image               a drawing of one digit; /predict?raw: used as it is

      JSON may hold several examples, as a list of lists. The answer has the label, its \
      probability, and the probability of every class. A request may have at most \
      \(ServerLimits().bodyBytes >> 20) MiB and \(AnswerLimits().examples) examples; an answer to \
      several examples has at most \(AnswerLimits().bytes >> 20) MiB.

      The metrics of the page are measured on INPUT, as in 'report', or on MNIST's test images; \
      for a model without 784 features, the page needs INPUT. The server is for trying a model, \
      not for the open internet: no authentication, no TLS. Only this machine can reach it unless \
      --host says otherwise. Ctrl-C or SIGTERM stops it.
      """)

  @Argument(help: .testInput, completion: .file())
  var input: String?

  @Option(help: .model, completion: .file())
  var model: String

  @Option(help: .history, completion: .file())
  var history: String?

  @Option(
    help: ArgumentHelp(
      "The address to serve at; 0.0.0.0 or :: for all of this machine.", valueName: "host"))
  var host = "localhost"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The port; 0 for any free port.", valueName: "n"))
  var port = 8080

  @OptionGroup(title: "File") var reading: ExampleFileOptions
  @OptionGroup(title: "Data") var data: EvaluationDataOptions

  @Flag(help: "No notes.")
  var quiet = false

  func validate() throws {
    guard (0...65535).contains(port) else {
      throw ValidationError("--port: expected 0 to 65535, found \(port)")
    }
    guard !host.isEmpty else {
      throw ValidationError("--host: expected an address or a name, found an empty string")
    }
    try reading.check(input: input, orDigits: data)
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let trained = try LogisticModel(contentsOf: model)
      let isLocal = LoopbackName.contains(host)
      let service = try PredictionService(trained, page: try page(of: trained), isLocal: isLocal)
      // Before a byte is taken: a client that goes away must not end the server.
      Interruption.ignoreBrokenPipes()
      try Interruption.deferring {
        // One example is too small for BLAS's threads, which would spin between two requests.
        try BLASThreads.scoped(1) {
          try PredictionServer(service).run(
            host: host, port: port, warn: { Terminal.warning($0) }
          ) { port in
            try Terminal.result(place(port: port))
            guard !quiet else { return }
            if !isLocal { Terminal.warning("all who reach this machine can query the model") }
            Terminal.note("for trying only: no authentication, no TLS; Ctrl-C stops it")
          } until: {
            Interruption.exitStatus != nil
          }
        }
      }
      // To be ended is how a server ends.
      if let status = Interruption.exitStatus, status == 130 { throw ExitCode(status) }
    }
  }

  private func place(port: Int) -> String {
    "serving \(model) at http://\(host.contains(":") ? "[\(host)]" : host):\(port)/"
  }

  /// HTML; nil for a model that is not of digits, where there are no examples to test it on.
  private func page(of trained: LogisticModel) throws -> [UInt8]? {
    if input == nil, trained.features != MNIST.side * MNIST.side { return nil }
    var examples = ReportExamples(input: input, reading: reading, data: data, quiet: quiet)
    let subject = try ReportSubject(
      path: model, trained, try examples.load(for: trained),
      history: try history.map { try TrainingHistory(contentsOf: $0) }, threshold: 0.5)
    return Array(try ReportPage(subjects: [subject], machine: InfoReport().facts).html().utf8)
  }
}
