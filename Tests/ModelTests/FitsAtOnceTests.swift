import Dispatch
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
import Synchronization
import TestSupport
import Testing

/// What a program that links the library relies on: fits that run at once are each as if alone.
@Suite struct FitsAtOnceTests {
  private static let kinds: [@Sendable (TestData) throws -> LogisticFit] = [
    { try $0.fit(.gradientDescent(epochs: 20, learningRate: 0.5), threads: 2) },
    { try $0.fit(.gradientDescent(epochs: 20, learningRate: 0.5), .blas, threads: 1) },
    { try $0.fit(.momentum(epochs: 20, learningRate: 0.5), .blas, threads: 3) },
    { try $0.fit(.lbfgs(), threads: 2) }, { try $0.fit(.newton(), .tiled, threads: 2) },
    { try $0.fit(.lbfgs(), .bytes, threads: 1, isMulticlass: true) },
    { try $0.fit(.adam(epochs: 3, learningRate: 0.01), threads: 2) },
  ]

  /// Bytes of three classes.
  struct TestData: Sendable {
    let bytes: [UInt8]
    let labels: [Int]

    init(_ random: inout RandomValues) {
      labels = (0..<1200).map { _ in random.int(in: 0..<3) }
      var bytes: [UInt8] = []
      for label in labels {
        for feature in 0..<17 {
          bytes.append(UInt8(min(255, 30 * ((label + feature) % 3) + random.int(in: 0..<170))))
        }
      }
      self.bytes = bytes
    }

    func fit(
      _ solver: Solver, _ engine: Engine = .auto, threads: Int, isMulticlass: Bool = false
    ) throws -> LogisticFit {
      var matrix = ByteMatrix(features: 17, examples: labels.count)
      var span = matrix.mutableSpan
      for index in bytes.indices { span[index] = bytes[index] }
      let data = Dataset(features: matrix, labels: Labels(labels))
      let trainer = LogisticTrainer(solver: solver, l2: 0.01, engine: engine, threads: threads)
      return isMulticlass
        ? try trainer.fit(data, MulticlassTask()) : try trainer.fit(data, BinaryTask(positive: [1]))
    }
  }

  @Test func eachIsAsIfAlone() throws {
    var random = RandomValues()
    let data = TestData(&random)
    @Sendable func bits(_ model: LogisticModel) -> [UInt64] {
      (model.weights + model.intercepts).map(\.bitPattern)
    }
    let alone = try Self.kinds.map { bits(try $0(data).model) }
    let different = Atomic<Int>(0)
    let rounds = 4
    DispatchQueue.concurrentPerform(iterations: rounds * Self.kinds.count) { index in
      let kind = index % Self.kinds.count
      let found = (try? Self.kinds[kind](data)).map { bits($0.model) }
      if found != alone[kind] { different.add(1, ordering: .relaxed) }
    }
    #expect(different.load(ordering: .relaxed) == 0)
  }
}
