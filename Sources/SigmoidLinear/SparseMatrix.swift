import SigmoidSystem

/// A feature matrix most of whose values are zero, features × examples, in compressed columns: of
/// each example the elements that are not zero, in one contiguous run by ascending feature.
///
/// 8 bytes for each element and for each example; features without elements take nothing. Where some
/// element is not exactly a Float, all have their Double beside them, in 8 bytes more.
public struct SparseMatrix: Sendable {
  /// One value and the feature it is of.
  public struct Element: Equatable, BitwiseCopyable, Sendable {
    /// From 0.
    public let feature: Int32
    /// The number, or the nearest Float to it where the matrix has doubles: 0 too.
    public let value: Float

    /// - Parameter feature: from 0; within an example they ascend.
    public init(feature: Int32, value: Float) {
      self.feature = feature
      self.value = value
    }
  }

  /// The rows, those without any element too.
  public let features: Int
  /// An element times this is the value of the feature.
  public var scale: Double = 1
  /// Where the run of each example begins, and behind the last the number of elements.
  public let offsets: [Int]
  private let buffer: AlignedBuffer
  /// The value of each element, where not all are floats.
  private let doubleBuffer: AlignedBuffer?

  /// The columns, those without any element too.
  public var examples: Int { offsets.count - 1 }

  /// Takes over `buffer`, which holds the elements, example after example, from its start on, and
  /// `doubles`, which holds the value of each in the same order, where some are not floats.
  ///
  /// Stops the program where a feature is out of range or does not ascend within its example: the
  /// products rely on both.
  package init(
    features: Int, offsets: [Int], buffer: consuming AlignedBuffer,
    doubles: consuming AlignedBuffer? = nil
  ) {
    require(
      features >= 0 && features <= Int(Int32.max),
      "\(features) features, of which a sparse matrix has 0 to \(Int32.max)")
    require(offsets.first == 0, "offsets that do not begin with 0")
    let room = buffer.byteCount / MemoryLayout<Element>.stride
    require(
      offsets[offsets.count - 1] <= room, "\(room) elements for \(offsets[offsets.count - 1])")
    if let bytes = doubles?.byteCount {
      require(
        offsets[offsets.count - 1] <= bytes / MemoryLayout<Double>.stride,
        "\(bytes) bytes of doubles for \(offsets[offsets.count - 1])")
    }
    self.features = features
    self.offsets = offsets
    self.buffer = buffer
    doubleBuffer = doubles
    for example in 0..<examples {
      require(offsets[example] <= offsets[example + 1], "offsets descend at \(example)")
      let run = elements(of: example)
      var least: Int32 = 0
      for index in run.indices {
        let feature = run[unchecked: index].feature
        require(
          feature >= least && Int(feature) < features,
          "feature \(feature) at \(index) in example \(example) of \(features) features")
        least = feature + 1
      }
    }
  }

  /// - Parameters:
  ///   - elements: of all examples, one after the other, by ascending feature in each.
  ///   - doubles: the value of each, whose nearest Float the element has; nil where all are floats.
  public init(features: Int, offsets: [Int], elements: [Element], doubles: [Double]? = nil) {
    require(offsets.last == elements.count, "offsets do not end with \(elements.count)")
    require(
      doubles?.count ?? elements.count == elements.count,
      "\(doubles?.count ?? 0) doubles for \(elements.count) elements")
    self.init(
      features: features, offsets: offsets, buffer: AlignedBuffer(copying: elements),
      doubles: doubles.map { AlignedBuffer(copying: $0) })
  }

  /// The elements of a dense matrix that are not zero.
  public init(_ dense: Matrix<Float>) {
    var offsets = [0]
    var elements: [Element] = []
    for example in 0..<dense.columns {
      let column = dense.column(example)
      for row in column.indices where column[row] != 0 {
        elements.append(Element(feature: Int32(row), value: column[row]))
      }
      offsets.append(elements.count)
    }
    self.init(features: dense.rows, offsets: offsets, elements: elements)
  }

  /// The elements of a dense matrix that are not zero, with doubles where one is not a Float.
  public init(_ dense: Matrix<Double>) {
    var offsets = [0]
    var elements: [Element] = []
    var doubles: [Double] = []
    for example in 0..<dense.columns {
      let column = dense.column(example)
      for row in column.indices where column[row] != 0 {
        elements.append(Element(feature: Int32(row), value: Float(column[row])))
        doubles.append(column[row])
      }
      offsets.append(elements.count)
    }
    let areFloats = zip(elements, doubles).allSatisfy { Double($0.value) == $1 || $1.isNaN }
    self.init(
      features: dense.rows, offsets: offsets, elements: elements,
      doubles: areFloats ? nil : doubles)
  }

