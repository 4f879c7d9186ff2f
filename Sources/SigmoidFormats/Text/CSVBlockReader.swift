import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Reads a table in text a block of rows after the other, from a file or a descriptor, in memory
/// that its size does not matter to: for predictions on any number of examples.
///
/// The text is the one that `CSVTable` reads, plain or gzip. Separator, header and label column are
/// told by the first eight rows.
package struct CSVBlockReader: ~Copyable {
  /// The header's, without the label column's; nil when there is no header.
  package var featureNames: [String]? { layout.featureNames }
  /// What of the table was left out without being asked for.
  package var notes: [String] { layout.notes }
  /// The column that names the rows; nil where none does.
  package var idName: String? {
    layout.roles.id.map { layout.names?[$0] ?? "id" }
  }
  /// Columns of features.
  package var features: Int { layout.features }

  private let blockRows: Int
  private let layout: CSVLayout
  private let options: CSVOptions
  private var text: TextWindow
  /// The first byte of `text` that no block has had yet.
  private var position: Int

  /// Opens a file.
  /// - Parameter blockRows: the most rows of a block.
  /// - Throws: `FileError`, also for what the first rows tell.
  package init(
    contentsOf path: String, options: CSVOptions = CSVOptions(), blockRows: Int
  ) throws(FileError) {
    try self.init(
      TextWindow(ByteStream(InputFile(path: path, purpose: "a table in text"))), options: options,
      blockRows: blockRows)
  }

  /// Reads from a descriptor, which stays open; waits for no more than a block of rows, but for
  /// the first eight rows.
  /// - Parameter name: stands for the path in errors.
  package init(
    descriptor: Int32, name: String = "standard input", options: CSVOptions = CSVOptions(),
    blockRows: Int
  ) throws(FileError) {
    try self.init(
      TextWindow(ByteStream(descriptor: descriptor, path: name)), options: options,
      blockRows: blockRows)
  }

  /// - Parameter featuresWithoutLabels: a table of so many columns, whose label column was not
  ///   named, has none.
  init(
    _ window: consuming TextWindow, options: CSVOptions, blockRows: Int,
    featuresWithoutLabels: Int? = nil
  ) throws(FileError) {
    require(blockRows > 0, "blocks of \(blockRows) rows")
    var text = window
    var sample = CSVRecordScanner(
      separator: CSVOptions.Separator.comma.rawValue, comment: options.comment, from: 0)
    var rows = 0
    while rows < CSVLayout.sampleRows {
      if sample.next(in: text.bytes.span, upTo: text.count) {
        rows += 1
      } else {
        let growth = try text.read(droppingBefore: 0)
        if growth == .full && rows == 0 { throw Self.tooLong(text) }
        guard growth == .more else { break }
      }
    }
    let layout: CSVLayout
    var options = options
    // What columns are is told by all of a table, or not at all.
    options.inputs = options.inputs ?? Schema()
    do throws(CSVFault) {
      let beginning = text.bytes.span.extracting(0..<text.count)
      options.mayLackLabels = featuresWithoutLabels != nil
      if let featuresWithoutLabels, options.labels == .automatic {
        options.labels = .none
        let plain = try CSVLayout(beginning, options: options)
        if plain.features != featuresWithoutLabels { options.labels = .automatic }
      }
      layout = try CSVLayout(beginning, options: options)
    } catch {
      throw error.fileError(
        path: text.path, bytes: text.bytes.span, after: text.lines, names: nil)
    }
    position = layout.start
    self.blockRows = blockRows
    self.layout = layout
    self.options = options
    self.text = text
  }

  /// The next rows, `blockRows` of them or fewer; nil when there are no more.
  ///
  /// The features are doubles whatever the numbers, so that all blocks are alike: they have the
  /// values of `CSVTable`. Nothing is scaled.
  /// Fewer rows come at the end, and when more would take above 64 MiB of text.
  /// - Throws: `FileError`, for a row longer than those 64 MiB too.
  package mutating func next() throws(FileError) -> CSVTable? {
    let (range, rows) = try nextRows()
    position = range.upperBound
    guard rows > 0 else { return nil }
    do throws(CSVFault) {
      if let table = try numbers(range, rows) { return table }
      var table: Result<CSVTable, CSVFault>?
      let end = text.count
      text.bytes.withUnsafeBufferPointer { all in
        table = Result { () throws(CSVFault) in
          let columns = try ColumnTable(
            UnsafeBufferPointer(rebasing: all[..<end]), layout, options, [range], rows: [rows],
            keepsIDs: true, threads: 1)
          return try CSVTable(block: columns, options)
        }
      }
      return try table?.get()
    } catch {
      throw error.fileError(
        path: text.path, bytes: text.bytes.span, after: text.lines, names: layout.names)
    }
  }

  /// The rows of a block, where all cells are to be numbers and are.
  private func numbers(_ range: Range<Int>, _ rows: Int) throws(CSVFault) -> CSVTable? {
    guard !options.concernsColumns, layout.roles.all.isEmpty else { return nil }
    // As many as the text can hold; one row of these is too short if there are more.
    let examples = min(rows, (range.count + 1) / (2 * layout.columns) + 1)
    var matrix = Matrix<Double>(rows: layout.features, columns: examples)
    var span = matrix.mutableSpan
    var labels = DistinctLabels()
    let needed = try CSVRowParser(layout, isTolerant: true).parse(
      text.bytes.span, range, into: &span, labels: &labels)
    guard needed == nil else { return nil }
    return CSVTable(layout: layout, options: options, labels: [labels], features: matrix)
  }

  /// Where the rows of the next block lie in the text, and how many they are.
  private mutating func nextRows() throws(FileError) -> (range: Range<Int>, rows: Int) {
    var scanner = CSVRecordScanner(
      separator: layout.separator, comment: layout.comment, from: position)
    var (start, end, rows) = (position, position, 0)
    while rows < blockRows {
      if scanner.next(in: text.bytes.span, upTo: text.count) {
        if rows == 0 { start = scanner.rowStart }
        rows += 1
        end = scanner.position
        continue
      }
      // Empty lines and comments, however many, need not be kept.
      if rows == 0 { start = scanner.isInRow ? scanner.rowStart : scanner.position }
      let growth = try text.read(droppingBefore: start)
      scanner.shift(by: start)
      (start, end) = (0, max(end - start, 0))
      switch growth {
      case .more: continue
      case .full where rows == 0: throw Self.tooLong(text)
      case .full: return (start..<end, rows)
      case .end:
        guard scanner.isInRow else { return (start..<end, rows) }
        return (start..<text.count, rows + 1)
      }
    }
    return (start..<end, rows)
  }

  private static func tooLong(_ text: borrowing TextWindow) -> FileError {
    CSVFault(
      offset: 0, expected: "rows of at most \(text.limit) bytes", found: "a longer one",
      remedy: "check that its quotes are closed and that this is the file you mean"
    ).fileError(path: text.path, bytes: text.bytes.span, after: text.lines, names: nil)
  }
}
