/// Words for yes and no, in any case.
enum BooleanWord {
  private static let pairs = [("true", "false"), ("t", "f"), ("yes", "no"), ("y", "n")]

  /// Whether all of them are of one pair: `f` and `n` are codes of something else.
  static func areOfOnePair(_ texts: [String]) -> Bool {
    let words = texts.map { $0.lowercased() }
    return pairs.contains { pair in words.allSatisfy { $0 == pair.0 || $0 == pair.1 } }
  }

  /// 1 or 0, also of `1` and `0`, in a column that is known to be of such words; nil for other words.
  static func value(_ text: String) -> Double? {
    switch text.lowercased() {
    case "true", "t", "yes", "y", "1": 1
    case "false", "f", "no", "n", "0": 0
    default: nil
    }
  }
}
