@testable import SigmoidSystem
import TestSupport
import Testing

@Suite struct SeededGeneratorTests {
  /// The first numbers of seed 1234567, as Sebastiano Vigna's splitmix64.c prints them.
  @Test func isSplitMix64() {
    var generator = SeededGenerator(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  /// Runs that go on from a checkpoint count on the order never changing.
  @Test func shufflesAreTheSameForEver() {
    var generator = SeededGenerator(seed: 7)
    var order = Array(0..<12)
    generator.shuffle(&order)
    #expect(order == [8, 7, 11, 10, 6, 2, 1, 3, 5, 9, 0, 4])
  }

  @Test func streamsDoNotOverlap() {
    var seen: Set<UInt64> = []
    for seed in 0..<8 as Range<UInt64> {
      for stream in 0..<64 as Range<UInt64> {
        var generator = SeededGenerator(seed: seed, stream: stream)
        for _ in 0..<50 { seen.insert(generator.next()) }
      }
    }
    #expect(seen.count == 8 * 64 * 50)
  }

  @Test func valuesStayInRange() {
    var random = RandomValues()
    var generator = SeededGenerator(seed: random.next())
    var sum: Float = 0
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 {
      let fraction = generator.fraction()
      #expect(fraction >= 0 && fraction < 1)
      sum += fraction
      counts[generator.index(below: 7)] += 1
    }
    // Six standard deviations: 0.289 / √7000 · 6, and √(7000 · 6/49) · 6.
    #expect(abs(sum / 7000 - 0.5) < 0.021)
    for count in counts { #expect(abs(count - 1000) < 176) }
    #expect(generator.index(below: 1) == 0)
  }
}
