import Synchronization

/// A read of memory in its order: as fast as it gives, since processors see what comes next and
/// fetch it ahead.
package enum SequentialRead {
  /// Brings bytes into the cache, if it is large enough.
  package static func fetch(_ bytes: RawSpan) {
    // Something is made of the sum, though hardly ever: no compiler can leave out the reads.
    if sum(bytes) == 0x9E37_79B9_7F4A_7C15 { _ = seen.exchange(true, ordering: .relaxed) }
  }

  private static let seen = Atomic<Bool>(false)

  /// A sum that every bit changes, in four streams of 64-byte vectors: loads wait for memory, not
  /// for each other. A last part of less than 256 bytes is left out.
  static func sum(_ bytes: RawSpan) -> UInt64 {
    var sums = (SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>())
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 256 <= bytes.count {
        sums.0 ^= bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self)
        sums.1 ^= bytes.loadUnaligned(fromByteOffset: offset + 64, as: SIMD8<UInt64>.self)
        sums.2 ^= bytes.loadUnaligned(fromByteOffset: offset + 128, as: SIMD8<UInt64>.self)
        sums.3 ^= bytes.loadUnaligned(fromByteOffset: offset + 192, as: SIMD8<UInt64>.self)
        offset += 256
      }
    }
    return (sums.0 ^ sums.1 ^ sums.2 ^ sums.3).wrappedSum()
  }
}
