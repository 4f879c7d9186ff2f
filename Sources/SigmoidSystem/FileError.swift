/// Something about a file that a person can put right.
///
/// The text always says which file, what was expected there, what was found, and what to do.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// The file or folder; of examples that a program made, what it calls them.
  public let path: String
  /// What the file should hold or allow, in words.
  public let expected: String
  /// What it holds, or what the system says; `description` cuts long text.
  public let found: String
  /// What to do, as an imperative.
  public let remedy: String

  /// - Parameters: parts of one sentence, without a full stop.
  public init(path: String, expected: String, found: String, remedy: String) {
    self.path = path
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  /// Text from outside as a message shows it: of a name of megabytes the beginning.
  public static func shown(_ text: String, most: Int = 80) -> String {
    // Scalars: one character may be of any length.
    let start = text.unicodeScalars.prefix(most)
    return start.endIndex == text.endIndex ? text : "\(String(start))…"
  }

  /// Nobody reads more, and what is found may be of any length.
  private static let mostOfText = 2000

  public var description: String {
    let expected = Self.shown(expected, most: Self.mostOfText)
    return "\(path): expected \(expected), found \(Self.shown(found, most: Self.mostOfText)); "
      + remedy
  }
}
