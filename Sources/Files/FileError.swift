/// Something about a file that a person can put right.
///
/// The text always says which file, what was expected there, what was found, and what to do.
public struct FileError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let expected: String
  public let found: String
  public let remedy: String

  public init(path: String, expected: String, found: String, remedy: String) {
    self.path = path
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  public var description: String {
    "\(path): expected \(expected), found \(found); \(remedy)"
  }
}
