import NIOCore

/// Takes no new connection while there are as many as there may be: the others wait in the
/// system's queue.
final class ConnectionLimit: ChannelDuplexHandler {
  typealias InboundIn = Channel
  typealias InboundOut = Channel
  typealias OutboundIn = Channel

  private let limit: Int
  private let whenFull: () -> Void
  private var open = 0
  private var hasRead = false

  /// - Parameter whenFull: called whenever a connection more would be too many.
  init(_ limit: Int, whenFull: @escaping () -> Void) {
    self.limit = limit
    self.whenFull = whenFull
  }

  func read(context: ChannelHandlerContext) {
    if open < limit {
      context.read()
    } else {
      hasRead = true
      whenFull()
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let loop = context.eventLoop
    let this = NIOLoopBound((self, context), eventLoop: loop)
    open += 1
    Self.unwrapInboundIn(data).closeFuture.hop(to: loop).whenComplete { _ in
      let (handler, context) = this.value
      handler.open -= 1
      if handler.hasRead {
        handler.hasRead = false
        context.read()
      }
    }
    context.fireChannelRead(data)
  }
}
