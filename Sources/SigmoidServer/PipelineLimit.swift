import NIOCore
import NIOHTTP1

/// Ends a connection that sends many requests ahead of their answers: those that wait are held
/// taken apart, which is many times what they are on the wire.
final class PipelineLimit: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let limit: Int
  private var unanswered = 0

  init(_ limit: Int) { self.limit = limit }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head = Self.unwrapInboundIn(data) {
      unanswered += 1
      if unanswered == limit + 1 { context.close(promise: nil) }
    }
    guard unanswered <= limit else { return }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = Self.unwrapOutboundIn(data) { unanswered -= 1 }
    context.write(data, promise: promise)
  }
}
