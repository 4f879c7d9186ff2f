import ArgumentParser
import LinearAlgebra
import LogisticReference
import LogisticRegression
import Optimization

/// The engines of the library, and the plain reference beside them.
enum EngineChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, reference, blas, tiled, bytes

  static let allValueDescriptions: [String: String] = [
    "auto": "bytes for bytes, tiled for floats",
    "reference": "the textbook's loop over examples, in plain Swift",
    "blas": "float matrix, two BLAS calls on the whole of it",
    "tiled": "float matrix, one pass of BLAS calls on tiles that stay in the cache",
    "bytes": "one pass over the bytes as they are",
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
  func fit(
    _ trainer: LogisticTrainer, _ data: Dataset<ByteMatrix>, _ task: some ClassificationTask,
    observe: (TrainingProgress) -> Continuation
  ) throws -> LogisticFit {
    var trainer = trainer
    if let libraryEngine {
      trainer.engine = libraryEngine
      return try trainer.fit(data, task, observe: observe)
    }
    trainer.threads = 1
    let examples = try TrainingSet(data, task).converted()
    return try trainer.fit(examples, engineName: rawValue, observe: observe) {
      ReferenceObjective(examples)
    }
  }
}
