import SigmoidExamples
import SigmoidSystem

/// What a column of a table is, as its cells or a person tell, and what its words count.
struct ColumnKinds {
  let treatment: ColumnTreatment
  let mark: ColumnTreatment.DecimalMark
  /// Whether a model tells the kinds.
  let areKnown: Bool

  /// More levels than these, and as many as half the rows, are names of rows or free text.
  private static let mostLevelsOfFewRows = 20

  /// What a person says of a column.
  enum Asked { case numeric, categorical, date }

  /// - Parameters:
  ///   - words: nil where all cells that are not missing are numbers.
  ///   - column: its position, for messages.
  /// - Throws: `CSVFault` for a column of words that is neither.
  func kind(
    of name: String, words: ColumnWords?, _ tally: ColumnTally, asked: Asked?, column: Int
  ) throws(CSVFault) -> TableColumn.Kind {
    guard let words else { return .numeric }
    let there = words.names.indices.filter { tally.counts[$0] > 0 }
    func all(_ value: (String) -> Double?) -> Bool {
      there.allSatisfy { value(words.names[$0]) != nil }
    }
    if there.isEmpty { return .numeric }
    switch asked {
    case .categorical: return .categorical(try categories(of: name, words, tally))
    case .date: return .date(first: try first(words, there, column))
    case .numeric:
      _ = try numbers(words, column)
      return .numeric
    case nil: break
    }
    if BooleanWord.areOfOnePair(there.map { words.names[$0] }) { return .boolean }
    if all(DateText.days) { return .date(first: try first(words, there, column)) }
    if all({ WrittenNumber.value($0, mark) }) { return .numeric }
    try refuseText(name, words, tally, there, column)
    return .categorical(try categories(of: name, words, tally))
  }

  /// What each word of a numeric, boolean or date column counts.
  func values(
    of column: TableColumn, _ words: ColumnWords, at position: Int
  ) throws(CSVFault) -> [Double] {
    switch column.kind {
    case .numeric: return try numbers(words, position)
    case .boolean:
      return try values(
        words, position, "true or false, yes or no, t or f, 1 or 0", BooleanWord.value)
    case .date(let first): return try days(words, position).map { $0 - first }
    case .categorical: return []
    }
  }

  /// The position of the level of each word; NaN of one that counts as missing, −1 of one that is none of
  /// the features.
  func levels(
    of column: TableColumn, _ categories: Categories, _ words: ColumnWords, _ counts: [Int],
    at position: Int
  ) throws(CSVFault) -> [Double] {
    let known = Dictionary(
      uniqueKeysWithValues: categories.levels.enumerated().map { ($1, $0) })
    var levels: [Double] = []
    for (code, name) in words.names.enumerated() {
      if let level = known[name] {
        levels.append(Double(level))
      } else if counts[code] == 0 {
        levels.append(.nan)
      } else {
        switch categories.unseen {
        case .reference: levels.append(Double(categories.reference ?? -1))
        case .missing: levels.append(.nan)
        case .error:
          throw CSVFault(
            offset: words.offsets[code], column: position,
            expected: "one of the \(categories.levels.count) levels of \(column.name) that the "
              + "model was trained on",
            found: CSVFault.shown(name).debugDescription,
            remedy: "correct it, or train with --unseen reference or --unseen missing")
        }
      }
    }
    return levels
  }

  private func refuseFewAmongDates(
    _ name: String, _ words: ColumnWords, _ tally: ColumnTally, _ there: [Int], _ column: Int
  ) throws(CSVFault) {
    let others = there.filter { DateText.days(words.names[$0]) == nil }
    let count = others.reduce(0) { $0 + tally.counts[$1] }
    guard let first = others.first, others.count < there.count, 2 * count <= tally.present else {
      return
    }
    throw CSVFault(
      offset: words.offsets[first], column: column, expected: "a date",
      found: "\(CSVFault.shown(words.names[first]).debugDescription), \(count) of "
        + "\(tally.present) cells are no dates,",
      remedy: "correct them, say with --na that they mean a missing value, or read the column as "
        + "levels with --categorical \(name)")
  }

  private static func isBeyondDoubles(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    guard let number = DecimalNumber(bytes.span, 0..<bytes.count) else { return false }
    return !number.double(in: bytes.span).isFinite
  }

  private static func isInfinite(_ word: String) -> Bool {
    ["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"].contains(word.lowercased())
  }

  private func numbers(_ words: ColumnWords, _ column: Int) throws(CSVFault) -> [Double] {
    let numbers = try values(words, column, "a number") { WrittenNumber.value($0, mark) }
    // 39.1% and 0.391 are alike to who wrote them, and far from alike as numbers. Which came first depends
    // on how the text was cut into parts.
    let bare = words.names.indices.filter { numbers[$0] != 0 && !words.names[$0].contains("%") }
      .map { words.names[$0] }.min()
    if let bare, let percent = words.names.filter({ $0.contains("%") }).min() {
      throw CSVFault(
        offset: nil, column: column, expected: "a percent sign in all cells or in none",
        found: "\(CSVFault.shown(bare).debugDescription) beside "
          + CSVFault.shown(percent).debugDescription,
        remedy: "write all of them in one way, or leave the column out with --drop")
    }
    return numbers
  }

  private func days(_ words: ColumnWords, _ column: Int) throws(CSVFault) -> [Double] {
    try values(
      words, column, "a date such as 2013-01-31, or with a time 2013-01-31T15:04:05",
      remedy: areKnown ? "write it so, or say with --na that it means a missing value" : nil
    ) {
      DateText.days($0)
    }
  }

