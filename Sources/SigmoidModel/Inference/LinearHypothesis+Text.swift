import SigmoidSystem

/// A hypothesis as a person writes it.
///
///     smoke = 0          a coefficient
///     smoke              the same
///     race               all coefficients of a column
///     race=black = race=other,  2*age - lwt = 0.5
extension LinearHypothesis {
  /// Hypotheses with commas between.
  /// - Parameters:
  ///   - terms: the names of the coefficients that may stand in them.
  ///   - columns: of each column of a table, the names of its coefficients.
  ///   - untestable: what else has a name, and what it is.
  /// - Throws: `FileError` that says where the text is none.
  package static func list(
    _ text: String, terms: [String], columns: [String: [String]],
    untestable: [String: String] = [:]
  ) throws(FileError) -> [LinearHypothesis] {
    var scanner = HypothesisScanner(
      text, terms: terms, columns: columns, untestable: untestable)
    return try scanner.list()
  }
}

/// Reads terms by the longest name that fits, since names may hold signs, blanks and commas.
private struct HypothesisScanner {
  private let text: String
  private var rest: Substring
  private let terms: [String]
  private let columns: [String: [String]]
  private let untestable: [String: String]

  init(
    _ text: String, terms: [String], columns: [String: [String]], untestable: [String: String]
  ) {
    self.untestable = untestable
    self.text = text
    rest = Substring(text)
    self.terms = terms.sorted { $0.count > $1.count }
    self.columns = columns
  }

  private func refused(_ expected: String) -> FileError {
    if let name = untestable.keys.filter(isNext).max(by: { ($0.count, $1) < ($1.count, $0) }),
      let what = untestable[name]
    {
      return FileError(
        path: "'\(FileError.shown(text, most: 200))'",
        expected: "terms that have a coefficient and its standard error",
        found: "'\(FileError.shown(name, most: 200))', \(FileError.shown(what, most: 600))",
        remedy: "leave it out, or name another; 'sigmoid show' lists them")
    }
    return FileError(
      path: "'\(FileError.shown(text, most: 200))'", expected: expected,
      found: rest.isEmpty ? "the end" : "'\(FileError.shown(String(rest), most: 60))'",
      remedy:
        "write terms that have a standard error as 'sigmoid show' lists them, such as 'smoke = 0, age - lwt = 0'"
    )
  }

  private mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

  private mutating func take(_ sign: Character) -> Bool {
    skipBlanks()
    guard rest.first == sign else { return false }
    rest.removeFirst()
    return true
  }

  mutating func list() throws(FileError) -> [LinearHypothesis] {
    var all: [LinearHypothesis] = []
    repeat { all += try one() } while take(",")
    skipBlanks()
    guard rest.isEmpty else { throw refused("a comma or the end behind a hypothesis") }
    return all
  }

  private mutating func one() throws(FileError) -> [LinearHypothesis] {
    skipBlanks()
    if let column = column() {
      return column.map { LinearHypothesis(factors: [$0: 1]) }
    }
    var (factors, constant) = try sum(sign: 1)
    if take("=") {
      let other = try sum(sign: -1)
      factors.merge(other.factors) { $0 + $1 }
      constant += other.constant
    }
    factors = factors.filter { $0.value != 0 }
    guard !factors.isEmpty else { throw refused("a term in each hypothesis") }
    return [LinearHypothesis(factors: factors, value: -constant)]
  }

  /// The coefficients of a column that stands for itself.
  private mutating func column() -> [String]? {
    for (name, own) in columns.sorted(by: { $0.key.count > $1.key.count })
    where rest.hasPrefix(name) && !terms.contains(name) {
      let behind = rest.dropFirst(name.count).drop { $0 == " " }
      guard behind.isEmpty || behind.first == "," else { continue }
      rest = behind
      return own
    }
    return nil
  }

  private mutating func sum(
    sign: Double
  ) throws(FileError) -> (factors: [String: Double], constant: Double) {
    var factors: [String: Double] = [:]
    var constant = 0.0
    var own = take("-") ? -sign : sign
    while true {
      let (term, number) = try product()
      if let term { factors[term, default: 0] += own * number } else { constant += own * number }
      if take("+") {
        own = sign
      } else if take("-") {
        own = -sign
      } else {
        return (factors, constant)
      }
    }
  }

  /// A term, a number, or one times the other.
  private mutating func product() throws(FileError) -> (term: String?, number: Double) {
    if let term = term() { return (term, 1) }
    guard let number = number() else { throw refused("a term of the model, or a number") }
    guard take("*") else { return (nil, number) }
    guard let term = term() else { throw refused("a term of the model behind *") }
    return (term, number)
  }

  private mutating func term() -> String? {
    skipBlanks()
    guard let name = terms.first(where: isNext) else { return nil }
    rest = rest.dropFirst(name.count)
    return name
  }

  /// Behind a name stands a sign or a blank: else it is the beginning of another one.
  private func isNext(_ name: String) -> Bool {
    guard rest.hasPrefix(name) else { return false }
    return rest.dropFirst(name.count).first.map { " ,=+-*".contains($0) } ?? true
  }

  private mutating func number() -> Double? {
    skipBlanks()
    var end = rest.startIndex
    var last: Character = " "
    while end < rest.endIndex {
      let character = rest[end]
      let isExponentSign = (character == "-" || character == "+") && (last == "e" || last == "E")
      guard character.isASCII, character.isNumber || ".eE".contains(character) || isExponentSign
      else { break }
      last = character
      end = rest.index(after: end)
    }
    guard let number = Double(rest[..<end]), number.isFinite else { return nil }
    rest = rest[end...]
    return number
  }
}
