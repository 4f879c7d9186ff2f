import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Takes no new connection for a while where the system has none to give: no descriptor is free in
/// this process or in all, or there is no memory for a socket.
///
/// Left alone, the event loop would try again at once and without end, as the connection that it
/// cannot take still waits.
final class AcceptPause: ChannelInboundHandler {
  typealias InboundIn = Channel
  typealias InboundOut = Channel

  private let pause: TimeAmount
  private let whenShort: () -> Void
  private var isPausing = false

  init(_ pause: TimeAmount = .milliseconds(100), whenShort: @escaping () -> Void) {
    self.pause = pause
    self.whenShort = whenShort
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? IOError,
      [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.errnoCode)
    {
      whenShort()
      rest(context)
    }
    context.fireErrorCaught(error)
  }

  private func rest(_ context: ChannelHandlerContext) {
    guard !isPausing, let options = context.channel.syncOptions else { return }
    isPausing = true
    try? options.setOption(.autoRead, value: false)
    context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
      self.isPausing = false
      try? options.setOption(.autoRead, value: true)
    }
  }
}
