import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Room for the elements of a LIBSVM text, and for their values as doubles once one is no Float.
struct LIBSVMElements: ~Copyable {
  /// How many there is room for.
  let capacity: Int
  private let path: String
  private var buffer: AlignedBuffer
  private var doubleBuffer: AlignedBuffer?

  /// nil when the system cannot give the memory, of which none is touched yet.
  init?(ifAvailable capacity: Int, path: String) {
    guard
      let buffer = AlignedBuffer(
        ifAvailable: capacity * MemoryLayout<SparseMatrix.Element>.stride)
    else { return nil }
    self.capacity = capacity
    self.path = path
    self.buffer = buffer
  }

  /// - Throws: `FileError` of `path` where there is no memory.
  init(capacity: Int, path: String) throws(FileError) {
    self.capacity = capacity
    self.path = path
    buffer = try FileContents.allocate(
      capacity * MemoryLayout<SparseMatrix.Element>.stride, path: path)
  }

  var hasDoubles: Bool { doubleBuffer != nil }

  /// Valid while this value lives.
  package var values: UnsafeMutableBufferPointer<SparseMatrix.Element> {
    mutating get { buffer.unsafeMutableBytes.bindMemory(to: SparseMatrix.Element.self) }
  }

  /// The value of each element, nil without room for them. Valid while this value lives.
  var doubles: UnsafeMutableBufferPointer<Double>? {
    mutating get { doubleBuffer?.unsafeMutableBytes.bindMemory(to: Double.self) }
  }

  /// Makes room for doubles. The first `count` elements, which there are, are floats.
  /// - Throws: `FileError` where there is no memory.
  mutating func addDoubles(copying count: Int) throws(FileError) {
    let size = capacity * MemoryLayout<Double>.stride
    guard let room = AlignedBuffer(ifAvailable: size) else {
      throw FileError(
        path: path, expected: "memory for \(size) bytes", found: "less",
        remedy: "use a smaller file or a machine with more memory")
    }
    doubleBuffer = room
    guard let doubles else { return }
    let values = values
    for index in 0..<count { doubles[index] = Double(values[index].value) }
  }

  /// Moves elements to a place in front of theirs.
  mutating func move(_ start: Int, to place: Int, _ count: Int) {
    guard count > 0, let values = values.baseAddress else { return }
    (values + place).update(from: values + start, count: count)
    guard let doubles = doubles?.baseAddress else { return }
    (doubles + place).update(from: doubles + start, count: count)
  }

  /// A matrix that takes them over.
  consuming func matrix(features: Int, offsets: [Int]) -> SparseMatrix {
    SparseMatrix(features: features, offsets: offsets, buffer: buffer, doubles: doubleBuffer)
  }
}
