import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// The reading of a whole text in parts.
struct CSVReading {
  private let text: UnsafeBufferPointer<UInt8>
  private let layout: CSVLayout
  private let parts: CSVParts
  private let threads: Int
  /// Rows, unless one of them is not as the layout says.
  private let examples: Int

  private enum Outcome: Sendable {
    case read(DistinctLabels)
    /// A feature does not fit the storage, but this one.
    case needs(CSVStorage)
    case failed(CSVFault)

    var isRead: Bool {
      if case .read = self { true } else { false }
    }
  }

  /// - Parameter text: outlives this value.
  init(
    _ text: UnsafeBufferPointer<UInt8>, _ layout: CSVLayout, partBytes: Int, threads: Int
  ) throws(CSVFault) {
    self.text = text
    self.layout = layout
    self.threads = threads
    let counted = CSVParts(text, layout, partBytes: partBytes, threads: threads)
    let rows = counted.rows.reduce(0, +)
    guard rows > 0 else {
      throw CSVFault(
        offset: nil, expected: "at least one row after the header", found: "none",
        remedy: "check that this is the file you mean")
    }
    // A cell and what ends it are two bytes at least. Were there more rows than that allows, one
    // would be too short: reading in order finds it before memory is asked for that no file fills.
    let most = (text.count - layout.start + 1) / (2 * layout.columns) + 1
    if rows > most {
      parts = CSVParts(whole: layout.start..<text.count, rows: most)
      examples = most
    } else {
      parts = counted
      examples = rows
    }
  }

  /// The table, in the narrowest storage that holds every feature. An attempt ends at the first
  /// feature that it cannot hold, and its memory is given back before the next. Nil where not all cells
  /// are numbers.
  func table(_ options: CSVOptions) throws(CSVFault) -> CSVTable? {
    var needed = CSVStorage.bytes
    if let table = try bytes(options, &needed) { return table }
    if needed == .floats, let table = try numbers(of: Float.self, options, &needed) { return table }
    if needed == .doubles, let table = try numbers(of: Double.self, options, &needed) {
      return table
    }
    return nil
  }

  /// The table column by column, whatever its cells.
  func columns(_ options: CSVOptions) throws(CSVFault) -> ColumnTable {
    WorkMeter.current?.begin("parsing the table", nil, .bytes, total: text.count - layout.start)
    return try ColumnTable(
      text, layout, options, parts.ranges, rows: parts.rows, keepsIDs: options.keepsRows,
      threads: threads)
  }

  /// nil when a feature is not a whole number from 0 to 255.
  private func bytes(
    _ options: CSVOptions, _ needed: inout CSVStorage
  ) throws(CSVFault) -> CSVTable? {
    try checkMemory(MemoryLayout<UInt8>.size)
    var matrix = ByteMatrix(features: layout.features, examples: examples, scale: options.scale)
    var span = matrix.mutableSpan
    guard let labels = try fill(&span, &needed) else { return nil }
    return CSVTable(layout: layout, options: options, labels: labels, features: matrix)
  }

  /// nil when no `Value` holds a feature. Inlined, so that each type has a loop of its own.
  @inline(__always)
  private func numbers<Value: CSVValue & PassScalar>(
    of type: Value.Type, _ options: CSVOptions, _ needed: inout CSVStorage
  ) throws(CSVFault) -> CSVTable? {
    try checkMemory(MemoryLayout<Value>.size)
    var matrix = Matrix<Value>(rows: layout.features, columns: examples)
    var span = matrix.mutableSpan
    guard let labels = try fill(&span, &needed) else { return nil }
    return CSVTable(layout: layout, options: options, labels: labels, features: matrix)
  }

  /// Reads every part into its own columns.
  /// - Returns: nil when a feature has to be stored as `needed` tells then.
  private func fill<Value: CSVValue>(
    _ target: inout MutableSpan<Value>, _ needed: inout CSVStorage
  ) throws(CSVFault) -> [DistinctLabels]? {
    let features = layout.features
    WorkMeter.current?.begin("parsing the table", nil, .bytes, total: text.count - layout.start)
    var first = 0
    let columns = parts.rows.map { rows in
      defer { first += rows }
      return first * features..<(first + rows) * features
    }
    let outcomes = target.withUnsafeMutableBufferPointer { target in
      // Sound: every part writes to its own columns, and the text is only read; both outlive the
      // loop.
      nonisolated(unsafe) let (target, text) = (target, text)
      let parser = CSVRowParser(layout)
      let ranges = parts.ranges
      let meter = WorkMeter.current
      return parallelMap(ranges.count, threads: threads, until: { !$0.isRead }) { part in
        var span = MutableSpan(_unsafeElements: target.extracting(columns[part]))
        var labels = DistinctLabels()
        defer { meter?.advance(by: ranges[part].count) }
        do throws(CSVFault) {
          let needed = try parser.parse(text.span, ranges[part], into: &span, labels: &labels)
          return needed.map(Outcome.needs) ?? .read(labels)
        } catch {
          return .failed(error)
        }
      }
    }
    var labels: [DistinctLabels] = []
    for outcome in outcomes {
      switch outcome {
      case .read(let those): labels.append(those)
      case .failed(let fault): throw fault
      case .needs(let storage):
        needed = storage
        return nil
      case nil: fatalError("a part without an outcome before all that have none")
      }
    }
    return labels
  }

  /// The numbers of a text that has been read whose digits no double holds.
  func longNumbers() -> LongNumbers {
    // Sound: the text is only read, and outlives the loop.
    nonisolated(unsafe) let text = text
    let parser = CSVRowParser(layout)
    let ranges = parts.ranges
    let found = parallelMap(ranges.count, threads: threads) { part in
      parser.longNumbers(text.span, ranges[part])
    }
    var all = LongNumbers()
    var before = 0
    for (part, own) in found.enumerated() {
      all.append(own, examplesBefore: before)
      before += parts.rows[part]
    }
    return all
  }

  private func checkMemory(_ size: Int) throws(CSVFault) {
    let count = layout.features * examples * size
    guard AlignedBuffer(ifAvailable: count) != nil else {
      throw CSVFault(
        offset: nil, expected: "memory for \(count) bytes", found: "less",
        remedy: "use a smaller file or a machine with more memory")
    }
  }
}
