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

  /// The same of a column that is known to be of such words, where 1 and 0 are two of them.
  static func knownValue(_ text: String) -> Double? {
    value(text) ?? (text == "1" ? 1 : text == "0" ? 0 : nil)
  }
}
