import SigmoidSystem

/// The features of a table with columns of words, features × examples: the numbers of an example beside
/// one code for each column of words, which stands for the level of its cell.
///
/// 4 bytes for each number and each code, whatever the levels of a column are; where some number is not
/// exactly a Float, all have their Double beside them, in 8 bytes more.
public struct TableMatrix: Sendable {
  /// Which features are numbers, and which are levels.
  public struct Layout: Equatable, Sendable {
    /// The features that are numbers, ascending.
    public let numeric: [Int]
    /// The features of each column of words, ascending: one of them is 1 in an example, or none.
    public let levels: [Range<Int>]
    /// The rows of the matrix.
    public let features: Int

    /// Stops the program where not every feature from 0 on is there once.
    public init(numeric: [Int], levels: [Range<Int>]) {
      var all = numeric + levels.flatMap { $0 }
      all.sort()
      require(
        all.elementsEqual(0..<all.count), "a feature that is not there once: \(numeric), \(levels)")
      self.numeric = numeric.sorted()
      self.levels = levels.sorted { $0.lowerBound < $1.lowerBound }
      features = all.count
    }
  }

  /// Of a feature's code in `codes`.
  public typealias Code = UInt32

  /// What its rows are.
  public let layout: Layout
  /// The columns.
  public let examples: Int
  /// An element times this is the value of the feature.
  public var scale: Double = 1
  /// Numeric features × examples: the numbers, or the nearest Float to each where there are `doubles`.
  public let numbers: Matrix<Float>
  /// Numeric features × examples, where not all are floats.
  public let doubles: Matrix<Double>?
  private let buffer: AlignedBuffer

  /// Takes over `codes`: of each example, one for each column of words, 1 + the feature of its level, or
  /// 0 where no level of the column has a feature there.
  ///
  /// Stops the program for a code of another column and for numbers of another shape: the products rely on
  /// both.
  package init(
    _ layout: Layout, numbers: Matrix<Float>, doubles: Matrix<Double>? = nil,
    codes: consuming AlignedBuffer
  ) {
    require(
      numbers.rows == layout.numeric.count
        && doubles.map { $0.rows == numbers.rows && $0.columns == numbers.columns } ?? true,
      "\(numbers.rows) × \(numbers.columns) numbers of \(layout.numeric.count) features")
    require(
      numbers.columns * layout.levels.count * MemoryLayout<Code>.stride <= codes.byteCount,
      "\(codes.byteCount) bytes of codes for \(numbers.columns) examples")
    self.layout = layout
    examples = numbers.columns
    self.numbers = numbers
    self.doubles = doubles
    buffer = codes
    let span = self.codes
    for (slot, range) in layout.levels.enumerated() {
      for index in stride(from: slot, to: span.count, by: layout.levels.count) {
        let code = Int(span[unchecked: index])
        require(code == 0 || range.contains(code - 1), "the code \(code) in the features \(range)")
      }
    }
  }

  /// - Parameter codes: as many for each example as there are columns of words.
  public init(
    _ layout: Layout, numbers: Matrix<Float>, doubles: Matrix<Double>? = nil, codes: [Code]
  ) {
    var buffer = AlignedBuffer(byteCount: codes.count * MemoryLayout<Code>.stride)
    codes.withUnsafeBytes { buffer.unsafeMutableBytes.copyMemory(from: $0) }
    self.init(layout, numbers: numbers, doubles: doubles, codes: buffer)
  }

  /// Of each example, one for each column of words: 1 + the feature of its level, 0 for none.
  public var codes: Span<Code> {
    @_lifetime(borrow self)
    get {
      let bytes = UnsafeRawBufferPointer(
        rebasing: buffer.unsafeBytes[
          ..<(examples * layout.levels.count * MemoryLayout<Code>.stride)])
      return _overrideLifetime(
        Span(_unsafeElements: bytes.assumingMemoryBound(to: Code.self)), borrowing: self)
    }
  }

  /// The codes of one example.
  @_lifetime(borrow self)
  public func codes(of example: Int) -> Span<Code> {
    let count = layout.levels.count
    return codes.extracting(example * count..<(example + 1) * count)
  }

  /// Every number in double, in the order of `numbers`; empty where these are exact.
  public var doubleSpan: Span<Double> {
    @_lifetime(borrow self)
    get {
      switch doubles {
      case .none: return Span()
      case .some(let matrix): return _overrideLifetime(matrix.span, borrowing: self)
      }
    }
  }

  /// A number, by its place among the numeric features.
  public func number(_ position: Int, of example: Int) -> Double {
    doubles.map { $0[position, example] } ?? Double(numbers[position, example])
  }

  /// The same with a double for each number, as other parts of a set need them.
  public consuming func withDoubles() -> TableMatrix {
    if doubles != nil { return self }
    var wide = Matrix<Double>(rows: numbers.rows, columns: examples)
    var target = wide.mutableSpan
    let span = numbers.span
    for index in span.indices { target[unchecked: index] = Double(span[unchecked: index]) }
    var result = TableMatrix(layout, numbers: numbers, doubles: wide, codes: buffer)
    result.scale = scale
    return result
  }

  /// The same elements as a general sparse matrix.
  public func sparse() -> SparseMatrix {
    let numeric = layout.numeric.indices.map { (first: layout.numeric[$0], place: $0) }
    let slots = layout.levels.indices.map { (first: layout.levels[$0].lowerBound, place: ~$0) }
    // By feature: the place of a number, or the complement of that of a code.
    let order = (numeric + slots).sorted { $0.first < $1.first }
    var offsets = [0]
    var elements: [SparseMatrix.Element] = []
    var wide: [Double] = []
    for example in 0..<examples {
      let codes = self.codes(of: example)
      for (feature, place) in order {
        let code = place < 0 ? Int(codes[~place]) : feature + 1
        let value = place < 0 ? 1 : number(place, of: example)
        guard code > 0, value != 0 else { continue }
        elements.append(SparseMatrix.Element(feature: Int32(code - 1), value: Float(value)))
        if doubles != nil { wide.append(value) }
      }
      offsets.append(elements.count)
    }
    var result = SparseMatrix(
      features: layout.features, offsets: offsets, elements: elements,
      doubles: doubles == nil ? nil : wide)
    result.scale = scale
    return result
  }
}
