import Dispatch
import Synchronization

/// How long the machine takes to read a matrix once, with nothing else to do: the limit of a pass.
public enum ReadSpeed {
  /// Seconds that `threads` threads take for one read of all elements: the median over `rounds`.
  public static func secondsForOneRead(
    of matrix: borrowing ByteMatrix, threads: Int, rounds: Int = 9
  ) -> Double {
    seconds(matrix.span.bytes, threads: threads, rounds: rounds)
  }

  /// Seconds that `threads` threads take for one read of all elements: the median over `rounds`.
  public static func secondsForOneRead(
    of matrix: borrowing Matrix<Float>, threads: Int, rounds: Int = 9
  ) -> Double {
    seconds(matrix.span.bytes, threads: threads, rounds: rounds)
  }

  private static func seconds(_ bytes: RawSpan, threads: Int, rounds: Int) -> Double {
    precondition(threads > 0 && rounds > 0, "\(rounds) reads by \(threads) threads")
    let times = bytes.withUnsafeBytes { bytes in
      // The pointer crosses into the workers as a number; the borrow outlives them.
      let start = UInt(bitPattern: bytes.baseAddress)
      let count = bytes.count
      return (0..<rounds).map { _ in
        let begin = ContinuousClock.now
        let sum = Atomic<UInt64>(0)
        DispatchQueue.concurrentPerform(iterations: threads) { worker in
          let range = count * worker / threads..<count * (worker + 1) / threads
          let part = UnsafeRawBufferPointer(
            start: UnsafeRawPointer(bitPattern: start + UInt(range.lowerBound)),
            count: range.count)
          sum.wrappingAdd(folded(part), ordering: .relaxed)
        }
        let elapsed = (ContinuousClock.now - begin).components
        // The sum is looked at, so that no read is left out.
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        return sum.load(ordering: .relaxed) == 1 ? seconds.nextUp : seconds
      }
    }
    return times.sorted()[rounds / 2]
  }

  /// Four streams of 64-byte vectors, so that loads wait for memory, not for each other.
  private static func folded(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sums = (SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>())
    var offset = 0
    while offset + 256 <= bytes.count {
      sums.0 ^= bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self)
      sums.1 ^= bytes.loadUnaligned(fromByteOffset: offset + 64, as: SIMD8<UInt64>.self)
      sums.2 ^= bytes.loadUnaligned(fromByteOffset: offset + 128, as: SIMD8<UInt64>.self)
      sums.3 ^= bytes.loadUnaligned(fromByteOffset: offset + 192, as: SIMD8<UInt64>.self)
      offset += 256
    }
    return (sums.0 ^ sums.1 ^ sums.2 ^ sums.3).wrappedSum() | 2
  }
}
