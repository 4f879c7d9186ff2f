import SigmoidExamples

/// The labels of some rows or lines of a text, as the distinct ones in the order in which they came,
/// and for each row which.
struct DistinctLabels: Sendable {
  private(set) var names: [String] = []
  private(set) var codes: [Int32] = []
  private var codeOfName: [String: Int32] = [:]
  /// How many rows lack a label by each of the words that say so; not where nothing is written.
  private(set) var missingWords: [String: Int] = [:]
  /// By the text of a cell or a line.
  private var codeOfText: [String: Int32] = [:]

  init() {}

  /// Labels that were told apart by others.
  /// - Parameters:
  ///   - names: the distinct ones.
  ///   - codes: one a row, −1 where the label is missing.
  ///   - missingWords: see there.
  init(names: [String], codes: [Int32], missingWords: [String: Int] = [:]) {
    self.missingWords = missingWords
    self.names = names
    self.codes = codes
    lacksSome = codes.contains(Self.missing)
  }

  /// Adds the label of the next row as it is written there.
  /// - Parameter name: what a text names, nil where the label is missing; asked once a text.
  mutating func append<Failure: Error>(
    written text: String, name: (String) throws(Failure) -> String?
  ) throws(Failure) {
    if let code = codeOfText[text] {
      codes.append(code)
      if code == Self.missing, !text.isEmpty { missingWords[text, default: 0] += 1 }
      return
    }
    let code = if let name = try name(text) { code(of: name) } else { Self.missing }
    codeOfText[text] = code
    codes.append(code)
    if code == Self.missing, !text.isEmpty { missingWords[text] = 1 }
  }

  private mutating func code(of name: String) -> Int32 {
    if let code = codeOfName[name] { return code }
    let code = Int32(names.count)
    codeOfName[name] = code
    names.append(name)
    return code
  }

  private static let missing: Int32 = -1

  private var lacksSome = false
  private var hasMissing: Bool { lacksSome || codeOfText.values.contains(Self.missing) }

  /// Those of parts that follow one another, of the rows that have one.
  static func joined(_ parts: [DistinctLabels]) -> Labels {
    Labels(
      joining: parts.map {
        ($0.names, $0.hasMissing ? $0.codes.filter { $0 != missing } : $0.codes)
      })
  }

  /// Which words say in so many rows of all parts that there is no label, of those that usually do: 'which
  /// have no label: 30 say None, …'. Who named others knows them.
  static func noLabel(_ parts: [DistinctLabels]) -> String {
    let counts = parts.reduce(into: [String: Int]()) { all, part in
      all.merge(part.missingWords, uniquingKeysWith: +)
    }
    let words = counts.filter { MissingMarks.usual.contains($0.key) }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !words.isEmpty else { return "no label" }
    let said = words.map { "\($0.value) \($0.value == 1 ? "says" : "say") \($0.key)" }
    return "no label: \(said.joined(separator: ", ")), which is no value unless --not-na "
      + "'\(words.map(\.key).joined(separator: ","))'"
  }

  /// The rows of parts that follow one another that have a label; nil where all do.
  static func present(_ parts: [DistinctLabels]) -> [Int]? {
    guard parts.contains(where: \.hasMissing) else { return nil }
    var (rows, first) = ([Int](), 0)
    for part in parts {
      for (row, code) in part.codes.enumerated() where code != missing { rows.append(first + row) }
      first += part.codes.count
    }
    return rows
  }
}
