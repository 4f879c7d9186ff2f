import SigmoidExamples
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How the time of a reader grows with its input: what is quadratic on some input needs no more than a
/// file of a hundred megabytes to take hours.
///
/// Only the ratio of two times of the same process is looked at, and only the time that this thread
/// computes: neither the machine nor what else it does matters.
package enum Growth {
  /// The input is doubled so often.
  package static let doublings = 4

  /// Linear time grows 16-fold, quadratic time 256-fold; what comes with caches and with small inputs
  /// lies far below the middle between them.
  package static let most = 64.0

  /// The time of the work on an input of `size` doubled four times, over that on one of `size`.
  ///
  /// The least of several times, since nothing makes work faster than it is. What looks too slow is
  /// tried again: chance does not repeat itself.
  /// - Parameter work: on its own thread alone, which does not fail.
  package static func ratio<Input>(
    of size: Int, input: (Int) throws -> Input, work: (Input) throws -> Void
  ) throws -> Double {
    let small = try input(size)
    let large = try input(size << doublings)
    try work(small)
    var (least, most) = (Double.infinity, Double.infinity)
    for _ in 0..<4 {
      for _ in 0..<3 { least = min(least, try seconds { try work(small) }) }
      most = min(most, try seconds { try work(large) })
      if most / least < Self.most / 2 { break }
    }
    return most / least
  }

  private static func seconds(_ work: () throws -> Void) rethrows -> Double {
    let start = threadTime()
    try work()
    return threadTime() - start
  }

  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Bytes that come through a pipe a page at a time, as from a slow program.
package enum SlowPipe {
  /// - Parameter body: is given the end to read from, which stays open.
  package static func reading<Result>(
    _ bytes: [UInt8], _ body: (Int32) throws -> Result
  ) throws -> Result {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if os(Linux)
      // F_SETPIPE_SZ of <fcntl.h>: a read finds no more than a page.
      _ = fcntl(ends[1], 1031, 4096)
    #endif
    let (source, target) = (ends[0], ends[1])
    let writer = Thread {
      var written = 0
      while written < bytes.count {
        let end = min(written + 4096, bytes.count)
        let count = bytes[written..<end].withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
        guard count > 0 else { break }
        written += count
      }
      close(target)
    }
    writer.start()
    defer {
      // Who stops early leaves the writer in the middle; a closed pipe would end the process.
      var rest = [UInt8](repeating: 0, count: 1 << 16)
      while read(source, &rest, rest.count) > 0 {}
      close(source)
    }
    return try body(source)
  }
}