  /// Every element, example after example.
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get {
      let bytes = UnsafeRawBufferPointer(
        rebasing: buffer.unsafeBytes[..<(offsets[examples] * MemoryLayout<Element>.stride)])
      return _overrideLifetime(
        Span(_unsafeElements: bytes.assumingMemoryBound(to: Element.self)), borrowing: self)
    }
  }

  /// The elements of one example.
  @_lifetime(borrow self)
  public func elements(of example: Int) -> Span<Element> {
    span.extracting(offsets[example]..<offsets[example + 1])
  }

  /// Whether the values of the elements are `doubles`, because some are not floats.
  public var hasDoubles: Bool { doubleBuffer != nil }

  /// The value of every element, example after example, in the order of `span`; empty where the
  /// elements themselves have their values, see `hasDoubles`.
  public var doubles: Span<Double> {
    @_lifetime(borrow self)
    get {
      switch doubleBuffer {
      case .none: return Span()
      case .some(let values):
        let bytes = UnsafeRawBufferPointer(
          rebasing: values.unsafeBytes[..<(offsets[examples] * MemoryLayout<Double>.stride)])
        return _overrideLifetime(
          Span(_unsafeElements: bytes.assumingMemoryBound(to: Double.self)), borrowing: self)
      }
    }
  }

  /// The values of the elements of one example, in the order of `elements(of:)`; empty where the
  /// elements themselves have their values, see `hasDoubles`.
  @_lifetime(borrow self)
  public func doubles(of example: Int) -> Span<Double> {
    let doubles = self.doubles
    return hasDoubles ? doubles.extracting(offsets[example]..<offsets[example + 1]) : doubles
  }

  /// The value of an element, by its place in `span`. Loops over many take `doubles` or `span`.
  public func value(at index: Int) -> Double {
    hasDoubles ? doubles[index] : Double(span[index].value)
  }

  /// The same with a double for each element, as other parts of a set need them.
  public consuming func withDoubles() -> SparseMatrix {
    if hasDoubles { return self }
    let (features, offsets, scale) = (features, offsets, scale)
    let values = floatsAsDoubles()
    var result = SparseMatrix(
      features: features, offsets: offsets, buffer: buffer, doubles: values)
    result.scale = scale
    return result
  }

  /// The same elements among more features, of which the further ones have none.
  public consuming func widened(to features: Int) -> SparseMatrix {
    require(features >= self.features, "\(features) features for \(self.features)")
    if features == self.features { return self }
    let (offsets, scale) = (offsets, scale)
    var result = SparseMatrix(
      features: features, offsets: offsets, buffer: buffer, doubles: doubleBuffer)
    result.scale = scale
    return result
  }

  private func floatsAsDoubles() -> AlignedBuffer {
    var values = AlignedBuffer(byteCount: offsets[examples] * MemoryLayout<Double>.stride)
    let target = values.unsafeMutableBytes.bindMemory(to: Double.self)
    let span = self.span
    for index in span.indices { target[index] = Double(span[unchecked: index].value) }
    return values
  }

  /// The same numbers with their zeros, each the nearest Float: 4 bytes for each feature of each
  /// example.
  public func converted() -> Matrix<Float> {
    var result = Matrix<Float>(rows: features, columns: examples)
    result.scale = scale
    var target = result.mutableSpan
    for example in 0..<examples {
      let run = elements(of: example)
      for index in run.indices {
        target[example * features + Int(run[index].feature)] = run[index].value
      }
    }
    return result
  }

  /// The same numbers with their zeros: 8 bytes for each feature of each example.
  public func convertedToDoubles() -> Matrix<Double> {
    var result = Matrix<Double>(rows: features, columns: examples)
    result.scale = scale
    var target = result.mutableSpan
    let span = self.span
    for example in 0..<examples {
      for index in offsets[example]..<offsets[example + 1] {
        target[example * features + Int(span[index].feature)] = value(at: index)
      }
    }
    return result
  }
}

extension AlignedBuffer {
  fileprivate init<Number: BitwiseCopyable>(copying numbers: [Number]) {
    self.init(byteCount: numbers.count * MemoryLayout<Number>.stride)
    numbers.withUnsafeBytes { unsafeMutableBytes.copyMemory(from: $0) }
  }
}