  private func values(
    _ words: ColumnWords, _ column: Int, _ expected: String, remedy: String? = nil,
    _ value: (String) -> Double?
  ) throws(CSVFault) -> [Double] {
    var values: [Double] = []
    for (code, name) in words.names.enumerated() {
      guard let number = value(name) else {
        throw CSVFault(
          offset: words.offsets[code], column: column, expected: expected,
          found: CSVFault.shown(name).debugDescription,
          remedy: remedy
            ?? (areKnown
              ? "correct it, or say with --na that it means a missing value, or with --decimal which "
                + "mark numbers have"
              : "correct it, say with --na that it means a missing value, or read the column as "
                + "levels with --categorical"))
      }
      values.append(number)
    }
    return values
  }

  private func first(
    _ words: ColumnWords, _ there: [Int], _ column: Int
  ) throws(CSVFault) -> Double {
    let days = try days(words, column)
    return there.map { days[$0] }.min() ?? 0
  }

  private func categories(
    of name: String, _ words: ColumnWords, _ tally: ColumnTally
  ) throws(CSVFault) -> Categories {
    let there = words.names.indices.filter { tally.counts[$0] > 0 }
    let levels = Labels(there.map { words.names[$0] }).names
    var reference: Int?
    if let asked = treatment.references.last(where: { $0.column == name })?.level {
      reference = levels.firstIndex(of: Labels.name(of: asked))
      guard reference != nil else {
        throw CSVFault(
          offset: nil, expected: "one of the levels of \(name): \(CSVColumns.list(levels))",
          found: asked.debugDescription, remedy: "name one of the levels with --reference")
      }
    } else if !treatment.isOneHot {
      let counts = Dictionary(
        uniqueKeysWithValues: there.map { (words.names[$0], tally.counts[$0]) })
      // The first of the most frequent ones.
      reference = levels.indices.max {
        (counts[levels[$0]] ?? 0, $1) < (counts[levels[$1]] ?? 0, $0)
      }
    }
    return Categories(levels: levels, reference: reference, unseen: treatment.unseen)
  }

  private func refuseText(
    _ name: String, _ words: ColumnWords, _ tally: ColumnTally, _ there: [Int], _ column: Int
  ) throws(CSVFault) {
    let others = there.filter { WrittenNumber.value(words.names[$0], mark) == nil }
    if let large = others.first(where: { Self.isBeyondDoubles(words.names[$0]) }) {
      throw CSVFault(
        offset: words.offsets[large], column: column,
        expected: "a number within the range of 64-bit floats",
        found: CSVFault.shown(words.names[large]).debugDescription,
        remedy: "scale the column, or leave out the row")
    }
    if let infinite = others.first(where: { Self.isInfinite(words.names[$0]) }) {
      throw CSVFault(
        offset: words.offsets[infinite], column: column, expected: "a finite number",
        found: words.names[infinite].debugDescription,
        remedy:
          "replace it, or say with --na \(words.names[infinite]) that it means a missing value")
    }
    let count = others.reduce(0) { $0 + tally.counts[$1] }
    let hasManyLevels = there.count > Self.mostLevelsOfFewRows
    // A few words among numbers are more often mistakes than levels.
    let areFew = 20 * count <= tally.present && there.count >= others.count + 3
    if areFew || hasManyLevels && 2 * count <= tally.present, let first = others.first {
      throw CSVFault(
        offset: words.offsets[first], column: column, expected: "a number",
        found: "\(CSVFault.shown(words.names[first]).debugDescription), "
          + "\(count) of \(tally.present) cells are no numbers,",
        remedy: "correct them, say with --na that they mean a missing value, or read the column as "
          + "levels with --categorical \(name)")
    }
    try refuseFewAmongDates(name, words, tally, there, column)
    guard hasManyLevels, 2 * there.count > tally.present else { return }
    // A number may have come first or not, by how the text was cut into parts; a word did.
    let sample = words.names[others.first ?? there[0]]
    let hint = Self.hint(of: sample, mark)
    throw CSVFault(
      offset: nil, expected: "columns of numbers, or of words that come again",
      found: "\(there.count) different words in \(tally.present) rows of \(name), such as "
        + "\(CSVFault.shown(sample).debugDescription)"
        + (hint == nil ? ", as names or free text have" : ""),
      remedy: (hint.map { $0 + ", " } ?? "")
        + "leave the column out with --drop \(name), or read it as "
        + "levels with --categorical \(name)")
  }

  /// What to do with a word that is nearly a date or a number; nil of others.
  private static func hint(of word: String, _ mark: ColumnTreatment.DecimalMark) -> String? {
    let digits = word.split { !$0.isASCII || !$0.isNumber }
    let others = Set(word.filter { !($0.isASCII && $0.isNumber) })
    guard !digits.isEmpty, digits.count <= 6 else { return nil }
    if digits.count == 3,
      others.isSubset(of: ["."]) || others.isSubset(of: ["/"]) || others == ["-"]
    {
      return "write dates as 2013-01-31"
    }
    if (2...3).contains(digits.count), others == [":"] {
      return "write times as numbers of hours or minutes"
    }
    let other: ColumnTreatment.DecimalMark = mark == .point ? .comma : .point
    if WrittenNumber.value(word, other) != nil {
      return "write all decimal marks of the table as one"
    }
    if others.isSubset(of: ["’", ",", ".", "-", "(", ")", " "]) {
      return "write numbers with digits and one decimal mark"
    }
    return nil
  }
}
