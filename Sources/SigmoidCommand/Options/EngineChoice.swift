import ArgumentParser
import SigmoidExamples
import SigmoidFormats
import SigmoidLinear
import SigmoidModel
import SigmoidOptimization
import LogisticReference

/// The engines of the library, and the plain reference beside them.
enum EngineChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, reference, blas, tiled, bytes

  static let allValueDescriptions: [String: String] = [
    "auto": "bytes for data in bytes, tiled for floats",
    "reference": "a plain Swift loop over the examples",
    "blas": "float matrix, two BLAS calls on the whole matrix",
    "tiled": "float matrix, one pass of BLAS calls on tiles that fit the cache",
    "bytes": "one pass over the bytes, without converting them",
  ]

  /// Bytes that one evaluation reads of a matrix of so many elements. The textbook's loop finds
  /// an example in the cache the second time; two calls on the whole matrix do not.
  func bytesRead(elements: Int) -> Int {
    switch self {
    case .reference, .tiled: 4 * elements
    case .blas: 2 * 4 * elements
    case .bytes, .auto: elements
    }
  }

  var readsFloats: Bool { self != .bytes && self != .auto }

  /// The textbook's loop is binary.
  var canTellAllApart: Bool { self != .reference }

  /// What this engine cannot do of what was asked; nil when it can.
  /// - Parameter asked: what only the library's engines do, and whether it was asked for.
  func unable(_ asked: [(what: String, isAsked: Bool)]) -> String? {
    self == .reference ? asked.first { $0.isAsked }?.what : nil
  }

  private var libraryEngine: Engine? { Engine(rawValue: rawValue) }

  /// Fits with this engine.
  /// - Throws: `RunFailure` for an engine that the storage does not have.
  func fit(
    _ trainer: LogisticTrainer, _ examples: Examples, _ task: some ClassificationTask,
    observe: (TrainingProgress) -> ObserverDecision
  ) throws -> LogisticFit {
    let weights = examples.caseWeights
    var trainer = trainer
    trainer.offset = examples.inputs.offsetFeature
    let asked = [("--weight", weights != nil), ("--offset", trainer.offset != nil)]
    if let lacking = unable(asked) { throw unable(lacking) }
    switch examples.features {
    case let bytes as ByteMatrix:
      return try fit(
        trainer, examples.dataset(of: bytes), task, exampleWeights: weights, observe: observe)
    case let floats as Matrix<Float>:
      guard self == .reference else {
        return try fitDense(
          trainer, examples.dataset(of: floats), task, exampleWeights: weights, observe: observe)
      }
      guard floats.scale == 1 else { throw unable("numbers with an --input-scale") }
      return try fitReference(
        trainer, try TrainingSet(examples.dataset(of: floats), task), observe: observe)
    case let doubles as Matrix<Double>:
      guard self != .reference else { throw unable("numbers that do not fit a 32-bit float") }
      return try fitDense(
        trainer, examples.dataset(of: doubles), task, exampleWeights: weights, observe: observe)
    default:
      guard self == .auto || self == .tiled else { throw unable("sparse examples, unless --dense") }
      return try trainer.fit(examples, task, observe: observe)
    }
  }

  /// Fits bytes with this engine.
  func fit(
    _ trainer: LogisticTrainer, _ data: Dataset<ByteMatrix>, _ task: some ClassificationTask,
    exampleWeights: [Double]? = nil, observe: (TrainingProgress) -> ObserverDecision
  ) throws -> LogisticFit {
    guard let libraryEngine else {
      return try fitReference(trainer, try TrainingSet(data, task).converted(), observe: observe)
    }
    var trainer = trainer
    trainer.engine = libraryEngine
    return try trainer.fit(data, task, exampleWeights: exampleWeights, observe: observe)
  }

  private func fitDense<Element>(
    _ trainer: LogisticTrainer, _ data: Dataset<Matrix<Element>>, _ task: some ClassificationTask,
    exampleWeights: [Double]?, observe: (TrainingProgress) -> ObserverDecision
  ) throws -> LogisticFit where Element: PassScalar {
    guard let libraryEngine, self != .bytes else { throw unable("numbers that are not bytes") }
    var trainer = trainer
    trainer.engine = libraryEngine
    return try trainer.fit(data, task, exampleWeights: exampleWeights, observe: observe)
  }

  private func fitReference(
    _ trainer: LogisticTrainer, _ examples: TrainingSet<Matrix<Float>>,
    observe: (TrainingProgress) -> ObserverDecision
  ) throws -> LogisticFit {
    var trainer = trainer
    trainer.threads = 1
    return try trainer.fit(examples, engineName: rawValue, observe: observe) {
      ReferenceObjective(examples)
    }
  }

  private func unable(_ what: String) -> RunFailure {
    RunFailure(
      description: "--engine: expected an engine for \(what), found \(rawValue); leave it out")
  }
}
