import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// A table some of whose columns are no plain numbers, read in parts.
///
/// Each part is parsed once, whatever its columns are; what they are is told by all of them together, so
/// the result does not depend on the threads. Only a column that has numbers alone in some part, and words
/// in another, is read again there.
struct ColumnTable {
  let layout: CSVLayout
  let treatment: ColumnTreatment
  /// How a model reads it; nil where the table tells.
  let inputs: Schema?
  let threads: Int
  private let text: UnsafeBufferPointer<UInt8>
  private(set) var parts: [ColumnPart] = []
  /// One a column that is read; nil of numbers.
  private(set) var words: [ColumnWords?] = []
  private(set) var mark: ColumnTreatment.DecimalMark

  /// - Parameters:
  ///   - text: outlives this value.
  ///   - ranges: whole rows, one part after the other; and as many rows, or more.
  ///   - keepsIDs: whether the names of rows are wanted.
  init(
    _ text: UnsafeBufferPointer<UInt8>, _ layout: CSVLayout, _ options: CSVOptions,
    _ ranges: [Range<Int>], rows: [Int], keepsIDs: Bool = false, threads: Int
  ) throws(CSVFault) {
    self.text = text
    self.layout = layout
    self.threads = threads
    treatment = options.treatment
    inputs = options.inputs
    if let wanted = inputs?.columns?.count, wanted != layout.features {
      throw CSVFault(
        offset: nil, expected: "\(wanted) columns of features, as the model was trained on",
        found: "\(layout.features)",
        remedy: "name the label column, and leave out others that are no features with --drop")
    }
    mark = treatment.decimalMark ?? .point
    if inputs == nil {
      for pattern in treatment.categorical + treatment.numeric + treatment.dates {
        _ = try pattern.found(of: layout.columns, layout.names, at: nil)
      }
    }
    let layout = layout
    var reader = ColumnReader(
      layout: layout, marks: layout.marks, areWords: areWordsFromTheStart, mark: mark,
      keepsIDs: keepsIDs)
    try read(reader, ranges, rows)
    if treatment.decimalMark == nil, try hasDecimalCommas() {
      mark = .comma
      reader.mark = .comma
      try read(reader, ranges, rows)
    }
  }

  /// The features that are read, one a column.
  var names: [String] {
    (0..<layout.features).map { layout.names?[layout.reading[$0]] ?? "column\(layout.reading[$0])" }
  }

  /// What a person says a column is.
  func asked(_ slot: Int) -> ColumnKinds.Asked? {
    let column = layout.reading[slot]
    if column == layout.roles.offset { return .numeric }
    func isMeant(_ patterns: [ColumnPattern]) -> Bool {
      patterns.contains { $0.columns(of: layout.columns, names: layout.names).contains(column) }
    }
    if isMeant(treatment.categorical) { return .categorical }
    if isMeant(treatment.dates) { return .date }
    return isMeant(treatment.numeric) ? .numeric : nil
  }

  private var areWordsFromTheStart: [Bool] {
    layout.reading.indices.map { slot in
      // A number of many digits is as good a name of a group as a word.
      guard slot < layout.features else { return layout.reading[slot] == layout.roles.group }
      if let columns = inputs?.columns {
        if case .numeric = columns[slot].kind { return false }
        return true
      }
      guard inputs == nil else { return false }
      return asked(slot).map { $0 != .numeric } ?? false
    }
  }

  private mutating func read(
    _ reader: ColumnReader, _ ranges: [Range<Int>], _ rows: [Int]
  ) throws(CSVFault) {
    // Sound: the text is only read, and outlives the loop.
    nonisolated(unsafe) let text = text
    let meter = WorkMeter.current
    let outcomes = parallelMap(ranges.count, threads: threads, until: { $0.isFailure }) { part in
      defer { meter?.advance(by: ranges[part].count) }
      return Result { () throws(CSVFault) in
        try reader.read(text.span, ranges[part], rows: rows[part])
      }
    }
    var parts: [ColumnPart] = []
    for outcome in outcomes { if let outcome { parts.append(try outcome.get()) } }
    let areWords = layout.reading.indices.map { slot in parts.contains { $0.words[slot] != nil } }
    let read = parts
    let again = parallelMap(parts.count, threads: threads) { part in
      Result { () throws(CSVFault) in
        let late = areWords.indices.filter { areWords[$0] && read[part].words[$0] == nil }
        return late.isEmpty ? read[part] : try reader.rereading(read[part], late, as: text.span)
      }
    }
    self.parts = []
    for part in again { self.parts.append(try part.get()) }
    words = []
    for slot in areWords.indices {
      words.append(
        areWords[slot]
          ? try ColumnWords(
            self.parts.compactMap { $0.words[slot] }, in: text.span, column: layout.reading[slot])
          : nil)
    }
  }

