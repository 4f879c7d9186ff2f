import LinearAlgebra
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
  }

  @Test func selectionKeepsTheNames() {
    let labels = Labels([UInt8(3), 1, 2]).selecting([2, 2])
    #expect(labels.names == ["1", "2", "3"])
    #expect(labels.codes == [1, 1])
  }

  @Test func ofNothing() { #expect(Labels([Int]()).count == 0) }
}
