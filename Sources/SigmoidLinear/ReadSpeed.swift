import SigmoidSystem

/// How long the machine takes to read a matrix once, with nothing else to do: the limit of a pass.
package enum ReadSpeed {
  /// Seconds that `threads` threads take for one read of all elements: the median over `rounds`.
  package static func secondsForOneRead(
    of matrix: ByteMatrix, threads: Int, rounds: Int = 9
  ) -> Double {
    seconds(matrix.span.bytes, threads: threads, rounds: rounds)
  }

  /// Seconds that `threads` threads take for one read of all elements: the median over `rounds`.
  package static func secondsForOneRead(
    of matrix: Matrix<Float>, threads: Int, rounds: Int = 9
  ) -> Double {
    seconds(matrix.span.bytes, threads: threads, rounds: rounds)
  }

  private static func seconds(_ bytes: RawSpan, threads: Int, rounds: Int) -> Double {
    require(threads > 0 && rounds > 0, "\(rounds) reads by \(threads) threads")
    let times = bytes.withUnsafeBytes { bytes in
      // The pointer crosses into the workers as a number; the borrow outlives them.
      let start = UInt(bitPattern: bytes.baseAddress)
      let count = bytes.count
      return (0..<rounds).map { _ in
        let begin = ContinuousClock.now
        concurrently(threads) { worker in
          let range = count * worker / threads..<count * (worker + 1) / threads
          let part = UnsafeRawBufferPointer(
            start: UnsafeRawPointer(bitPattern: start + UInt(range.lowerBound)),
            count: range.count)
          SequentialRead.fetch(part.bytes)
        }
        return (ContinuousClock.now - begin).inSeconds
      }
    }
    return times.sorted()[rounds / 2]
  }
}
