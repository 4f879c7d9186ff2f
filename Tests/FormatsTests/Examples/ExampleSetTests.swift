@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import TestSupport
import Testing

/// Splits of labelled examples.
@Suite struct ExampleSetTests {
  @Test func holdoutTakesTheShareOfEachLabel() {
    var random = RandomValues()
    for _ in 0..<50 {
      let labels = Labels((0..<random.int(in: 1..<400)).map { _ in random.int(in: 0..<5) })
      let share = Double(random.int(in: 1..<100)) / 100
      let split = Examples.split(labels, share, seed: UInt64(random.int(in: 0..<1000)))
      #expect((split.training + split.test).sorted() == Array(0..<labels.count))
      #expect(split.training == split.training.sorted() && split.test == split.test.sorted())
      for (count, held) in zip(labels.counts, labels.selecting(split.test).counts) {
        #expect(abs(Double(held) - share * Double(count)) <= 1)
        #expect(count < 2 || (held > 0 && held < count))
      }
    }
  }

  @Test func holdoutIsDrawnBySeed() {
    let labels = Labels((0..<300).map { $0 % 3 })
    let first = Examples.split(labels, 0.3, seed: 1)
    #expect(first == Examples.split(labels, 0.3, seed: 1))
    #expect(first.test != Examples.split(labels, 0.3, seed: 2).test)
    // Not the same places in each label.
    let places = (0..<3).map { label in
      first.test.filter { $0 % 3 == label }.map { $0 / 3 }
    }
    #expect(places[0] != places[1] && places[1] != places[2])
  }

  @Test func partsHaveTheirOwnExamples() throws {
    let matrix = Matrix<Float>(rows: 1, columns: 6, elements: [0, 1, 2, 3, 4, 5])
    let set = Examples(fitting: matrix, labels: Labels([0, 0, 0, 1, 1, 1]))
    let (training, test) = try set.holdingOut(0.34, seed: 3)
    let (left, right) = (training.features.rows, test.features.rows)
    #expect((left + right).flatMap { $0 }.sorted() == [0, 1, 2, 3, 4, 5])
    #expect(right[0][0] < 3 && right[1][0] >= 3)
    #expect(test.labels?.codes == [0, 1])
  }
}
