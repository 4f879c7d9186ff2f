/// Text of files as strings.
package enum FileText {
  /// As many marks as Unicode's stream-safe text has on a letter (UAX #15, section 13).
  package static let mostMarks = 30

  /// A string of these bytes.
  ///
  /// Strings are compared by what they mean, for which the marks of a letter are sorted: of millions of
  /// them on one letter that takes hours. No language has more than a few.
  /// - Returns: nil when they are not UTF-8, or have more than `mostMarks` marks on a letter.
  package static func string(_ bytes: some Collection<UInt8>) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    return hasFewMarks(text) ? text : nil
  }

  /// Whether no letter has more than `mostMarks` marks.
  package static func hasFewMarks(_ text: String) -> Bool {
    // A mark takes two bytes or more, of which the first is above every Latin letter's.
    guard text.utf8.count > 2 * mostMarks, text.utf8.contains(where: { $0 >= 0xCC }) else {
      return true
    }
    var marks = 0
    for scalar in text.unicodeScalars {
      let isMark = scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass.rawValue != 0
      marks = isMark ? marks + 1 : 0
      if marks > mostMarks { return false }
    }
    return true
  }
}
