@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidOptimization
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

/// Trainings that are left off and go on.
@Suite struct CheckpointTests {
  /// One of each kind of fit; `name` stands in messages.
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    let trainer: LogisticTrainer
    var isMulticlass = false
    var isBytes = false

    var testDescription: String { name }
  }

  static let kinds: [Kind] = {
    func trainer(_ solver: Solver, _ change: (inout LogisticTrainer) -> Void = { _ in })
      -> LogisticTrainer
    {
      var trainer = LogisticTrainer(solver: solver, l2: 0.01, threads: 2, seed: 3)
      change(&trainer)
      return trainer
    }
    func asLarge(_ trainer: inout LogisticTrainer) {
      trainer.l2 = 1e-4
      trainer.thrift.elementsInDouble = 0
      trainer.thrift.cheapHessian = 0
    }
    return [
      Kind(name: "gd", trainer: trainer(.gradientDescent(epochs: 12, learningRate: 0.5))),
      Kind(
        name: "gd on bytes", trainer: trainer(.gradientDescent(epochs: 12, learningRate: 0.5)),
        isBytes: true),
      Kind(
        name: "gd to a tolerance",
        trainer: trainer(.gradientDescent(epochs: 4000, learningRate: 1)) { $0.tolerance = 1e-2 }),
      Kind(name: "momentum", trainer: trainer(.momentum(epochs: 12, learningRate: 0.5))),
      Kind(name: "sgd", trainer: trainer(.sgd(epochs: 9, learningRate: 0.5, batchSize: 32))),
      Kind(
        name: "sgd, softmax, tolerance",
        trainer: trainer(.sgd(epochs: 9, learningRate: 0.5, batchSize: 32)) { $0.tolerance = 0 },
        isMulticlass: true),
      Kind(name: "adam", trainer: trainer(.adam(epochs: 9, learningRate: 0.05, batchSize: 32))),
      Kind(
        name: "adam, inverse time",
        trainer: trainer(
          .adam(
            epochs: 9, learningRate: 0.05, batchSize: 32, schedule: .inverseTime(decay: 0.5)))),
      Kind(name: "lbfgs", trainer: trainer(.lbfgs())),
      Kind(name: "lbfgs to a tolerance", trainer: trainer(.lbfgs()) { $0.tolerance = 1e-5 }),
      Kind(name: "lbfgs on bytes", trainer: trainer(.lbfgs()), isBytes: true),
      Kind(
        name: "lbfgs, standardized, balanced",
        trainer: trainer(.lbfgs()) {
          $0.standardizes = true
          $0.classWeights = .balanced
        }),
      Kind(name: "lbfgs, softmax", trainer: trainer(.lbfgs()), isMulticlass: true),
      Kind(
        name: "lbfgs, softmax, blas", trainer: trainer(.lbfgs()) { $0.engine = .blas },
        isMulticlass: true),
      Kind(name: "lbfgs, as of much data", trainer: trainer(.lbfgs(), asLarge), isMulticlass: true),
      Kind(
        name: "lbfgs to a gap, as of much data",
        trainer: trainer(.lbfgs()) {
          asLarge(&$0)
          $0.gap = 1e-10
        }, isBytes: true),
      Kind(name: "newton, as of much data", trainer: trainer(.newton(), asLarge)),
      Kind(name: "newton", trainer: trainer(.newton())),
      Kind(name: "proximal", trainer: trainer(.proximal) { $0.l1 = 0.01 }),
      Kind(
        name: "proximal, softmax, to a gap",
        trainer: trainer(.proximal) {
          $0.l1 = 0.01
          $0.gap = 1e-9
        }, isMulticlass: true),
      Kind(
        name: "proximal, as of much data",
        trainer: trainer(.auto) {
          asLarge(&$0)
          $0.l1 = 0.003
        }, isBytes: true),
      Kind(name: "newton to a tolerance", trainer: trainer(.newton()) { $0.tolerance = 1e-8 }),
    ]
  }()

  /// Three classes that overlap.
  private static let values: (bytes: [UInt8], labels: [Int]) = {
    var random = RandomValues(seed: 5)
    var bytes: [UInt8] = []
    let labels = (0..<300).map { _ in random.int(in: 0..<3) }
    for label in labels {
      for feature in 0..<6 {
        bytes.append(UInt8(min(255, 40 * ((label + feature) % 3) + random.int(in: 0..<150))))
      }
    }
    return (bytes, labels)
  }()

  private func fit(
    _ kind: Kind, _ trainer: LogisticTrainer, stopAt: Int? = nil,
    record: (TrainingProgress) -> Void = { _ in }
  ) throws -> LogisticFit {
    let (bytes, labels) = Self.values
    func observe(_ progress: TrainingProgress) -> ObserverDecision {
      record(progress)
      return progress.evaluation == stopAt ? .stop : .proceed
    }
    let names = Labels(labels)
    if kind.isBytes {
      let data = Dataset(
        features: Self.byteMatrix(bytes),
        labels: names)
      return try trainer.fit(data, BinaryTask(positive: [0]), observe: observe)
    }
    let data = Dataset(
      features: Matrix<Float>(rows: 6, columns: 300, elements: bytes.map { Float($0) / 255 }),
      labels: names)
    if kind.isMulticlass { return try trainer.fit(data, MulticlassTask(), observe: observe) }
    return try trainer.fit(data, BinaryTask(positive: [0]), observe: observe)
  }

  private static func byteMatrix(_ bytes: [UInt8]) -> ByteMatrix {
    var matrix = ByteMatrix(features: 6, examples: bytes.count / 6)
    var span = matrix.mutableSpan
    for index in bytes.indices { span[index] = bytes[index] }
    return matrix
  }

  private func bits(_ model: LogisticModel) -> [UInt64] {
    (model.weights + model.intercepts).map(\.bitPattern)
  }

  @Test(arguments: kinds) func resumedFitsEndWithTheSameBits(kind: Kind) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c")
    var whole: [TrainingProgress] = []
    let uninterrupted = try fit(kind, kind.trainer) { whole.append($0) }
    let evaluations = uninterrupted.summary.evaluations
    #expect(evaluations > 3)
    for first in [1, 2, 3, evaluations / 2, evaluations - 1, evaluations] {
      var trainer = kind.trainer
      trainer.checkpoint = CheckpointPlan(path: path, every: .evaluations(1))
      let partial = try fit(kind, trainer, stopAt: first)
      #expect(partial.checkpointFailure == nil)
      // Once more in between, on other threads.
      var records: [TrainingProgress] = []
      var resumed = uninterrupted
      for stop in [first + 2, nil] {
        trainer.resume = try Checkpoint(contentsOf: path)
        #expect(try #require(trainer.resume).evaluations <= evaluations)
        trainer.threads = trainer.threads % 3 + 1
        records = trainer.resume?.history ?? []
        resumed = try fit(kind, trainer, stopAt: stop) { records.append($0) }
      }
      #expect(bits(resumed.model) == bits(uninterrupted.model), "stopped at \(first)")
      #expect(resumed.summary.termination == uninterrupted.summary.termination)
      #expect(resumed.summary.evaluations == evaluations)
      #expect(resumed.summary.iterations == uninterrupted.summary.iterations)
      #expect(resumed.summary.objective == uninterrupted.summary.objective)
      #expect(resumed.summary.loss == uninterrupted.summary.loss)
      #expect(resumed.summary.gapEstimate == uninterrupted.summary.gapEstimate)
      #expect(records.map(\.evaluation) == whole.map(\.evaluation))
      #expect(records.map(\.objective) == whole.map(\.objective))
      #expect(records.map(\.stepSize) == whole.map(\.stepSize))
      #expect(zip(records, records.dropFirst()).allSatisfy { $0.seconds <= $1.seconds })
      // What has ended ends at once.
      trainer.resume = try Checkpoint(contentsOf: path)
      let again = try fit(kind, trainer)
      #expect(bits(again.model) == bits(uninterrupted.model))
      #expect(again.summary.secondsPerEpochMedian.isFinite)
    }
  }

  @Test(arguments: kinds.filter { $0.trainer.tolerance == nil && $0.trainer.solver.name != "sgd" })
  func aLaterEndIsThatOfALongerFit(kind: Kind) throws {
    let folder = try TemporaryFolder()
    func trainer(_ evaluations: Int) -> LogisticTrainer {
      var trainer = kind.trainer
      switch trainer.solver {
      case .gradientDescent(_, let rate):
        trainer.solver = .gradientDescent(epochs: evaluations, learningRate: rate)
      case .momentum(_, let rate):
        trainer.solver = .momentum(epochs: evaluations, learningRate: rate)
      case .adam(_, let rate, let size, let schedule), .sgd(_, let rate, let size, let schedule):
        trainer.solver = .adam(
          epochs: evaluations, learningRate: rate, batchSize: size, schedule: schedule)
      case .lbfgs: trainer.solver = .lbfgs(evaluations: evaluations)
      case .newton: trainer.solver = .newton(evaluations: evaluations)
      case .proximal: trainer.solver = .proximal(evaluations: evaluations)
      case .auto: trainer.solver = .auto(evaluations: evaluations)
      }
      return trainer
    }
    var short = trainer(4)
    short.checkpoint = CheckpointPlan(path: folder.file("c"), every: .evaluations(1))
    _ = try fit(kind, short)
    var long = trainer(8)
    let whole = try fit(kind, long)
    long.resume = try Checkpoint(contentsOf: folder.file("c"))
    guard kind.name != "adam" else {
      // Its rate falls towards the end, which cannot move.
      #expect(throws: CheckpointMismatch(name: "epochs", expected: "4", found: "8")) {
        try fit(kind, long)
      }
      return
    }
    #expect(bits(try fit(kind, long).model) == bits(whole.model))
    short = trainer(1)
    short.resume = long.resume
    #expect(throws: CheckpointMismatch.self) { try fit(kind, short) }
  }

  @Test func anotherFitIsRefusedByName() throws {
    let folder = try TemporaryFolder()
    let kind = Self.kinds[0]
    var trainer = kind.trainer
    trainer.checkpoint = CheckpointPlan(path: folder.file("c"), every: .evaluations(1))
    let model = try fit(kind, trainer).model
    trainer.checkpoint = nil
    trainer.resume = try Checkpoint(contentsOf: folder.file("c"))
    let changes: [(String, (inout LogisticTrainer) -> Void)] = [
      ("solver", { $0.solver = .momentum(epochs: 12, learningRate: 0.5) }),
      ("learningRate", { $0.solver = .gradientDescent(epochs: 12, learningRate: 0.25) }),
      ("l2", { $0.l2 = 0.02 }), ("tolerance", { $0.tolerance = 0 }),
      ("classWeights", { $0.classWeights = .balanced }),
      ("standardized", { $0.standardizes = true }), ("seed", { $0.seed = 4 }),
      ("engine", { $0.engine = .blas }), ("start", { $0.start = model }),
    ]
    for (name, change) in changes {
      var other = trainer
      change(&other)
      let error = #expect(throws: CheckpointMismatch.self) { try fit(kind, other) }
      #expect(error?.name == name)
      #expect("\(try #require(error))".hasPrefix("\(name): expected "))
    }
    let softmax = Kind(name: "", trainer: trainer, isMulticlass: true)
    #expect(throws: CheckpointMismatch.self) { try fit(softmax, trainer) }
    // One pixel.
    var (bytes, labels) = Self.values
    bytes[1000] ^= 1
    let data = Dataset(
      features: Matrix<Float>(rows: 6, columns: 300, elements: bytes.map { Float($0) / 255 }),
      labels: Labels(labels))
    let error = #expect(throws: CheckpointMismatch.self) {
      try trainer.fit(data, BinaryTask(positive: [0]))
    }
    #expect(error?.name == "data")
    // One label.
    bytes[1000] ^= 1
    labels[7] = (labels[7] + 1) % 3
    let other = Dataset(
      features: Matrix<Float>(rows: 6, columns: 300, elements: bytes.map { Float($0) / 255 }),
      labels: Labels(labels))
    #expect(throws: CheckpointMismatch.self) { try trainer.fit(other, BinaryTask(positive: [0])) }
    // Threads are nobody's business.
    trainer.threads = 1
    #expect(bits(try fit(kind, trainer).model) == bits(model))
  }

  @Test func damagedFilesAreRefused() throws {
    let folder = try TemporaryFolder()
    var trainer = Self.kinds[8].trainer
    trainer.checkpoint = CheckpointPlan(path: folder.file("c"), every: .evaluations(1))
    _ = try fit(Self.kinds[8], trainer, stopAt: 5)
    let whole = try folder.bytes("c")
    let read = try Checkpoint(decoding: whole, path: "c")
    #expect(try read.encoded() == whole)
    var random = RandomValues()
    print("damagedFilesAreRefused: mutated inputs: 20000 of checkpoints")
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0..<random.int(in: 1..<3) {
        switch random.int(in: 0..<3) {
        case 0 where !bytes.isEmpty:
          bytes[random.int(in: 0..<bytes.count)] ^= 1 << UInt8(random.int(in: 0..<8))
        case 1: bytes.removeLast(random.int(in: 0..<bytes.count + 1))
        default:
          bytes.insert(UInt8(random.int(in: 0..<256)), at: random.int(in: 0..<bytes.count + 1))
        }
      }
      guard bytes != whole else { continue }
      do {
        // What changes nothing, such as a space in the header, is no damage.
        #expect(try Checkpoint(decoding: bytes, path: "c") == read)
      } catch {
        #expect(error is FileError, "\(error)")
      }
    }
    let model = try fit(Self.kinds[0], Self.kinds[0].trainer).model
    #expect(throws: FileError.self) { try Checkpoint(decoding: model.encoded(), path: "m") }
    #expect(throws: FileError.self) { try Checkpoint(contentsOf: folder.file("none")) }
  }

  /// Whole by its checksum, and yet no state of this fit.
  @Test(arguments: kinds) func statesOfSomethingElseAreRefused(kind: Kind) throws {
    let folder = try TemporaryFolder()
    var trainer = kind.trainer
    trainer.checkpoint = CheckpointPlan(path: folder.file("c"), every: .evaluations(1))
    _ = try fit(kind, trainer, stopAt: 4)
    trainer.checkpoint = nil
    let good = try Checkpoint(contentsOf: folder.file("c"))
    var states: [RunState] = []
    for name in good.state.vectors.keys {
      var state = good.state
      state.vectors[name] = nil
      states.append(state)
      state.vectors[name] = [1]
      states.append(state)
      state.vectors[name] = good.state.vectors[name].map { $0.map { _ in .nan } }
      states.append(state)
    }
    for name in good.state.numbers.keys {
      for value in [nil, .nan, -1, 0.5, 1e300] as [Double?] {
        var state = good.state
        state.numbers[name] = value
        states.append(state)
      }
    }
    var refused = 0
    for state in states {
      trainer.resume = Checkpoint(state: state, history: good.history, run: good.run)
      do {
        _ = try fit(kind, trainer)
      } catch {
        #expect(
          error is RunState.Mismatch || error is TrainingDiverged || error is CheckpointMismatch,
          "\(error)")
        refused += 1
      }
    }
    print("\(kind.name): \(refused) of \(states.count) states refused")
    #expect(refused > states.count / 3)
  }

  @Test func aCheckpointThatCannotBeSavedIsReported() throws {
    var trainer = Self.kinds[0].trainer
    trainer.checkpoint = CheckpointPlan(path: "/nowhere/at/all/c", every: .evaluations(1))
    let outcome = try fit(Self.kinds[0], trainer)
    #expect(outcome.summary.termination == .evaluationsUsedUp)
    #expect(outcome.checkpointFailure is FileError)
  }
}