  /// Whether some column has numbers with decimal commas, and only those make it one of numbers.
  private func hasDecimalCommas() throws(CSVFault) -> Bool {
    var (isComma, isPoint) = (false, false)
    var open: Int?
    for (slot, words) in words.enumerated() where slot < layout.features {
      guard let words else { continue }
      if case .categorical? = inputs?.columns?[slot].kind { continue }
      if asked(slot) == .categorical { continue }
      let names = words.names
      let asPoint = names.allSatisfy { WrittenNumber.value($0, .point) != nil }
      let asComma = names.allSatisfy { WrittenNumber.value($0, .comma) != nil }
      switch (asPoint, asComma) {
      case (true, false): isPoint = true
      case (false, true): isComma = true
      case (true, true) where names.contains { $0.contains(",") || $0.contains(".") }: open = slot
      default: break
      }
    }
    guard isComma || open != nil else { return false }
    isPoint = isPoint || (0..<layout.features).contains { words[$0] == nil && hasFractions($0) }
    let mayHaveCommas = layout.separator != CSVOptions.Separator.comma.rawValue
    if isComma || isPoint {
      guard isComma, isPoint else { return isComma }
      throw CSVFault(
        offset: nil, expected: "one decimal mark in all columns",
        found: "decimal points and decimal commas",
        remedy: mayHaveCommas
          ? "say which it is with --decimal . or --decimal ,"
          : "write all with one, or name the columns with --categorical whose commas are no decimal marks"
      )
    }
    guard let open, mayHaveCommas else { return false }
    if inputs?.hasDecimalCommas == true { return true }
    let example = words[open]?.names.first { $0.contains(",") } ?? ""
    throw CSVFault(
      offset: words[open]?.offsets.first, column: layout.reading[open],
      expected: "numbers that can be read in one way",
      found: "\(example.debugDescription), which may be a whole number or have a decimal comma,",
      remedy: "say which with --decimal . or --decimal ,")
  }

  /// Whether a column of numbers has some that are not whole.
  private func hasFractions(_ slot: Int) -> Bool {
    let width = layout.reading.count
    return parts.contains { part in
      (0..<part.rows).contains { row in
        let value = part.values[row * width + slot]
        return !value.isNaN && value != value.rounded()
      }
    }
  }

  /// What is one a row, by part.
  func byPart(_ rows: [Bool]) -> [[Bool]] {
    var first = 0
    return parts.map { part in
      defer { first += part.rows }
      return Array(rows[first..<first + part.rows])
    }
  }

  /// Of each part, what the cells of each column come to.
  /// - Parameter isExample: by part and row; nil for all.
  func tallies(of isExample: [[Bool]]?) -> [ColumnTally] {
    let width = layout.reading.count
    let words = words
    let all = parts
    let tallies = parallelMap(all.count, threads: threads) { index in
      words.indices.map { slot in
        Self.tally(
          all[index], slot, width, isExample?[index], codes: words[slot]?.codes[index],
          words: words[slot]?.names.count ?? 0)
      }
    }
    var sums = words.map { ColumnTally(counts: [Int](repeating: 0, count: $0?.names.count ?? 0)) }
    for part in tallies { for slot in sums.indices { sums[slot].add(part[slot]) } }
    return sums
  }

  /// Of one column of a part.
  /// - Parameter codes: of the part's words, among `words` of all parts; nil of numbers.
  private static func tally(
    _ part: ColumnPart, _ slot: Int, _ width: Int, _ isExample: [Bool]?, codes: [Int32]?, words: Int
  ) -> ColumnTally {
    var counts = [Int](repeating: 0, count: words)
    var (present, missing, sum, areFloats) = (0, 0, 0.0, true)
    let values = part.values.span
    for row in 0..<part.rows where isExample?[row] ?? true {
      let value = values[unchecked: row * width + slot]
      if value.isNaN {
        missing += 1
        continue
      }
      present += 1
      if let codes {
        counts[Int(codes[Int(value)])] += 1
      } else {
        sum += value
        if areFloats, Double(Float(value)) != value { areFloats = false }
      }
    }
    return ColumnTally(
      present: present, missing: missing, sum: sum, areFloats: areFloats, counts: counts)
  }

  /// The byte at which a row begins.
  func offset(of row: Int) -> Int? {
    var first = 0
    for part in parts {
      if row < first + part.rows { return part.starts[row - first] }
      first += part.rows
    }
    return nil
  }
}

extension Result {
  fileprivate var isFailure: Bool { if case .failure = self { true } else { false } }
}
