/// A feature that does nothing but count the rows, as programs write beside a table.
extension Examples {
  /// The first feature that is 0 or 1 in the first example and then ascends by whole numbers that are
  /// never more than the examples by half; nil where there is none, and in fewer than `leastCounted`.
  package var rowCounter: Int? {
    guard count >= Self.leastCounted else { return nil }
    let (first, second) = (values(of: 0), values(of: 1))
    let candidates = first.indices.filter {
      (first[$0] == 0 || first[$0] == 1) && second[$0] > first[$0]
    }
    return candidates.first { feature in
      var before = first[feature]
      return (1..<count).allSatisfy { example in
        let value = values(of: example)[feature]
        defer { before = value }
        return value > before && value == value.rounded() && 2 * value <= 3 * Double(count)
      }
    }
  }

  private static let leastCounted = 20
}
