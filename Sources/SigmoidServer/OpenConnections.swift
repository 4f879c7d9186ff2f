import NIOCore
import Synchronization

/// The connections of a server, to be ended together.
final class OpenConnections: Sendable {
  private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

  func insert(_ channel: any Channel) {
    let key = ObjectIdentifier(channel)
    channels.withLock { $0[key] = channel }
    channel.closeFuture.whenComplete { _ in
      self.channels.withLock { _ = $0.removeValue(forKey: key) }
    }
  }

  /// Ends each connection after the request under way, if there is one, or when the time is over.
  func end(within seconds: Double) {
    for channel in all {
      // The handler of pipelined requests closes at once, or after the answer.
      channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    while !all.isEmpty, clock.now < end {
      guard let channel = all.first else { break }
      let left = channel.eventLoop.scheduleTask(in: .milliseconds(20)) {}
      try? left.futureResult.wait()
    }
    // Waited for, as the event loop of the server is told of each.
    for closed in all.map({ $0.close() }) { try? closed.wait() }
  }

  private var all: [any Channel] { channels.withLock { Array($0.values) } }
}
