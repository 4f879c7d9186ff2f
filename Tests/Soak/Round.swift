import Sigmoid

/// One of everything: binary and multiclass fits of every solver on every storage, models saved and
/// read in every format, data written, read whole and read in blocks, refusals.
struct Round {
  let folder: String

  /// What there is to compare: models and predictions.
  struct Results: Equatable {
    var models: [LogisticModel] = []
    var scores: [[Double]] = []
  }

  func results() throws -> Results {
    var results = Results()
    let bytes = SyntheticDigits.dataset(examples: 1000, seed: 1, set: .training)
    let test = SyntheticDigits.dataset(examples: 300, seed: 1, set: .test)
    let binary: [Solver] = [
      .gradientDescent(epochs: 10, learningRate: 0.1), .lbfgs(evaluations: 15),
    ]
    for solver in binary {
      let fit = try LogisticTrainer(solver: solver, l2: 1e-3).fit(bytes, BinaryTask(positive: [0]))
      results.models.append(fit.model)
    }
    let several = try LogisticTrainer(solver: .lbfgs(evaluations: 10), l2: 1e-3)
      .fit(bytes, MulticlassTask())
    results.models.append(several.model)
    results.scores.append(try several.model.scores(of: test.features))

    for format in [DataFormat.csv, .libsvm, .npz] {
      let set = try written(test, format)
      if set.features is SparseMatrix {
        let fit = try LogisticTrainer(solver: .lbfgs(evaluations: 5), l2: 1e-3)
          .fit(set, BinaryTask(positive: ["3"]))
        results.models.append(fit.model)
      }
      results.scores.append(try predictedInBlocks(format, by: several.model))
    }
    for model in results.models { try saveAndLoad(model) }
    refuse()
    return results
  }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// A set that was written in a format and read again.
  private func written(
    _ data: Dataset<ByteMatrix>, _ format: DataFormat
  ) throws -> Examples {
    let path = path("data.\(format)")
    switch format {
    case .libsvm: try LIBSVMWriter.write(data, to: path)
    case .npz:
      var archive = NPZWriter()
      archive.add(data.features, named: "x")
      try archive.add(data.labels, named: "y")
      try archive.write(to: path)
    default:
      try CSVWriter.write(
        data.features, labels: data.labels, to: path)
    }
    return try ReadRequest(path: path, format: format).read()
  }

  private func predictedInBlocks(
    _ format: DataFormat, by model: LogisticModel
  ) throws -> [Double] {
    let file = ReadRequest(path: path("data.\(format)"), format: format)
    var blocks = try ExampleBlocks(file, features: model.features, blockExamples: 64)
    var scores: [Double] = []
    while let block = try blocks.next()?.features {
      scores += try model.scores(of: block)
    }
    return scores
  }

  private func saveAndLoad(_ model: LogisticModel) throws {
    let path = path("model")
    try model.write(to: path)
    let loaded = try LogisticModel(contentsOf: path)
    precondition(loaded == model, "another model when read again")
    for format in ModelFormat.allCases {
      try format.write(model, name: "soak", to: path)
      if format.isReadable { _ = try format.read(contentsOf: path) }
    }
  }

  /// Errors on the way must not keep anything either.
  private func refuse() {
    for format in DataFormat.allCases {
      let isRead = (try? ReadRequest(path: path("model"), format: format).read()) != nil
      precondition(!isRead, "a model read as \(format)")
    }
  }
}
