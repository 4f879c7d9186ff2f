/// A feature matrix most of whose values are zero, features × examples, in compressed columns: of
/// each example the elements that are not zero, in one contiguous run by ascending feature.
///
/// 8 bytes for each element and for each example; features without elements take nothing.
public struct SparseMatrix: ~Copyable, Sendable {
  /// One value and the feature it is of.
  public struct Element: Equatable, BitwiseCopyable, Sendable {
    /// From 0.
    public let feature: Int32
    public let value: Float

    public init(feature: Int32, value: Float) {
      self.feature = feature
      self.value = value
    }
  }

  public let features: Int
  /// An element times this is the value of the feature.
  public var scale: Double = 1
  /// Where the run of each example begins, and behind the last the number of elements.
  public let offsets: [Int]
  private let buffer: AlignedBuffer

  public var examples: Int { offsets.count - 1 }

  /// Takes over `buffer`, which holds the elements, example after example, from its start on.
  ///
  /// Stops the program where a feature is out of range or does not ascend within its example: the
  /// products rely on both.
  public init(features: Int, offsets: [Int], buffer: consuming AlignedBuffer) {
    precondition(
      features >= 0 && features <= Int(Int32.max),
      "\(features) features, of which a sparse matrix has 0 to \(Int32.max)")
    precondition(offsets.first == 0, "offsets that do not begin with 0")
    let room = buffer.byteCount / MemoryLayout<Element>.stride
    precondition(
      offsets[offsets.count - 1] <= room, "\(room) elements for \(offsets[offsets.count - 1])")
    self.features = features
    self.offsets = offsets
    self.buffer = buffer
    for example in 0..<examples {
      precondition(offsets[example] <= offsets[example + 1], "offsets descend at \(example)")
      let run = elements(of: example)
      var least: Int32 = 0
      for index in run.indices {
        let feature = run[unchecked: index].feature
        precondition(
          feature >= least && Int(feature) < features,
          "feature \(feature) at \(index) in example \(example) of \(features) features")
        least = feature + 1
      }
    }
  }

  /// - Parameter elements: of all examples, one after the other, by ascending feature in each.
  public init(features: Int, offsets: [Int], elements: [Element]) {
    precondition(offsets.last == elements.count, "offsets do not end with \(elements.count)")
    var buffer = AlignedBuffer(byteCount: elements.count * MemoryLayout<Element>.stride)
    elements.withUnsafeBytes { buffer.unsafeMutableBytes.copyMemory(from: $0) }
    self.init(features: features, offsets: offsets, buffer: buffer)
  }

  /// The elements of a dense matrix that are not zero.
  public init(_ dense: borrowing Matrix<Float>) {
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

  /// The same elements among more features, of which the further ones have none.
  public consuming func widened(to features: Int) -> SparseMatrix {
    precondition(features >= self.features, "\(features) features for \(self.features)")
    let (offsets, scale) = (offsets, scale)
    var result = SparseMatrix(features: features, offsets: offsets, buffer: buffer)
    result.scale = scale
    return result
  }

  /// The same numbers with their zeros: 4 bytes for each feature of each example.
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
}
