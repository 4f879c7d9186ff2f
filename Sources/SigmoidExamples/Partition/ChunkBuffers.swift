import SigmoidSystem
import SigmoidLinear

/// Numbers that the chunks of a pass add up by themselves, as many a chunk, all zero to begin with.
///
/// Sendable though it hands out memory to write: a chunk is taken by one worker, and the numbers of
/// different chunks do not overlap.
package final class ChunkBuffers<Scalar: PassScalar>: @unchecked Sendable {
  package let chunks: Int
  package let count: Int
  private let stride: Int
  /// Pages that nobody has touched cost nothing: a worker gets those of its chunk.
  private var memory: AlignedBuffer
  private let numbers: UnsafeMutableBufferPointer<Scalar>  // chunks × stride, in `memory`

  package init(chunks: Int, count: Int) {
    self.chunks = chunks
    self.count = count
    // Those of different workers lie in different cache lines.
    stride = (count + 15) / 16 * 16
    memory = AlignedBuffer(byteCount: chunks * stride * MemoryLayout<Scalar>.stride)
    numbers = memory.unsafeMutableBytes.bindMemory(to: Scalar.self)
  }

  /// Hands out the numbers of a chunk.
  package func with<Result>(
    _ chunk: Int, _ body: (inout MutableSpan<Scalar>) -> Result
  ) -> Result {
    var span = MutableSpan(_unsafeElements: buffer(chunk))
    return body(&span)
  }

  package func clear(_ chunk: Int) {
    let bytes = UnsafeMutableRawBufferPointer(buffer(chunk))
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  /// totals[offset...] += some of a chunk's numbers.
  func add(
    _ range: Range<Int>, of chunk: Int, to totals: inout MutableSpan<Double>, at offset: Int
  ) {
    let some = UnsafeBufferPointer(rebasing: buffer(chunk)[range])
    totals.withUnsafeMutableBufferPointer { totals in
      let place = UnsafeMutableBufferPointer(rebasing: totals[offset..<offset + range.count])
      var sums = MutableSpan(_unsafeElements: place)
      Scalar.add(Span(_unsafeElements: some), to: &sums)
    }
  }

  /// Writes some of a chunk's numbers to a chunk of others.
  func copy(
    _ range: Range<Int>, of chunk: Int, to others: ChunkBuffers, _ other: Int, at offset: Int
  ) {
    let target = UnsafeMutableBufferPointer(
      rebasing: others.buffer(other)[offset..<offset + range.count])
    UnsafeMutableRawBufferPointer(target).copyMemory(
      from: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer(chunk)[range])))
  }

  /// Some of every chunk's numbers, chunk after chunk.
  func bytes(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(chunks * range.count * MemoryLayout<Scalar>.stride)
    for chunk in 0..<chunks {
      bytes += UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer(chunk)[range]))
    }
    return bytes
  }

  private func buffer(_ chunk: Int) -> UnsafeMutableBufferPointer<Scalar> {
    require(chunk >= 0 && chunk < chunks, "chunk \(chunk) of \(chunks)")
    return UnsafeMutableBufferPointer(rebasing: numbers[chunk * stride..<chunk * stride + count])
  }
}
