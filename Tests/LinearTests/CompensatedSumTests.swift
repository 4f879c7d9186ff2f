@testable import SigmoidOptimization
import Testing

@testable import SigmoidLinear

@Suite struct CompensatedSumTests {
  @Test func keepsWhatAdditionsRoundAway() {
    var sum = CompensatedSum(1)
    for number in [1e16, 3, -1e16, 0x1p-60, -4] { sum.add(number) }
    #expect(sum.value == 0x1p-60)
  }

  @Test func keepsWhatProductsRoundAway() {
    var sum = CompensatedSum(-1)
    sum.add(1 + 0x1p-30, times: 1 + 0x1p-30)
    sum.add(-0x1p-29)
    #expect(sum.value == 0x1p-60)
  }
}
