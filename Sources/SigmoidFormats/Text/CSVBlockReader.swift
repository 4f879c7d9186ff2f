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
        path: text.path, bytes: text.bytes.span, after: text.lines.from(options.firstLine),
        names: nil)
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
    let pieces = try nextPieces()
    position = pieces.last?.range.upperBound ?? position
    guard !pieces.isEmpty else { return nil }
    do throws(CSVFault) {
      if let table = try numbers(pieces) { return table }
      return try columns(pieces)
    } catch {
      throw error.fileError(
        path: text.path, bytes: text.bytes.span, after: text.lines.from(options.firstLine),
        names: layout.names)
    }
  }

  /// The rows of a block, where all cells are to be numbers and are.
  private func numbers(_ pieces: [Piece]) throws(CSVFault) -> CSVTable? {
    guard !options.concernsColumns, layout.roles.all.isEmpty else { return nil }
    // As many as the text can hold; one row of these is too short if there are more.
    let most = pieces.map { min($0.rows, ($0.range.count + 1) / (2 * layout.columns) + 1) }
    let features = layout.features
    var matrix = Matrix<Double>(rows: features, columns: most.reduce(0, +))
    var span = matrix.mutableSpan
    let parser = CSVRowParser(layout)
    let firsts = pieces.indices.map { most[..<$0].reduce(0, +) }
    let end = text.count
    typealias Outcome = Result<(isRead: Bool, labels: DistinctLabels), CSVFault>
    let outcomes = span.withUnsafeMutableBufferPointer { target in
      text.bytes.withUnsafeBufferPointer { bytes in
        // Sound: every piece writes to its own columns, and the text is only read.
        nonisolated(unsafe) let (target, bytes) = (target, bytes)
        return parallelMap(pieces.count, threads: threads(pieces)) { index in
          let columns = firsts[index] * features..<(firsts[index] + most[index]) * features
          var part = MutableSpan(_unsafeElements: target.extracting(columns))
          var labels = DistinctLabels()
          return Outcome { () throws(CSVFault) in
            let needed = try parser.parse(
              bytes.extracting(0..<end).span, pieces[index].range, into: &part, labels: &labels)
            return (needed == nil, labels)
          }
        }
      }
    }
    var labels: [DistinctLabels] = []
    for outcome in outcomes {
      let piece = try outcome.get()
      guard piece.isRead else { return nil }
      labels.append(piece.labels)
    }
    return CSVTable(layout: layout, options: options, labels: labels, features: matrix)
  }

  private func columns(_ pieces: [Piece]) throws(CSVFault) -> CSVTable {
    let end = text.count
    let table = text.bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(CSVFault) in
        let columns = try ColumnTable(
          bytes.extracting(0..<end), layout, options, pieces.map(\.range),
          rows: pieces.map(\.rows), keepsIDs: true, threads: threads(pieces))
        return try CSVTable(block: columns, options)
      }
    }
    return try table.get()
  }

  private func threads(_ pieces: [Piece]) -> Int { min(BLASThreads.available, pieces.count) }

  /// Some rows of a block, for a thread.
  private struct Piece {
    var range: Range<Int>
    var rows: Int

    /// The most rows of one.
    static let mostRows = 1024
  }

  /// Where the rows of the next block lie in the text.
  private mutating func nextPieces() throws(FileError) -> [Piece] {
    var scanner = CSVRecordScanner(
      separator: layout.separator, comment: layout.comment, from: position)
    var pieces: [Piece] = []
    var rows = 0
    func add(_ start: Int, _ end: Int) {
      rows += 1
      if let last = pieces.indices.last, pieces[last].rows < Piece.mostRows {
        pieces[last].range = pieces[last].range.lowerBound..<end
        pieces[last].rows += 1
      } else {
        pieces.append(Piece(range: (pieces.last?.range.upperBound ?? start)..<end, rows: 1))
      }
    }
    while rows < blockRows {
      if scanner.next(in: text.bytes.span, upTo: text.count) {
        add(scanner.rowStart, scanner.position)
        continue
      }
      // Empty lines and comments, however many, need not be kept.
      let start =
        pieces.first?.range.lowerBound
        ?? (scanner.isInRow ? scanner.rowStart : scanner.position)
      let growth = try text.read(droppingBefore: start)
      scanner.shift(by: start)
      for index in pieces.indices {
        let range = pieces[index].range
        pieces[index].range = range.lowerBound - start..<range.upperBound - start
      }
      if pieces.isEmpty { position = 0 }
      switch growth {
      case .more: continue
      case .full where rows == 0: throw Self.tooLong(text)
      case .full: return pieces
      case .end:
        if scanner.isInRow { add(scanner.rowStart, text.count) }
        return pieces
      }
    }
    return pieces
  }

  private static func tooLong(_ text: borrowing TextWindow) -> FileError {
    CSVFault(
      offset: 0, expected: "rows of at most \(text.limit) bytes", found: "a longer one",
      remedy: "check that its quotes are closed and that this is the file you mean"
    ).fileError(path: text.path, bytes: text.bytes.span, after: text.lines, names: nil)
  }
}
