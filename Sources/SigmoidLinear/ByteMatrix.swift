import SigmoidSystem

/// A feature matrix of bytes, features × examples, column-major: an image file's bytes as they are.
///
/// The value of byte v is `v · scale`. The factor goes into weights and gradient, never into the
/// data, so that nothing is converted and 60000 images stay 47 MB.
public struct ByteMatrix: Sendable {
  /// Bytes of an example.
  public let features: Int
  /// Columns: runs of `features` bytes.
  public let examples: Int
  /// A byte times this is the value of the feature; finite and not 0.
  public var scale: Double {
    didSet { require(scale.isFinite && scale != 0, "a scale of \(scale)") }
  }
  private var buffer: AlignedBuffer
  private let start: Int

  /// The scale that takes a byte to 0…1.
  public static let unitScale = 1.0 / 255

  /// All zero.
  public init(features: Int, examples: Int, scale: Double = unitScale) {
    require(features >= 0 && examples >= 0, "a \(features) × \(examples) matrix")
    self.init(
      features: features, examples: examples, scale: scale,
      buffer: AlignedBuffer(byteCount: features * examples), startingAt: 0)
  }

  /// Takes over `buffer`, in which the elements begin at byte `start` (behind a file's header,
  /// say), example after example.
  package init(
    features: Int, examples: Int, scale: Double = unitScale, buffer: consuming AlignedBuffer,
    startingAt start: Int
  ) {
    require(
      start >= 0 && features * examples <= buffer.byteCount - start,
      "\(buffer.byteCount) bytes for a \(features) × \(examples) matrix from byte \(start)")
    require(scale.isFinite && scale != 0, "a scale of \(scale)")
    self.features = features
    self.examples = examples
    self.scale = scale
    self.buffer = buffer
    self.start = start
  }

  /// Every byte, example after example.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let bytes = UnsafeRawBufferPointer(
        rebasing: buffer.unsafeBytes[start..<start + features * examples])
      return _overrideLifetime(
        Span(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self)), borrowing: self)
    }
  }

  /// Every byte, example after example, for writing.
  public var mutableSpan: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get {
      let bytes = UnsafeMutableRawBufferPointer(
        rebasing: buffer.unsafeMutableBytes[start..<start + features * examples])
      return _overrideLifetime(
        MutableSpan(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self)), mutating: &self)
    }
  }

  /// The bytes of some examples, contiguous.
  @_lifetime(borrow self)
  public func bytes(_ columns: Range<Int>) -> Span<UInt8> {
    require(
      columns.lowerBound >= 0 && columns.upperBound <= examples,
      "examples \(columns) of a \(features) × \(examples) matrix")
    return span.extracting(columns.lowerBound * features..<columns.upperBound * features)
  }

  public var isMapped: Bool { buffer.isFile }

  public func willRead(_ columns: Range<Int>) { buffer.willRead(place(of: columns)) }

  public func didRead(_ columns: Range<Int>) { buffer.didRead(place(of: columns)) }

  /// The bytes of `buffer` that hold these examples.
  private func place(of columns: Range<Int>) -> Range<Int> {
    start + columns.lowerBound * features..<start + columns.upperBound * features
  }

  /// Some examples in the same buffer, without a copy.
  public consuming func part(_ columns: Range<Int>) -> ByteMatrix {
    require(
      columns.lowerBound >= 0 && columns.upperBound <= examples,
      "examples \(columns) of \(examples)")
    let first = start + columns.lowerBound * features
    return ByteMatrix(
      features: features, examples: columns.count, scale: scale, buffer: buffer,
      startingAt: first)
  }

  /// The greatest byte; 0 of an empty matrix.
  public var maximum: UInt8 {
    let bytes = span
    var greatest: UInt8 = 0
    for index in bytes.indices { greatest = max(greatest, bytes[unchecked: index]) }
    return greatest
  }

  /// The same numbers as floats: byte · scale, rounded once; four times the memory.
  public func converted() -> Matrix<Float> {
    let values = (0..<256).map { Float(Double($0) * scale) }
    var result = Matrix<Float>(rows: features, columns: examples)
    let source = span
    var target = result.mutableSpan
    for index in source.indices { target[unchecked: index] = values[Int(source[unchecked: index])] }
    return result
  }
}
