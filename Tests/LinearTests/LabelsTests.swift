@testable import SigmoidExamples
import TestSupport
import Testing

@Suite struct LabelsTests {
  @Test func numbersAreInNumericOrder() {
    let labels = Labels([10, 9, 10, 2])
    #expect(labels.names == ["2", "9", "10"])
    #expect(labels.codes == [2, 1, 2, 0])
    #expect(labels.counts == [1, 1, 2])
  }

  @Test func textIsInItsOwnOrder() {
    let labels = Labels(["cat", "ant", "10"])
    #expect(labels.names == ["10", "ant", "cat"])
    #expect(labels.codes == [2, 1, 0])
    // `nan` is no number with a place among others, in whatever order they come.
    for names in [["nan", "2", "10"], ["10", "nan", "2"], ["2", "10", "nan"]] {
      #expect(Labels(names).names == ["10", "2", "nan"])
    }
  }

  @Test func selectionKeepsTheNames() {
    let labels = Labels([UInt8(3), 1, 2]).selecting([2, 2])
    #expect(labels.names == ["1", "2", "3"])
    #expect(labels.codes == [1, 1])
  }

  @Test func aWholeNumberIsOneLabelHoweverItIsWritten() {
    let labels = Labels(["+1", "1.0", "-1", "1", "1.", "-1.00", "007", "1.5", "+x", "-0.0", "0"])
    #expect(labels.names == ["+x", "-1", "0", "007", "1", "1.5"])
    #expect(labels.codes == [4, 4, 1, 4, 4, 1, 3, 5, 0, 2, 2])
    #expect(labels.counts == [1, 2, 2, 1, 4, 1])
    for text in ["", "+", "-", ".", "1.01", "1e3", "01", "1,0", "--1", "١"] {
      #expect(Labels.name(of: text) == text)
    }
  }

  @Test func partsAreJoinedByTheirNames() {
    let labels = Labels(joining: [(["b", "1.0"], [0, 1, 1]), (["1", "a"], [1, 0])])
    #expect(labels == Labels(["b", "1", "1", "a", "1"]))
  }

  /// A large file has many parts, and as many labels as it has lines if they are not labels at all.
  @Test func theTimeOfJoiningGrowsWithTheParts() throws {
    let ratio = try Growth.ratio(
      of: 64,
      input: { count in
        (0..<count).map { part in
          (names: (0..<8).map { "\(part) \($0)" }, codes: (0..<8).map(Int32.init))
        }
      }, work: { parts in #expect(Labels(joining: parts).count == 8 * parts.count) })
    #expect(ratio < Growth.most)
  }

  @Test func ofNothing() { #expect(Labels([Int]()).count == 0) }
}
