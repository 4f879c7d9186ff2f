extension Predictions {
  /// Wrongly predicted examples, the greatest loss first; equal ones in their order. Indices are
  /// into the arrays here; `positions` has those of the set.
  package func worstMistakes(_ count: Int) -> [Int] {
    let wrong = actual.indices.filter { actual[$0] != predicted[$0] }
    return Array(wrong.sorted { (losses[$1], $0) < (losses[$0], $1) }.prefix(max(count, 0)))
  }

  /// Examples whose two most probable classes are nearest to each other, the nearest first.
  package func leastCertain(_ count: Int) -> [Int] {
    let classes = classNames.count
    let margins = actual.indices.map { example in
      var (first, second) = (-Double.infinity, -Double.infinity)
      for value in probabilities[example * classes..<(example + 1) * classes] {
        if value > first { (first, second) = (value, first) } else { second = max(second, value) }
      }
      return first - second
    }
    return Array(
      actual.indices.sorted { (margins[$0], $0) < (margins[$1], $1) }.prefix(max(count, 0)))
  }
}
