/// Words for yes and no, in any case.
enum BooleanWord {
  /// 1 or 0; nil for other words.
  static func value(_ text: String) -> Double? {
    switch text.lowercased() {
    case "true", "t", "yes", "y": 1
    case "false", "f", "no", "n": 0
    default: nil
    }
  }
}
