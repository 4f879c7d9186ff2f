import SigmoidSystem

/// A dense `rows × columns` matrix, column-major: a column is contiguous.
///
/// As a feature matrix its columns are examples and its rows features, so that an example is one
/// contiguous run and `X[:, a..<b]` is a slice, not a copy. As weights it is features × classes.
/// Its elements lie in one 64-byte aligned buffer; copies share it until one of them is written to.
public struct Matrix<Element: PassScalar>: Sendable {
  /// Elements of a column: the features, where columns are examples.
  public let rows: Int
  /// Runs of `rows` elements: the examples, or of weights the classes.
  public let columns: Int
  /// As a feature matrix: a stored element times this is the value of the feature.
  public var scale: Double = 1
  private var buffer: AlignedBuffer
  private let start: Int

  /// All zero.
  public init(rows: Int, columns: Int) {
    require(rows >= 0 && columns >= 0, "a \(rows) × \(columns) matrix")
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    let (bytes, overflow2) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    require(!overflow && !overflow2, "\(rows) × \(columns) elements do not fit any memory")
    self.rows = rows
    self.columns = columns
    buffer = AlignedBuffer(byteCount: bytes)
    start = 0
  }

  /// Takes over `buffer`, in which the elements begin at byte `start` (behind a file's header,
  /// say), column after column. `start` is a multiple of 64, so that they are as aligned as
  /// any matrix's.
  package init(rows: Int, columns: Int, buffer: consuming AlignedBuffer, startingAt start: Int) {
    require(
      start >= 0 && start % AlignedBuffer.alignment == 0
        && rows * columns * MemoryLayout<Element>.stride <= buffer.byteCount - start,
      "\(buffer.byteCount) bytes for a \(rows) × \(columns) matrix from byte \(start)")
    self.rows = rows
    self.columns = columns
    self.buffer = buffer
    self.start = start
  }

  /// - Parameter elements: column after column, `rows · columns` of them.
  public init(rows: Int, columns: Int, elements: [Element]) {
    require(
      elements.count == rows * columns,
      "\(elements.count) elements for a \(rows) × \(columns) matrix")
    self.init(rows: rows, columns: columns)
    var span = mutableSpan
    for index in elements.indices { span[index] = elements[index] }
  }

  /// Every element, column after column.
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get {
      let bytes = UnsafeRawBufferPointer(rebasing: buffer.unsafeBytes[byteRange])
      return _overrideLifetime(
        Span(_unsafeElements: bytes.assumingMemoryBound(to: Element.self)), borrowing: self)
    }
  }

  /// Every element, column after column, for writing.
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get {
      let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer.unsafeMutableBytes[byteRange])
      return _overrideLifetime(
        MutableSpan(_unsafeElements: bytes.assumingMemoryBound(to: Element.self)), mutating: &self)
    }
  }

  /// The element of a row and a column, both from 0; stops the program outside of the matrix.
  public subscript(row: Int, column: Int) -> Element {
    get { span[offset(row, column)] }
    set {
      let offset = offset(row, column)
      var span = mutableSpan
      span[offset] = newValue
    }
  }

  /// Some columns in the same buffer, without a copy: no more aligned than a column is.
  public consuming func part(_ range: Range<Int>) -> Matrix {
    require(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    let first = start + range.lowerBound * rows * MemoryLayout<Element>.stride
    return Matrix(rows: rows, columns: range.count, scale: scale, buffer: buffer, first: first)
  }

  private init(
    rows: Int, columns: Int, scale: Double, buffer: consuming AlignedBuffer, first: Int
  ) {
    self.rows = rows
    self.columns = columns
    self.scale = scale
    self.buffer = buffer
    start = first
  }

  /// One column, contiguous.
  @_lifetime(borrow self)
  public func column(_ index: Int) -> Span<Element> {
    require(index >= 0 && index < columns, "column \(index) of \(columns)")
    return span.extracting(index * rows..<(index + 1) * rows)
  }

  public var isMapped: Bool { buffer.isFile }

  public func willRead(_ columns: Range<Int>) { buffer.willRead(place(of: columns)) }

  public func didRead(_ columns: Range<Int>) { buffer.didRead(place(of: columns)) }

  /// The bytes of `buffer` that hold these columns.
  private func place(of columns: Range<Int>) -> Range<Int> {
    let column = rows * MemoryLayout<Element>.stride
    return start + columns.lowerBound * column..<start + columns.upperBound * column
  }

  /// Where the elements lie in `buffer`.
  private var byteRange: Range<Int> {
    start..<start + rows * columns * MemoryLayout<Element>.stride
  }

  private func offset(_ row: Int, _ column: Int) -> Int {
    require(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "element (\(row), \(column)) of a \(rows) × \(columns) matrix")
    return column * rows + row
  }
}

extension Matrix {
  /// The elements as one array, column after column.
  public var elements: [Element] {
    let span = self.span
    return [Element](unsafeUninitializedCapacity: span.count) { target, count in
      for index in span.indices { target[index] = span[index] }
      count = span.count
    }
  }
}
