/// A name as an identifier of C: ASCII letters, digits and single underscores, a letter first.
func identifierOfC(_ name: String) -> String {
  let joined = words(of: name).joined(separator: "_")
  guard let first = joined.unicodeScalars.first else { return "model" }
  return isDigit(first) ? "model_" + joined : joined
}

/// A name as a type of Swift: `mnist-zero` is `MnistZeroModel`, which is no keyword and no type of
/// the standard library.
func typeNameOfSwift(_ name: String) -> String {
  let joined = words(of: name).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  let suffixed = joined.hasSuffix("Model") ? joined : joined + "Model"
  return suffixed.unicodeScalars.first.map(isDigit) ?? false ? "The" + suffixed : suffixed
}

/// The names of columns as members of a struct: each a valid identifier, no keyword, and unlike the others.
struct MemberNames {
  private let reserved: Set<String>
  private let joined: ([String]) -> String
  private var taken: Set<String> = []

  /// Small letters, `sepal_length`: macros have capitals, but for those that are reserved here.
  static var ofC: MemberNames {
    MemberNames(reserved: reservedOfC) { words in
      words.map { $0.lowercased() }.joined(separator: "_")
    }
  }

  /// `sepalLength`; a word of capitals alone is an abbreviation.
  static var ofSwift: MemberNames {
    MemberNames(reserved: reservedOfSwift) { words in
      words.enumerated().map { index, word in
        if index > 0 { return word.prefix(1).uppercased() + word.dropFirst() }
        return word == word.uppercased()
          ? word.lowercased() : word.prefix(1).lowercased() + word.dropFirst()
      }.joined()
    }
  }

  private init(reserved: Set<String>, joined: @escaping ([String]) -> String) {
    self.reserved = reserved
    self.joined = joined
  }

  /// The member of a column, called by its position where its name has no letter or digit.
  mutating func next(_ name: String, position: Int) -> String {
    var identifier = joined(words(of: name))
    if identifier.isEmpty { identifier = joined(["column", "\(position)"]) }
    if identifier.unicodeScalars.first.map(isDigit) ?? false {
      identifier = joined(["column", identifier])
    }
    if reserved.contains(identifier) { identifier += "_" }
    var unlike = identifier
    var count = 2
    while !taken.insert(unlike).inserted {
      unlike = identifier + (identifier.hasSuffix("_") ? "\(count)" : "_\(count)")
      count += 1
    }
    return unlike
  }

  /// Keywords of C up to C23 and of C++, and what compilers and headers define in small letters.
  private static let reservedOfC = Set(
    """
    alignas alignof and and_eq asm assert auto bitand bitor bool break case catch char char8_t char16_t \
    char32_t class compl complex concept const const_cast consteval constexpr constinit continue \
    co_await co_return co_yield decltype default delete do double dynamic_cast else enum errno explicit \
    export extern false float for friend goto i386 if imaginary inline int linux long \
    math_errhandling mutable namespace new noexcept not not_eq nullptr operator or or_eq private \
    protected public register reinterpret_cast requires restrict return short signed sizeof static \
    static_assert static_cast stderr stdin stdout struct switch template this thread_local throw true \
    try typedef typeid typename typeof typeof_unqual union unix unsigned using virtual void volatile \
    wchar_t while xor xor_eq
    """.split(separator: " ").map(String.init))

  /// Keywords of Swift where a name is declared.
  private static let reservedOfSwift = Set(
    """
    actor any as associatedtype async await borrowing break case catch class consuming continue default \
    defer deinit do each else enum extension fallthrough false fileprivate for func guard if import in \
    indirect init inout internal is lazy let macro mutating nil nonisolated open operator package \
    precedencegroup private protocol public repeat rethrows return self sending some static struct \
    subscript super switch throw throws true try typealias unowned var weak where while
    """.split(separator: " ").map(String.init))
}

/// The runs of ASCII letters and digits.
private func words(of name: String) -> [String] {
  name.unicodeScalars.split {
    !(isDigit($0) || ("a"..."z").contains($0) || ("A"..."Z").contains($0))
  }.map { String($0) }
}

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
