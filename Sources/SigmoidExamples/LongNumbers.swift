/// Numbers of a text of which a double does not hold every digit, as they were written: for who writes
/// them again as text.
package struct LongNumbers: Sendable, Equatable {
  /// In ascending order, and of one example its features in ascending order.
  private var examples: [Int] = []
  private var features: [Int] = []
  /// Where the text of each ends.
  private var ends: [Int] = []
  private var text: [UInt8] = []

  package init() {}

  package var count: Int { examples.count }

  /// - Parameter number: behind those that are there.
  package mutating func append(example: Int, feature: Int, _ number: some Sequence<UInt8>) {
    examples.append(example)
    features.append(feature)
    text.append(contentsOf: number)
    ends.append(text.count)
  }

  /// Adds those of further examples.
  /// - Parameter before: how many examples come before them.
  package mutating func append(_ others: LongNumbers, examplesBefore before: Int) {
    for index in 0..<others.count {
      append(
        example: before + others.examples[index], feature: others.features[index],
        others.text(index))
    }
  }

  /// Those of an example, by their places among all.
  package func places(of example: Int) -> Range<Int> {
    let first = firstPlace(from: example)
    return first..<(first == count ? first : firstPlace(from: example + 1))
  }

  package func feature(_ place: Int) -> Int { features[place] }

  package func text(_ place: Int) -> ArraySlice<UInt8> {
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
