@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import SigmoidSystem
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

  private func grouped(
    _ labels: [Int], _ groups: [Int], order: [Int]? = nil
  ) -> Examples {
    let order = order ?? Array(labels.indices)
    let matrix = Matrix<Float>(
      rows: 1, columns: labels.count, elements: order.map { Float($0) })
    return Examples(
      fitting: matrix, labels: Labels(order.map { labels[$0] }),
      groups: Labels(order.map { "p\(groups[$0])" }))
  }

  /// Groups of all sizes, of one label or several: none is parted, no label is lost, and where groups are
  /// small the share is met.
  @Test func holdoutKeepsGroupsTogether() throws {
    var random = RandomValues()
    for _ in 0..<200 {
      let (count, most) = (random.int(in: 20..<300), random.int(in: 7..<60))
      let groups = (0..<count).map { _ in random.int(in: 0..<most) }
      let isOfGroups = random.int(in: 0..<2) == 0
      let labels = groups.map { isOfGroups ? $0 % 3 : random.int(in: 0..<3) }
      let share = Double(random.int(in: 5..<95)) / 100
      let all = grouped(labels, groups)
      let ofLabel = (0..<3).map { label in
        Set(groups.indices.filter { labels[$0] == label }.map { groups[$0] }).count
      }
      let (training, test) = try all.holdingOut(share, seed: UInt64(random.int(in: 0..<1000)))
      #expect(training.count + test.count == count && test.count > 0)
      let (left, right) = (try #require(training.groups), try #require(test.groups))
      #expect(Set(left.codes).isDisjoint(with: Set(right.codes)))
      let all3 = try #require(all.labels).counts
      let kept = try #require(training.labels).counts
      #expect(zip(all3, kept).allSatisfy { $0 == 0 || $1 > 0 })
      guard (ofLabel.min() ?? 0) > 12 else { continue }
      let largest = try #require(all.groups).counts.max() ?? 0
      for (whole, part) in zip(all3, kept) {
        #expect(abs(Double(whole - part) - share * Double(whole)) <= 2 * Double(largest) + 1)
      }
    }
  }

  @Test func groupsAreDrawnBySeedWhateverTheOrderOfTheExamples() throws {
    var random = RandomValues()
    let groups = (0..<400).map { _ in random.int(in: 0..<50) }
    let labels = groups.map { _ in random.int(in: 0..<2) }
    func held(_ seed: UInt64, order: [Int]? = nil) throws -> Set<String> {
      let test = try grouped(labels, groups, order: order).holdingOut(0.3, seed: seed).test
      let found = try #require(test.groups)
      return Set(found.codes.map { found.names[Int($0)] })
    }
    let first = try held(1)
    #expect(try first == held(1) && first != held(2))
    #expect(try first == held(1, order: Array((0..<400).reversed())))
  }

  /// Whatever the order of the draw: a group that is larger than the share, and sizes of powers of two.
  @Test func groupsComeAsNearToTheShareAsTheyAllow() throws {
    let one = [Int](repeating: 0, count: 500) + (0..<500).map { 1 + $0 / 10 }
    let powers = (0..<10).flatMap { [Int](repeating: $0, count: 1 << $0) }
    for (groups, share) in [(one, 0.3), (powers, 0.37)] {
      let all = grouped(groups.indices.map { $0 % 2 }, groups)
      for seed in 0..<8 {
        let test = try all.holdingOut(share, seed: UInt64(seed)).test
        #expect(abs(Double(test.count) / Double(groups.count) - share) <= 0.01)
      }
    }
  }

  /// A label without a second group would be lost from the training part.
  @Test func groupsThatHoldAllOfALabelStay() throws {
    let refused = #expect(throws: FileError.self) {
      try grouped([0, 0, 1, 1], [0, 0, 1, 1]).holdingOut(0.5, seed: 1)
    }
    #expect(refused?.found == "none among 2 groups")
    let (training, test) = try grouped([0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 2, 2])
      .holdingOut(0.1, seed: 1)
    #expect(training.count == 5 && test.features.rows == [[0]])
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
