import SigmoidExamples
import SigmoidOptimization
import SigmoidDigits
import SigmoidFormats
import SigmoidModel
import SigmoidReport

/// The examples of a report, read once for all models that take them on one scale and by
/// the same names.
struct ReportExamples {
  struct Loaded {
    let set: Examples
    let place: String
    let imageSize: ImageSize?
  }

  let input: String?
  let reading: ExampleFileOptions
  let data: EvaluationDataOptions
  let quiet: Bool
  private var known: [Key: Loaded] = [:]

  private struct Key: Hashable {
    let scale: Double
    let features: Int
    let names: [String]?
    /// Of rows that have names to be shown.
    let id: String?
    let keepsRows: Bool
  }

  init(
    input: String?, reading: ExampleFileOptions, data: EvaluationDataOptions,
    quiet: Bool
  ) {
    self.input = input
    self.reading = reading
    self.data = data
    self.quiet = quiet
  }

  mutating func load(for model: LogisticModel) throws -> Loaded {
    let key =
      input == nil
      ? Key(scale: 0, features: 0, names: nil, id: nil, keepsRows: false)
      : Key(
        scale: model.inputScale, features: model.features, names: model.inputs.featureNames,
        id: model.inputs.idName, keepsRows: model.inference != nil)
    if let loaded = known[key] { return loaded }
    let loaded = try input.map { try read($0, for: model) } ?? digits()
    known[key] = loaded
    return loaded
  }

  private func digits() throws -> Loaded {
    let digits = try LoadedDigits(data.loading, quiet: quiet)
    return Loaded(
      set: Examples(digits.test), place: digits.place,
      imageSize: ImageSize(width: MNIST.side, height: MNIST.side))
  }

  private func read(_ path: String, for model: LogisticModel) throws -> Loaded {
    var file = try reading.file(path, for: model)
    file.keepsRows = model.inference != nil
    let table = try ProgressScope.read(file, quiet: quiet)
    if !quiet { Terminal.noteOfWeights(table, trainedOn: model.inputs) }
    return Loaded(set: table, place: path, imageSize: table.imageSize)
  }
}

extension ReportSubject {
  /// - Throws: `RunFailure` that names the model.
  init(
    path: String, _ model: LogisticModel, _ loaded: ReportExamples.Loaded,
    history: TrainingHistory?, threshold: Double
  ) throws {
    do {
      try self.init(
        name: path, model: model, examples: loaded.set, place: loaded.place,
        imageSize: loaded.imageSize, history: history, threshold: threshold)
    } catch {
      throw RunFailure(description: "\(path): \(error)")
    }
  }
}

extension InfoReport {
  /// Where a page is made, for its reader.
  var facts: [Fact] {
    [
      Fact("CPU", cpu), Fact("Cores", "\(cores)"),
      Fact("Kernels", "\(kernels), of \(kernelsSupported.joined(separator: ", "))"),
      Fact("BLAS", blas), Fact("BLAS kernels", blasKernels), Fact("sigmoid", version),
    ]
  }
}
