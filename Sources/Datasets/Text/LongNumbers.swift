/// Numbers of a text of which a double does not hold every digit, as they were written: for who writes
/// them again as text.
public struct LongNumbers: Sendable, Equatable {
  /// In ascending order, and of one example its features in ascending order.
  private var examples: [Int] = []
  private var features: [Int] = []
  /// Where the text of each ends.
  private var ends: [Int] = []
  private var text: [UInt8] = []

  public init() {}

  public var count: Int { examples.count }

  /// - Parameter number: behind those that are there.
  mutating func append(example: Int, feature: Int, _ number: some Sequence<UInt8>) {
    examples.append(example)
    features.append(feature)
    text.append(contentsOf: number)
    ends.append(text.count)
  }

  /// Adds those of further examples.
  /// - Parameter before: how many examples come before them.
  mutating func append(_ others: LongNumbers, examplesBefore before: Int) {
    for index in 0..<others.count {
      append(
        example: before + others.examples[index], feature: others.features[index],
        others.text(index))
    }
  }

  /// Those of an example, by their places among all.
  func places(of example: Int) -> Range<Int> {
    let first = firstPlace(from: example)
    return first..<(first == count ? first : firstPlace(from: example + 1))
  }

  func feature(_ place: Int) -> Int { features[place] }

  func text(_ place: Int) -> ArraySlice<UInt8> {
    text[(place > 0 ? ends[place - 1] : 0)..<ends[place]]
  }

  /// The place of the first of this example or of a later one.
  private func firstPlace(from example: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if examples[middle] < example { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension DecimalNumber {
  /// Whether a double has all the digits: the shortest decimal that is read as that double, which is
  /// what is written of it, is this number.
  /// - Parameter double: the nearest.
  func isHeld(by double: Double) -> Bool {
    guard !isTruncated else { return false }
    let own = Self.withoutLastZeros(significand, exponent)
    // Of fifteen digits every number comes back, if it is not among the smallest.
    if own.significand < 1_000_000_000_000_000, double.magnitude >= .leastNormalMagnitude {
      return true
    }
    let shortest = Array(double.magnitude.description.utf8)
    guard let held = DecimalNumber(shortest.span, 0..<shortest.count) else { return false }
    return Self.withoutLastZeros(held.significand, held.exponent) == own
  }

  private static func withoutLastZeros(
    _ significand: UInt64, _ exponent: Int
  ) -> (significand: UInt64, exponent: Int) {
    guard significand > 0 else { return (0, 0) }
    var (significand, exponent) = (significand, exponent)
    while significand % 10 == 0 {
      significand /= 10
      exponent += 1
    }
    return (significand, exponent)
  }
}
