/// Which columns of a table are meant: a name, a pattern of names with `*` and `?`, or an index from 0 on
/// the left or from −1 on the right.
public struct ColumnPattern: Sendable, Equatable, CustomStringConvertible {
  private let text: String

  /// - Parameter text: an index only where no column bears it as its name.
  public init(_ text: String) { self.text = text }

  public var description: String { text }

  /// The columns that are meant, from 0; none where nothing is.
  func columns(of count: Int, names: [String]?) -> [Int] {
    let named = names.map { names in names.indices.filter { names[$0] == text } } ?? []
    if !named.isEmpty { return named }
    if let index = Int(text) {
      let column = index < 0 ? count + index : index
      return (0..<count).contains(column) ? [column] : []
    }
    let pattern = Array(text.unicodeScalars)
    return names.map { names in
      names.indices.filter { Self.matches(Array(names[$0].unicodeScalars), pattern) }
    } ?? []
  }

  /// `*` is any text, `?` any character. Only the last `*` is ever tried again.
  private static func matches(_ name: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
    var (position, place) = (0, 0)
    var star: (place: Int, position: Int)?
    while position < name.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, position)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[position] {
        (position, place) = (position + 1, place + 1)
      } else if let last = star {
        star = (last.place, last.position + 1)
        (position, place) = (last.position + 1, last.place + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
