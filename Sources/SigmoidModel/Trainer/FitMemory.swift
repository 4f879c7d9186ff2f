import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// What a fit takes in memory beside its examples, at most: the arrays that are there at a time, by the
/// code that makes them. Of what a run may do without, such as a Hessian for a proof, it is counted where
/// the run may want it.
///
/// Peaks are measured beside it by `MemoryTests`.
struct FitMemory {
  /// In bytes.
  private let needed: Double
  private let weights: Double

  /// What is in memory at the beginning, examples and all.
  private let resident = AvailableMemory.resident() ?? 0

  /// In bytes.
  var bytes: Int { Int(exactly: needed.rounded()) ?? .max }
  /// With what is there at the beginning; without that where the system does not tell.
  var peak: Int { Int(exactly: (needed + Double(resident)).rounded()) ?? .max }

  init<Features: FeatureStorage>(
    _ examples: TrainingSet<Features>, _ trainer: LogisticTrainer
  ) {
    let solver = trainer.solver.resolved(
      for: examples, isPenalized: trainer.isPenalized, hasKinks: trainer.l1 > 0)
    let shape = FitShape(examples, threads: trainer.threads)
    let isProved =
      solver.isConditioned || trainer.isPenalized || (trainer.tolerance.map { $0 > 0 } ?? false)
    let isCentred = isProved || trainer.standardizes
    let isFastToo =
      !(trainer.engine == .auto && shape.elements <= Double(trainer.thrift.elementsInDouble))
    let isPrecise = !isFastToo || Features.Scalar.self == Double.self

    var solving = shape.pass(ofSize: MemoryLayout<Features.Scalar>.stride)
    if isProved { solving += shape.pass(ofSize: MemoryLayout<Double>.stride) }
    if isCentred { solving += (isProved ? 7 : 4.5) * shape.featureVector }
    solving += solver.vectors * shape.weightVector + solver.scores(shape, isProved: isProved)
    if isProved, !solver.isConditioned { solving += 4 * shape.weightVector }
    if trainer.checkpoint != nil { solving += solver.keptVectors * shape.weightVector }
    if trainer.start != nil { solving += 2 * shape.weightVector }
    solving += solver.batch * Double(examples.data.features.exampleBytes)
    if case .lbfgs = solver {
      solving += shape.preconditioner(ofSize: isPrecise ? 8 : MemoryLayout<Features.Scalar>.stride)
    }
    solving += shape.hessian(of: solver, trainer)
    if trainer.engine == .blas { solving += 2 * 4 * shape.examples * shape.columns }
    needed = max(solving, isCentred ? shape.moments : 0)
    weights = shape.features * shape.columns
  }

  /// Refuses what would be ended by the system in the middle of a fit: one wrong index in a sparse file
  /// claims billions of features.
  func check() throws(TrainingDataError) {
    guard bytes >= AvailableMemory.smallest, let available = AvailableMemory.bytes(),
      bytes > available
    else { return }
    throw .memory(
      weights: Int(exactly: weights) ?? .max, needed: bytes, available: available)
  }
}

/// The sizes of which all arrays of a fit are made, as numbers that do not overflow.
private struct FitShape {
  let features, columns, threads: Double
  /// Of this process.
  let examples, chunks: Double
  /// Of all processes.
  let allExamples, elements, hessianOperations: Double
  let tile: Double
  let isSoftmax: Bool

  init<Features: FeatureStorage>(_ set: TrainingSet<Features>, threads: Int) {
    let partition = set.data.partition
    features = Double(set.data.features.features)
    columns = Double(set.columns)
    examples = Double(set.data.examples)
    chunks = Double(partition.own.count)
    self.threads = min(Double(threads), max(1, chunks))
    allExamples = Double(partition.examples)
    elements =
      Double(set.data.features.exampleBytes) / Double(MemoryLayout<Features.Element>.stride)
      * allExamples
    hessianOperations = set.squareOperations * set.hessianBlocks
    tile = Double(partition.plan.tile)
    isSoftmax = set.link == .softmax
  }

  /// Doubles, one a parameter.
  var weightVector: Double { 8 * (features + 1) * columns }
  /// Doubles, one a feature.
  var featureVector: Double { 8 * features }

  /// Of `TiledObjective`: a gradient for each chunk, the weights, the scores of tiles.
  func pass(ofSize size: Int) -> Double {
    let passed = isSoftmax ? columns - 1 : columns
    return Double(size)
      * (chunks * features * passed + features * columns + threads * tile * columns)
  }

  /// Of `FeatureMoments`: two sums of each feature for each chunk, and what becomes of them.
  var moments: Double { (2 * chunks + 6) * featureVector }

  /// Of `CurvaturePreconditioner`: a factor a column, and for each that is being made its matrix and its
  /// sample, copied and scaled.
  func preconditioner(ofSize size: Int) -> Double {
    guard features <= 4096 else { return 0 }
    let sample = min(allExamples, columns == 1 ? 3000 : 2000)
    let square = (features + 1) * (features + 1)
    return Double(size)
      * (columns * square + min(threads, columns) * (square + 2 * sample * features))
  }

  /// Of `FactoredHessian` and `Gram`, where they may be wanted.
  func hessian(of solver: Solver, _ trainer: LogisticTrainer) -> Double {
    let order = isSoftmax ? (features + 1) * columns : features + 1
    let isNewton = solver.kind == .newton
    guard solver.isConditioned, order <= Double(FactoredHessian.mostParameters) else { return 0 }
    let isWanted =
      isNewton || hessianOperations <= trainer.thrift.cheapHessian
      || (!trainer.isPenalized && order <= Double(FactoredHessian.affordableParameters))
    guard isWanted else { return 0 }
    let square = 8 * features * features
    // Squares of the chunks at work, or as many small ones as take 8 MB.
    let room = min(chunks, max(threads, min(chunks, Double(8 << 20) / max(1, square))))
    let gram = (room + 2) * square + threads * features * min(1024, examples) * 8
    let factor = 8 * order * order
    // The last factor, and the matrix beside what it is made of, or beside its copy.
    return isSoftmax
      ? factor * 2 + max(gram, factor) : factor * columns + max(gram, factor + square)
  }
}

extension Solver {
  /// Arrays of one double a parameter.
  fileprivate var vectors: Double {
    switch self {
    case .gradientDescent: 4
    case .momentum: 5
    case .sgd: 7
    case .adam: 9
    case .newton, .proximal: 12
    // Two for each of the last ten steps.
    case .lbfgs(let evaluations): 8.5 + 2 * Double(min(10, max(0, evaluations - 1)))
    case .auto: 0
    }
  }

  /// What a checkpoint keeps, and the next one beside it.
  fileprivate var keptVectors: Double {
    switch self {
    // The pairs twice.
    case .lbfgs: 2 * (vectors - 8)
    default: 8
    }
  }

  /// Scores of all examples, and numbers of an example, in bytes.
  fileprivate func scores(_ shape: FitShape, isProved: Bool) -> Double {
    let (example, score): (Double, Double) =
      switch self {
      case .lbfgs: (8, 3)
      case .newton where shape.isSoftmax: (8, 5)
      case .newton, .proximal: (8, shape.columns == 1 ? 4 : 7)
      default: isProved ? (4, 2) : (1, 0)
      }
    return 8 * shape.examples * (example + score * shape.columns)
  }

  /// Examples of a mini-batch.
  fileprivate var batch: Double {
    switch self {
    case .sgd(_, _, let batchSize, _), .adam(_, _, let batchSize, _): 2 * Double(batchSize)
    default: 0
    }
  }
}
