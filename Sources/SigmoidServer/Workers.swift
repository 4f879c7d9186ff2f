import Dispatch
import NIOCore
import NIOPosix
import Synchronization

/// Threads for what takes longer than an event loop can be missed: an event loop that computes
/// answers nobody else.
final class Workers: Sendable {
  private let pool: NIOThreadPool
  private let mostWaiting: Int
  private let waiting = Atomic<Int>(0)

  /// - Parameter mostWaiting: requests that wait or are worked on at a time.
  init(threads: Int, mostWaiting: Int) {
    pool = NIOThreadPool(numberOfThreads: threads)
    self.mostWaiting = mostWaiting
    pool.start()
  }

  /// Begins with a request.
  /// - Returns: nil where too many wait already.
  func begin<Value: Sendable>(
    _ loop: any EventLoop, _ work: @escaping @Sendable () -> Value
  ) -> EventLoopFuture<Value>? {
    guard waiting.add(1, ordering: .relaxed).newValue <= mostWaiting else {
      waiting.subtract(1, ordering: .relaxed)
      return nil
    }
    let value = pool.runIfActive(eventLoop: loop, work)
    value.whenComplete { _ in self.waiting.subtract(1, ordering: .relaxed) }
    return value
  }

  /// Goes on with one that was begun: its answer has its beginning already.
  func goOn<Value: Sendable>(
    _ loop: any EventLoop, _ work: @escaping @Sendable () -> Value
  ) -> EventLoopFuture<Value> {
    pool.runIfActive(eventLoop: loop, work)
  }

  /// Ends when what is being worked on is done; what waits fails.
  func end() {
    let ended = DispatchSemaphore(value: 0)
    // One thing after the other: what waits has failed before this returns and event loops may end.
    pool.shutdownGracefully(queue: DispatchQueue(label: "end of the workers")) { _ in
      ended.signal()
    }
    ended.wait()
  }
}
